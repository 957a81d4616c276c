import { inline } from './inline.js'
import { colors } from './style/colors.js'
import { dashboard } from './style/dashboard.js'
import { forms } from './style/forms.js'
import { page } from './style/page.js'
import { parts } from './style/parts.js'
import { reference } from './style/reference.js'
import { table } from './style/table.js'

/**
 * The stylesheet of every page: no web fonts, no images, light and dark mode by the user's setting. It is inline, so that a page needs one
 * request.
 */
export const stylesheet = await inline(colors + page + parts + table + forms + dashboard + reference)
