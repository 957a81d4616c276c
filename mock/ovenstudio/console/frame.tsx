import type { Child } from 'hono/jsx'
import type { ConsoleFrame } from '../../ui/console-frame.js'
import { renderPage, type RenderedPage } from '../../ui/layout.js'
import { Tabs } from '../../ui/tabs.js'

export type { ConsoleFrame as Frame } from '../../ui/console-frame.js'

/** The paths of the pages, below the console's path. */
export const paths = {
  streams: '/streams',
  tokens: '/settings/rest-api',
  cloudfront: '/settings/aws-cloudfront',
} as const

/** The labels of the tabs. */
const tabs = { streams: 'Streams', tokens: 'REST API', cloudfront: 'AWS CloudFront' } as const

/** Renders a page on a tab of the console. Two of the tabs belong to *Settings*. */
export function renderTab(tab: keyof typeof tabs, page: ConsoleFrame, title: string, content: Child): RenderedPage {
  const links = Object.entries(tabs).map(([name, label]) => ({
    label,
    href: page.site.home + paths[name as keyof typeof tabs],
    isCurrent: name === tab,
  }))
  return renderPage(
    { ...page, title },
    <>
      <div>
        {tab !== 'streams' && <p class="eyebrow">Settings</p>}
        <h1>{tabs[tab]}</h1>
      </div>
      <Tabs label="Console" links={links} />
      {content}
    </>,
  )
}
