import type { Child } from 'hono/jsx'
import type { ConsoleFrame } from './console-frame.js'
import { renderPage, type RenderedPage } from './layout.js'
import { Tabs } from './tabs.js'

/** The props of every page of a console with one tab. */
export interface TabFrame extends ConsoleFrame {
  /** The path of the tab. */
  readonly home: string
}

/** The location of pages in a provider's console. */
export interface ConsoleLocation {
  /** The section above the heading. */
  readonly section?: string
  readonly heading: string
  readonly tab: string
}

/** Renders the pages of a console with one tab. */
export const tabRenderer =
  ({ section, heading, tab }: ConsoleLocation) =>
  ({ home, ...page }: TabFrame, title: string, content: Child): RenderedPage =>
    renderPage(
      { ...page, title },
      <>
        <div>
          {section && <p class="eyebrow">{section}</p>}
          <h1>{heading}</h1>
        </div>
        <Tabs label={heading} links={[{ label: tab, href: home, isCurrent: true }]} />
        {content}
      </>,
    )
