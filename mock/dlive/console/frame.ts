import { tabRenderer } from '../../ui/console-tab.js'

export type { TabFrame as Frame } from '../../ui/console-tab.js'

/** A page for developers. */
export const renderDevelopers = tabRenderer({ heading: 'Developers', tab: 'Applications' })
