import type { Hono } from 'hono'
import { consolePages, line, type ConsoleRoutes } from '../oauth/console.js'
import type { Session } from '../accounts/sessions.js'
import { problemsOf, type ApplicationFields, type ApplicationProblems, type Applications } from './applications.js'

/** What the console's pages need to know. */
export interface ConsoleView extends ConsoleRoutes {
  readonly applications: Applications
}

const empty: ApplicationFields = {
  appName: '',
  appDomains: '',
  redirectUri: '',
  policyUrl: '',
  contactEmail: '',
  tosUrl: '',
  appIcon: '',
}

/**
 * DLive's application form, and what comes of it. DLive had no developer console: one applied by a form or by mail, and staff
 * approved by hand (https://docs.dlive.tv/api/authentication-oauth2/oauth-2.0). The fields are those that DLive kept of an application;
 * form, list and the button that plays the staff are ours.
 * - A user sees, makes and approves only their own applications.
 */
export function mountConsole(app: Hono, view: ConsoleView): void {
  const { applications, consolePath } = view
  const { page, form, frame, show, done } = consolePages(app, view)
  const home = `${consolePath}/applications`

  page(consolePath, (c) => c.redirect(home))

  const list = async (session: Session, isMissing = false) => {
    const { applicationsPage } = await import('./console/applications-page.js')
    const sent = session.flash?.applicationId ?? null
    session.flash = null
    const content = { applications: applications.of(session.user), sent, isMissing, apply: `${home}/new` }
    return show(applicationsPage({ ...frame(session), home, ...content }), isMissing ? 404 : 200)
  }

  page(home, (_c, session) => list(session))

  const applicationForm = async (session: Session, fields: ApplicationFields, problems?: ApplicationProblems) => {
    const { applyPage } = await import('./console/apply-page.js')
    return show(applyPage({ ...frame(session), home, action: home, fields, problems }), problems && 422)
  }

  page(`${home}/new`, (_c, session) => applicationForm(session, empty))

  form(home, (c, { form: posted, session, user }) => {
    const names = Object.keys(empty)
    const fields = Object.fromEntries(names.map((name) => [name, line(posted, name)])) as unknown as ApplicationFields
    const problems = problemsOf(fields)
    if (Object.keys(problems).length > 0) return applicationForm(session, fields, problems)
    session.flash = { applicationId: applications.apply(user, fields).id }
    return done(c, home)
  })

  form(`${home}/:id/approve`, (c, { session, user }) => {
    const application = applications.of(user).find(({ id }) => id === c.req.param('id'))
    if (!application) return list(session, true)
    applications.approve(application.id)
    return done(c, home)
  })
}
