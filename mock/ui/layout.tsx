import type { Child } from 'hono/jsx'
import { stylesheet, stylesheetSource } from './stylesheet.js'
import { Time } from './time.js'

/** A page of a provider's console, without what is special to it. */
export interface Page {
  readonly title: string
  /** The provider's name on its pages. */
  readonly product: string
  /** Where the console is mounted: its first page, and above `/logout`. */
  readonly consolePath: string
  /** Who is logged in, with the session's form token. */
  readonly session?: { readonly account: string; readonly formToken: string } | undefined
  /** One card in the middle instead of the console's full width. */
  readonly narrow?: boolean
  /** The mock's time, epoch milliseconds; shown at the foot of the page. */
  readonly now?: number
  /**
   * Set where sending a form may end at a client's callback. Chromium holds `form-action` against every redirect that
   * follows a form, so on such a page the policy cannot name `'self'`.
   */
  readonly formsLeadAway?: boolean
}

/** What every page of a console is given for the user who is logged in. */
export interface ConsoleFrame extends Pick<Page, 'product' | 'consolePath' | 'now'> {
  readonly session: NonNullable<Page['session']>
}

// Drawn in place: without it a browser asks the server for /favicon.ico.
const favicon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='4' fill='%231d5bb8'/%3E%3Cpath d='M6 4.5v7l5.5-3.5z' fill='white'/%3E%3C/svg%3E"

/** A page as it is sent. */
export interface RenderedPage {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * A whole HTML document with its headers. It runs no script, fetches nothing, and its policy lets it do neither. A page may show a
 * secret: it never comes from a cache, and never stands in the frame of another site.
 */
export function renderPage(page: Page, content: Child): RenderedPage {
  const { title, product, consolePath, session, narrow, now, formsLeadAway } = page
  const policy = [
    "default-src 'none'",
    `style-src ${stylesheetSource}`,
    'img-src data:',
    "base-uri 'none'",
    "frame-ancestors 'none'",
    ...(formsLeadAway ? [] : ["form-action 'self'"]),
  ].join('; ')
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'cache-control': 'no-store',
    // Not `no-referrer`: with it, browsers send `Origin: null` with a page's own forms.
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  }
  const html = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · ${product} (mock)`}</title>
        <link rel="icon" href={favicon} />
        <style dangerouslySetInnerHTML={{ __html: stylesheet }} />
      </head>
      <body>
        <a class="skip" href="#content">
          Skip to content
        </a>
        <header class="top">
          <div>
            <a class="brand" href={consolePath}>
              {product}
            </a>
            <span class="badge">mock</span>
            {session && <Who {...session} action={`${consolePath}/logout`} />}
          </div>
        </header>
        <main id="content" class={narrow ? 'narrow' : undefined}>
          {content}
        </main>
        <footer class="foot">
          A local mock: nothing here reaches {product}.
          {now !== undefined && (
            <>
              {' '}
              Its clock says <Time at={now} />.
            </>
          )}
        </footer>
      </body>
    </html>
  )
  // oxlint-disable-next-line typescript/no-base-to-string -- hono's elements render themselves by toString.
  return { headers, body: `<!doctype html>\n${html.toString()}` }
}

const Who = ({ account, formToken, action }: { account: string; formToken: string; action: string }) => (
  <form class="who" method="post" action={action}>
    <span>
      <span class="say">Logged in as </span>
      <strong>{account}</strong>
    </span>
    <input type="hidden" name="form_token" value={formToken} />
    <button class="light" type="submit">
      Log out
    </button>
  </form>
)
