import type { Context, Hono } from 'hono'
import type { User } from '../oauth/directory.js'
import { expired, postedForm } from '../oauth/browser.js'
import type { OAuthServer } from '../oauth/server.js'
import { pageHeaders } from '../ui/headers.js'
import type { ClientForm } from './console/client-page.js'
import type { TokenForm } from './console/token-page.js'

/** What the console's pages need to know. */
export interface ConsoleView {
  readonly server: OAuthServer
  /** Where the console is mounted, for example `/kollus-live/console`. */
  readonly consolePath: string
  /** The service account that a user works in, and their role in it. */
  account(user: User): { readonly serviceAccount: string; readonly serviceAccountName: string; readonly role: string }
}

/** Laravel's usual `max:255`. */
const longest = 255

/**
 * Kollus's console, as far as it is needed to sign in: Settings → Basic info → *Service account*, with *OAuth Clients* and *Personal
 * Access Tokens* (https://catenoid-support.gitbook.io/developer-welcome-kit/live/live-api). The layout is ours, the labels are the page's.
 * - A user sees and makes only their own clients and tokens.
 * - A form that succeeds answers with a redirect, so that a reload sends nothing twice.
 * - A token stands on the one page after it was made, and nowhere else.
 */
export function mountConsole(app: Hono, { server, consolePath, account }: ConsoleView): void {
  const home = `${consolePath}/settings/basic-info/service-account`
  const clients = `${home}/oauth-clients`
  const tokens = `${home}/personal-access-tokens`

  const loggedIn = (c: Context) => server.sessions.find(c.req.header('cookie') ?? null)
  const login = (c: Context) => {
    const { pathname, search } = new URL(c.req.url)
    return c.redirect(`${consolePath}/login?${new URLSearchParams({ next: pathname + search }).toString()}`)
  }
  const frame = (session: { user: User; formToken: string }) => ({
    product: server.dialect.product,
    consolePath,
    home,
    session: { account: session.user.account, formToken: session.formToken },
    now: server.now(),
  })

  app.get(consolePath, (c) => (loggedIn(c) ? c.redirect(home) : login(c)))

  app.get(home, async (c) => {
    const session = loggedIn(c)
    if (!session) return login(c)
    const { serviceAccountPage } = await import('./console/service-account-page.js')
    const { user, flash } = session
    session.flash = null
    const page = serviceAccountPage({
      ...frame(session),
      ...account(user),
      clients: server.directory.clients().filter(({ ownerId }) => ownerId === user.id),
      tokens: server.families.find(
        (token) => token.name !== undefined && token.family.userId === user.id,
        server.now(),
      ),
      created: flash,
      links: { newClient: `${clients}/new`, newToken: `${tokens}/new` },
    })
    return c.html(page, 200, pageHeaders)
  })

  const clientForm = async (c: Context, session: { user: User; formToken: string }, form: ClientForm) => {
    const { clientPage } = await import('./console/client-page.js')
    return c.html(clientPage({ ...frame(session), action: clients, form }), form.errors ? 422 : 200, pageHeaders)
  }

  app.get(`${clients}/new`, (c) => {
    const session = loggedIn(c)
    return session ? clientForm(c, session, { name: '', callbackUrl: '' }) : login(c)
  })

  app.post(clients, async (c) => {
    const posted = await postedForm(c, server)
    if (!posted) return expired(c, server, consolePath)
    const name = (posted.form.get('name') ?? '').trim()
    const callbackUrl = (posted.form.get('callback_url') ?? '').trim()
    const refuse = (errors: ClientForm['errors']) => clientForm(c, posted.session, { name, callbackUrl, errors })
    const problem = nameProblem(name)
    if (problem) return refuse({ name: problem })
    try {
      const { id } = server.directory.addClient({ name, redirectUris: [callbackUrl], ownerId: posted.user.id })
      posted.session.flash = { clientId: id }
    } catch (error) {
      if (error instanceof RangeError) return refuse({ callbackUrl: error.message })
      throw error
    }
    return c.redirect(home, 303)
  })

  const tokenForm = async (c: Context, session: { user: User; formToken: string }, form: TokenForm) => {
    const { tokenPage } = await import('./console/token-page.js')
    const scopes = Object.entries(server.profile.scopes).map(([scope, meaning]) => ({ name: scope, meaning }))
    return c.html(tokenPage({ ...frame(session), action: tokens, scopes, form }), form.errors ? 422 : 200, pageHeaders)
  }

  app.get(`${tokens}/new`, (c) => {
    const session = loggedIn(c)
    return session ? tokenForm(c, session, { name: '', scopes: [] }) : login(c)
  })

  app.post(tokens, async (c) => {
    const posted = await postedForm(c, server)
    if (!posted) return expired(c, server, consolePath)
    const name = (posted.form.get('name') ?? '').trim()
    const scopes = [...new Set(posted.form.getAll('scope'))]
    const refuse = (errors: TokenForm['errors']) => tokenForm(c, posted.session, { name, scopes, errors })
    const problem = nameProblem(name)
    if (problem) return refuse({ name: problem })
    try {
      const token = await server.personalAccessToken(posted.user, name, scopes)
      posted.session.flash = { token, tokenName: name }
    } catch (error) {
      if (error instanceof RangeError) return refuse({ scopes: error.message })
      throw error
    }
    return c.redirect(home, 303)
  })
}

function nameProblem(name: string): string | null {
  if (name === '') return 'Give it a name.'
  return name.length > longest ? `The name may have at most ${longest} characters.` : null
}
