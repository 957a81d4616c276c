import type { Context } from 'hono'
import { consolePages, done, frameOf, pageResponse } from '../accounts/console.js'
import { seedApplicationOfAnother } from '../accounts/no-applications.js'
import type { Session } from '../accounts/sessions.js'
import type { Env } from '../core/definition/world.js'
import { emptyClientForm, registerClient, type ClientForm } from '../oauth/register-client.js'
import type { LivepushWorld } from './world.js'

const { app, page, form } = consolePages<LivepushWorld>()

/**
 * The part of Livepush's Developer Console for credentials: Apps → New App → Create App → Manage App, with Client ID and Client Secret
 * (https://api.livepush.io/authentication). The labels are documented; the layout is the mock's own. Where the redirect URI is registered is
 * not documented: that the form asks for it is inferred. A user sees and creates only their own apps.
 */
export const consoleApp = app

type C = Context<Env<LivepushWorld>>

const homeOf = ({ env: { world } }: C) => `${world.consolePath}/apps`
const own = ({ env: { world } }: C, session: Session) => world.oauth.clients.of(session.user.id)

page('', (c) => c.redirect(homeOf(c)))

async function appsPage(c: C, session: Session, isMissing = false) {
  const { appsPage } = await import('./console/apps-page.js')
  const created = session.flash?.appId ?? null
  session.flash = null
  const home = homeOf(c)
  const { world } = c.env
  const others = seedApplicationOfAnother(world, session.user)
  const content = { home, apps: own(c, session), others, created, isMissing, newApp: `${home}/new` }
  return pageResponse(appsPage({ ...frameOf(world, session), ...content }), isMissing ? 404 : 200)
}

page('/apps', (c, session) => appsPage(c, session))

async function appForm(c: C, session: Session, form: ClientForm) {
  const { newAppPage } = await import('./console/new-app-page.js')
  const home = homeOf(c)
  return pageResponse(newAppPage({ ...frameOf(c.env.world, session), home, action: home, form }), form.errors && 422)
}

page('/apps/new', (c, session) => appForm(c, session, emptyClientForm))

form('/apps', (c, posted) => {
  const made = registerClient(c.env.world.oauth.clients, posted, 'redirect_uri')
  if ('refused' in made) return appForm(c, posted.session, made.refused)
  posted.session.flash = { appId: made.id }
  return done(c, '/apps')
})

page('/apps/:id', async (c, session) => {
  const app = own(c, session).find(({ id }) => id === c.req.param('id'))
  if (!app) return appsPage(c, session, true)
  const { manageAppPage } = await import('./console/manage-app-page.js')
  return pageResponse(manageAppPage({ ...frameOf(c.env.world, session), home: homeOf(c), app }))
})
