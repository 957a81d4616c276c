import type { Child } from 'hono/jsx'
import { brandClass, hues, type Brand } from './brand.js'
import type { InlineSource } from './inline.js'
import { Mark } from './mark.js'
import { stylesheet } from './stylesheet.js'
import { Nav, type NavLink } from './tabs.js'
import { Time } from './time.js'

/** Whose pages they are: a provider's, or the mock's own. */
export interface Site {
  readonly name: string
  /** Its first page. Where users can log in, `/logout` is below it. */
  readonly home: string
  /** Mark and colour of a provider. The mock's own pages have none. */
  readonly brand?: Brand | undefined
  /** What stands in the head of each page, beside the name. */
  readonly links: readonly NavLink[]
}

/** A page without its content. */
export interface PageFrame {
  readonly title: string
  readonly site: Site
  /** Who is logged in, with the session's form token. */
  readonly session?: { readonly account: string; readonly formToken: string } | undefined
  /** `narrow` is one card in the middle; `wide` is for many columns. Default: the width of a console. */
  readonly width?: 'narrow' | 'wide'
  /** The mock's time, epoch milliseconds; shown at the foot of the page. */
  readonly now?: number
  /**
   * Set where sending a form may end at a client's callback. Chromium holds `form-action` against every redirect that
   * follows a form, so on such a page the policy cannot name `'self'`.
   */
  readonly formsLeadAway?: boolean
  /** What runs in the page, as modules. The page must be whole without. Default: nothing. */
  readonly scripts?: readonly InlineSource[]
  /** The path of the server-sent events that the page's scripts follow: `data-events` of the body. Scripts can fetch on such a page only. */
  readonly events?: string
}

/** A page as it is sent. */
export interface RenderedPage {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * A whole HTML document with its headers. It fetches nothing from elsewhere, and runs its own scripts only: its policy lets it do neither.
 * A page may show a secret: it never comes from a cache, and never stands in the frame of another site.
 */
export function renderPage(page: PageFrame, content: Child): RenderedPage {
  const { title, site, session, width, now, scripts = [], events } = page
  const html = (
    <html lang="en" class={brandClass(site.brand)}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · ${site.name} (mock)`}</title>
        <link rel="icon" href={iconOf(site.brand)} />
        <style dangerouslySetInnerHTML={{ __html: stylesheet.text }} />
      </head>
      <body class={width} data-events={events}>
        <a class="skip" href="#content">
          Skip to content
        </a>
        <header class="top">
          <div>
            <a class="brand" href={site.home}>
              {site.brand && <Mark brand={site.brand} />}
              {site.name}
            </a>
            <span class="badge">mock</span>
            <Nav label="Mock" links={site.links} />
            {session && <Who {...session} action={`${site.home}/logout`} />}
          </div>
        </header>
        <main id="content">{content}</main>
        <footer class="foot">
          A local mock: nothing here reaches {site.brand ? site.name : 'a provider'}.
          {now !== undefined && (
            <>
              {' '}
              Its clock says <Time at={now} />.
            </>
          )}
        </footer>
        {scripts.map(({ text }) => (
          <script type="module" dangerouslySetInnerHTML={{ __html: text }} />
        ))}
      </body>
    </html>
  )
  // oxlint-disable-next-line typescript/no-base-to-string -- hono's elements render themselves by toString.
  return { headers: headersOf(page), body: `<!doctype html>\n${html.toString()}` }
}

function headersOf({ formsLeadAway, scripts = [], events }: PageFrame): RenderedPage['headers'] {
  const policy = [
    "default-src 'none'",
    `style-src ${stylesheet.source}`,
    'img-src data:',
    "base-uri 'none'",
    "frame-ancestors 'none'",
    ...(scripts.length > 0 ? [`script-src ${scripts.map(({ source }) => source).join(' ')}`] : []),
    ...(events === undefined ? [] : ["connect-src 'self'"]),
    ...(formsLeadAway ? [] : ["form-action 'self'"]),
  ].join('; ')
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'cache-control': 'no-store',
    // Not `no-referrer`: with it, browsers send `Origin: null` with a page's own forms.
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  }
}

/** Drawn in place: without it a browser asks the server for /favicon.ico. */
function iconOf(brand: Brand | undefined): string {
  const fill = brand ? `oklch(.55 .15 ${hues[brand.color]})` : '#3c4a5e'
  const svg = `<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><rect width='16' height='16' rx='4' fill='${fill}'/><path d='M6 4.5v7l5.5-3.5z' fill='white'/></svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}

const Who = ({ account, formToken, action }: { account: string; formToken: string; action: string }) => (
  <form class="who" method="post" action={action}>
    <span>
      <span class="say">Logged in as </span>
      <strong>{account}</strong>
    </span>
    <input type="hidden" name="form_token" value={formToken} />
    <button class="small" type="submit">
      Log out
    </button>
  </form>
)
