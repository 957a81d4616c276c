import { tabRenderer } from '../../ui/console-tab.js'

export type { TabFrame as Frame } from '../../ui/console-tab.js'

/** A page of the Developer Console, on its *Apps* tab. */
export const renderApps = tabRenderer({ heading: 'Developer Console', tab: 'Apps' })
