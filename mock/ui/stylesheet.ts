import { inline } from './inline.js'
import { colors } from './style/colors.js'
import { dashboard } from './style/dashboard.js'
import { forms } from './style/forms.js'
import { page } from './style/page.js'
import { parts } from './style/parts.js'
import { reference } from './style/reference.js'
import { table } from './style/table.js'

/**
 * The one stylesheet of every page: no web font, no image, light and dark by the reader's own setting. It stands in the page, so that
 * a page is whole with one request.
 */
export const stylesheet = await inline(colors + page + parts + table + forms + dashboard + reference)
