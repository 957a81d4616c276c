import type { Hono } from 'hono'
import { consolePages, emptyClientForm, registerClient, type ClientForm, type ConsoleRoutes } from '../oauth/console.js'
import type { Session } from '../accounts/sessions.js'

/** What the console's pages need to know. */
export type ConsoleView = ConsoleRoutes

/**
 * Livepush's Developer Console, as far as it is needed to sign in: Apps → New App → Create App → Manage App, with Client ID and
 * Client Secret (https://api.livepush.io/authentication). The layout is ours, the labels are the page's. Where an app's redirect
 * URI is registered is not described: that it is asked for with the name is inferred.
 * - A user sees and makes only their own apps.
 */
export function mountConsole(app: Hono, view: ConsoleView): void {
  const { server, consolePath } = view
  const { page, form, frame, show, done } = consolePages(app, view)
  const home = `${consolePath}/apps`
  const own = (session: Session) => server.directory.clients().filter(({ ownerId }) => ownerId === session.user.id)

  page(consolePath, (c) => c.redirect(home))

  const appsPage = async (session: Session, isMissing = false) => {
    const { appsPage } = await import('./console/apps-page.js')
    const created = session.flash?.appId ?? null
    session.flash = null
    const content = { apps: own(session), created, isMissing, newApp: `${home}/new` }
    return show(appsPage({ ...frame(session), home, ...content }), isMissing ? 404 : 200)
  }

  page(home, (_c, session) => appsPage(session))

  const appForm = async (session: Session, form: ClientForm) => {
    const { newAppPage } = await import('./console/new-app-page.js')
    return show(newAppPage({ ...frame(session), home, action: home, form }), form.errors && 422)
  }

  page(`${home}/new`, (_c, session) => appForm(session, emptyClientForm))

  form(home, (c, posted) => {
    const made = registerClient(server, posted, 'redirect_uri')
    if ('refused' in made) return appForm(posted.session, made.refused)
    posted.session.flash = { appId: made.id }
    return done(c, home)
  })

  page(`${home}/:id`, async (c, session) => {
    const app = own(session).find(({ id }) => id === c.req.param('id'))
    if (!app) return appsPage(session, true)
    const { manageAppPage } = await import('./console/manage-app-page.js')
    return show(manageAppPage({ ...frame(session), home, app }))
  })
}
