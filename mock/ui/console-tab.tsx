import type { Child } from 'hono/jsx'
import type { ConsoleFrame } from './console-frame.js'
import { renderPage, type RenderedPage } from './layout.js'
import { Tabs } from './tabs.js'

/** What every page of a console's one tab is given. */
export interface TabFrame extends ConsoleFrame {
  /** The path that the tab leads to. */
  readonly home: string
}

/** Where in a provider's console the pages stand. */
export interface ConsoleLocation {
  /** What the heading is a part of. */
  readonly section?: string
  readonly heading: string
  readonly tab: string
}

/** Renders the pages of a console on the one tab that it has. */
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
