import { tabRenderer } from '../../ui/console-tab.js'

export type { TabFrame as Frame } from '../../ui/console-tab.js'

/** A page of Settings → Basic info, on its *Service account* tab. */
export const renderSettings = tabRenderer({ section: 'Settings', heading: 'Basic info', tab: 'Service account' })
