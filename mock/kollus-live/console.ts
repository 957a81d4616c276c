import type { Hono } from 'hono'
import {
  consolePages,
  emptyClientForm,
  line,
  nameProblem,
  registerClient,
  type ClientForm,
  type ConsoleRoutes,
} from '../oauth/console.js'
import type { User } from '../oauth/directory.js'
import type { Session } from '../accounts/sessions.js'
import type { TokenForm } from './console/token-page.js'

/** What the console's pages need to know. */
export interface ConsoleView extends ConsoleRoutes {
  /** The service account that a user works in, and their role in it. */
  account(user: User): { readonly serviceAccount: string; readonly serviceAccountName: string; readonly role: string }
}

/**
 * Kollus's console, as far as it is needed to sign in: Settings → Basic info → *Service account*, with *OAuth Clients* and *Personal
 * Access Tokens* (https://catenoid-support.gitbook.io/developer-welcome-kit/live/live-api). The layout is ours, the labels are the page's.
 * - A user sees and makes only their own clients and tokens.
 * - A token stands on the one page after it was made, and nowhere else.
 */
export function mountConsole(app: Hono, view: ConsoleView): void {
  const { server, consolePath, account } = view
  const { page, form, frame, show, done } = consolePages(app, view)
  const home = `${consolePath}/settings/basic-info/service-account`
  const clients = `${home}/oauth-clients`
  const tokens = `${home}/personal-access-tokens`

  page(consolePath, (c) => c.redirect(home))

  page(home, async (_c, session) => {
    const { serviceAccountPage } = await import('./console/service-account-page.js')
    const { user, flash } = session
    session.flash = null
    const content = {
      ...account(user),
      clients: server.directory.clients().filter(({ ownerId }) => ownerId === user.id),
      tokens: server.families.find(
        (token) => token.name !== undefined && token.family.userId === user.id,
        server.now(),
      ),
      created: flash,
      links: { newClient: `${clients}/new`, newToken: `${tokens}/new` },
    }
    return show(serviceAccountPage({ ...frame(session), home, ...content }))
  })

  const clientForm = async (session: Session, form: ClientForm) => {
    const { clientPage } = await import('./console/client-page.js')
    return show(clientPage({ ...frame(session), home, action: clients, form }), form.errors && 422)
  }

  page(`${clients}/new`, (_c, session) => clientForm(session, emptyClientForm))

  form(clients, (c, posted) => {
    const made = registerClient(server, posted, 'callback_url')
    if ('refused' in made) return clientForm(posted.session, made.refused)
    posted.session.flash = { clientId: made.id }
    return done(c, home)
  })

  const tokenForm = async (session: Session, form: TokenForm) => {
    const { tokenPage } = await import('./console/token-page.js')
    const scopes = Object.entries(server.profile.scopes).map(([scope, meaning]) => ({ name: scope, meaning }))
    return show(tokenPage({ ...frame(session), home, action: tokens, scopes, form }), form.errors && 422)
  }

  page(`${tokens}/new`, (_c, session) => tokenForm(session, { name: '', scopes: [] }))

  form(tokens, async (c, { form, session, user }) => {
    const name = line(form, 'name')
    const scopes = [...new Set(form.getAll('scope'))]
    const refuse = (errors: TokenForm['errors']) => tokenForm(session, { name, scopes, errors })
    const problem = nameProblem(name)
    if (problem) return refuse({ name: problem })
    try {
      const token = await server.personalAccessToken(user, name, scopes)
      session.flash = { token, tokenName: name }
    } catch (error) {
      if (error instanceof RangeError) return refuse({ scopes: error.message })
      throw error
    }
    return done(c, home)
  })
}
