import type { Context } from 'hono'
import { consolePages, done, frameOf, nameProblem, pageResponse } from '../accounts/console.js'
import { line } from '../accounts/forms.js'
import { seedApplicationOfAnother } from '../accounts/no-applications.js'
import type { Session } from '../accounts/sessions.js'
import type { Env } from '../core/definition/world.js'
import { emptyClientForm, registerClient, type ClientForm } from '../oauth/register-client.js'
import { callbackPath } from './console-callbacks.js'
import type { TokenForm } from './console/token-page.js'
import type { KollusLiveWorld } from './world.js'

const { app, page, form } = consolePages<KollusLiveWorld>()

/**
 * The part of Kollus's console for credentials: Settings → Basic info → *Service account*, with *OAuth Clients* and *Personal Access Tokens*
 * (https://catenoid-support.gitbook.io/developer-welcome-kit/live/live-api). The labels are documented; the layout is the mock's own.
 * - A user sees and creates only their own clients and tokens.
 * - A token is shown once, on the page after its creation.
 */
export const consoleApp = app

type C = Context<Env<KollusLiveWorld>>

const home = '/settings/basic-info/service-account'
const clients = `${home}/oauth-clients`
const tokens = `${home}/personal-access-tokens`

page('', (c) => c.redirect(c.env.world.consolePath + home))

page(home, async (c, session) => {
  const { serviceAccountPage } = await import('./console/service-account-page.js')
  const { consolePath, state, oauth, clock } = c.env.world
  const { user, flash } = session
  session.flash = null
  const { serviceAccount, role } = state.members.get(user.id)!
  const content = {
    serviceAccount,
    role,
    clients: oauth.clients.of(user.id),
    others: seedApplicationOfAnother(c.env.world, user),
    tokens: oauth.families.find((token) => token.name !== undefined && token.family.userId === user.id, clock.now()),
    created: flash,
    channels: [...state.channels.values()]
      .filter((channel) => channel.serviceAccount === serviceAccount)
      .map((channel) => ({
        title: channel.settings.title,
        key: channel.key,
        href: consolePath + callbackPath(channel),
      })),
    links: { newClient: `${consolePath}${clients}/new`, newToken: `${consolePath}${tokens}/new` },
  }
  return pageResponse(serviceAccountPage({ ...frame(c, session), ...content }))
})

const frame = ({ env: { world } }: C, session: Session) => ({
  ...frameOf(world, session),
  home: world.consolePath + home,
})

async function clientForm(c: C, session: Session, form: ClientForm) {
  const { clientPage } = await import('./console/client-page.js')
  const action = c.env.world.consolePath + clients
  return pageResponse(clientPage({ ...frame(c, session), action, form }), form.errors && 422)
}

page(`${clients}/new`, (c, session) => clientForm(c, session, emptyClientForm))

form(clients, (c, posted) => {
  const made = registerClient(c.env.world.oauth.clients, posted, 'callback_url')
  if ('refused' in made) return clientForm(c, posted.session, made.refused)
  posted.session.flash = { clientId: made.id }
  return done(c, home)
})

async function tokenForm(c: C, session: Session, form: TokenForm) {
  const { tokenPage } = await import('./console/token-page.js')
  const { consolePath, scopeDescriptions } = c.env.world
  const scopes = Object.entries(scopeDescriptions).map(([name, meaning]) => ({ name, meaning }))
  return pageResponse(
    tokenPage({ ...frame(c, session), action: consolePath + tokens, scopes, form }),
    form.errors && 422,
  )
}

page(`${tokens}/new`, (c, session) => tokenForm(c, session, { name: '', scopes: [] }))

form(tokens, async (c, { form, session, user }) => {
  const name = line(form, 'name')
  const scopes = [...new Set(form.getAll('scope'))]
  const refuse = (errors: TokenForm['errors']) => tokenForm(c, session, { name, scopes, errors })
  const problem = nameProblem(name)
  if (problem) return refuse({ name: problem })
  try {
    const token = await c.env.world.oauth.personalAccessToken(user, name, scopes)
    session.flash = { token, tokenName: name }
  } catch (error) {
    if (error instanceof RangeError) return refuse({ scopes: error.message })
    throw error
  }
  return done(c, home)
})
