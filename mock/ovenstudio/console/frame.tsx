import type { Child } from 'hono/jsx'
import { renderPage, type ConsoleFrame, type RenderedPage } from '../../ui/layout.js'

export type { ConsoleFrame as Frame } from '../../ui/layout.js'

/** Where the pages are, below the console's own path. */
export const paths = {
  streams: '/streams',
  tokens: '/settings/rest-api',
  cloudfront: '/settings/aws-cloudfront',
} as const

/** What stands in the menu, and what each page's heading is. */
const tabs = { streams: 'Streams', tokens: 'REST API', cloudfront: 'AWS CloudFront' } as const

/** A page of the console on one of its tabs; two of them are *Settings*. */
export function renderTab(tab: keyof typeof tabs, page: ConsoleFrame, title: string, content: Child): RenderedPage {
  return renderPage(
    { ...page, title },
    <>
      <div>
        {tab !== 'streams' && <p class="eyebrow">Settings</p>}
        <h1>{tabs[tab]}</h1>
      </div>
      <nav class="tabs" aria-label="Console">
        {Object.entries(tabs).map(([name, label]) => (
          <a
            href={page.consolePath + paths[name as keyof typeof tabs]}
            aria-current={name === tab ? 'page' : undefined}
          >
            {label}
          </a>
        ))}
      </nav>
      {content}
    </>,
  )
}

/** A button that does something on the server: a form of nothing else. */
export const Action = (button: {
  readonly action: string
  readonly formToken: string
  readonly label: string
  /** What it is done to, where there are several such buttons on the page. */
  readonly about?: string
  readonly fields?: Readonly<Record<string, string>>
  readonly primary?: boolean
  readonly disabled?: boolean
}) => (
  <form method="post" action={button.action}>
    <input type="hidden" name="form_token" value={button.formToken} />
    {Object.entries(button.fields ?? {}).map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
    <button
      type="submit"
      class={button.primary ? 'primary' : undefined}
      aria-label={button.about && `${button.label} ${button.about}`}
      disabled={button.disabled}
    >
      {button.label}
    </button>
  </form>
)
