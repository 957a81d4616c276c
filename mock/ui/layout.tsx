import type { Child } from 'hono/jsx'
import { brandClass, hues, type Brand } from './brand.js'
import type { InlineSource } from './inline.js'
import { Mark } from './mark.js'
import { stylesheet } from './stylesheet.js'
import { Nav, type NavLink } from './tabs.js'
import { Time } from './time.js'

/** The site that a page belongs to: a provider's, or the mock's own. */
export interface Site {
  readonly name: string
  /** The path of its first page. `/logout` is below it, if users can log in. */
  readonly home: string
  /** The mark and color of a provider. The mock's own pages have none. */
  readonly brand?: Brand | undefined
  /** The links in the header of each page. */
  readonly links: readonly NavLink[]
}

/** A page without its content. */
export interface PageFrame {
  readonly title: string
  readonly site: Site
  /** The logged-in account, with the session's form token. */
  readonly session?: { readonly account: string; readonly formToken: string } | undefined
  /** `narrow` is one centered card. `wide` is for many columns. Default: the width of a console. */
  readonly width?: 'narrow' | 'wide'
  /** The mock's time in epoch milliseconds, shown in the footer. */
  readonly now?: number
  /**
   * Set if a form may redirect to a client's callback. Chromium checks `form-action` for every redirect after a form, so the policy of such a
   * page cannot be `'self'`.
   */
  readonly formsLeadAway?: boolean
  /** Pages of other origins may frame it, as they frame a player. */
  readonly isFramed?: boolean | undefined
  /** Scripts of the page, as modules. The page must work without them. Default: none. */
  readonly scripts?: readonly InlineSource[]
  /** The path of the server-sent events for the page's scripts: `data-events` of the body. Only such pages allow scripts to fetch. */
  readonly events?: string
  /** The path of a player's script on this origin, for a page with video. */
  readonly player?: string | undefined
}

/** A rendered page with its headers. */
export interface RenderedPage {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * Renders a whole HTML document with its headers. Its content security policy forbids external resources and other scripts. A page may show
 * secrets, so it is not cached, and it cannot be framed unless `isFramed` is set.
 */
export function renderPage(page: PageFrame, content: Child): RenderedPage {
  const { title, site, session, width, now, scripts = [], events, player } = page
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
        {player && <script src={player} />}
        {scripts.map(({ text }) => (
          <script type="module" dangerouslySetInnerHTML={{ __html: text }} />
        ))}
      </body>
    </html>
  )
  // oxlint-disable-next-line typescript/no-base-to-string -- hono's elements render themselves by toString.
  return { headers: headersOf(page), body: `<!doctype html>\n${html.toString()}` }
}

function headersOf({ formsLeadAway, isFramed, scripts = [], events, player }: PageFrame): RenderedPage['headers'] {
  const scriptSources = [...scripts.map(({ source }) => source), ...(player === undefined ? [] : ["'self'"])]
  const policy = [
    "default-src 'none'",
    `style-src ${stylesheet.source}`,
    'img-src data:',
    "base-uri 'none'",
    ...(isFramed ? [] : ["frame-ancestors 'none'"]),
    ...(scriptSources.length > 0 ? [`script-src ${scriptSources.join(' ')}`] : []),
    ...(player === undefined ? [] : ["media-src 'self' blob:"]),
    ...(events === undefined ? [] : ["connect-src 'self'"]),
    ...(formsLeadAway ? [] : ["form-action 'self'"]),
  ].join('; ')
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'cache-control': 'no-store',
    // Not `no-referrer`, because browsers would send `Origin: null` with the page's own forms.
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    ...(!isFramed && { 'x-frame-options': 'DENY' }),
  }
}

/** An inline icon. Without it a browser would request /favicon.ico. */
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
