import type { Context } from 'hono'
import { consolePages, done, frameOf, pageResponse } from '../accounts/console.js'
import { line } from '../accounts/forms.js'
import { seedApplicationOfAnother } from '../accounts/no-applications.js'
import type { Session } from '../accounts/sessions.js'
import type { Env } from '../core/definition/world.js'
import {
  applicationsOf,
  apply,
  approve,
  problemsOf,
  type ApplicationFields,
  type ApplicationProblems,
} from './applications.js'
import type { DLiveWorld } from './world.js'

const { app, page, form } = consolePages<DLiveWorld>()

/**
 * DLive's application form and its results. DLive had no developer console: developers applied by a form or by mail, and staff approved by
 * hand (https://docs.dlive.tv/api/authentication-oauth2/oauth-2.0). The fields are DLive's; the form, the list and the button that approves
 * are the mock's own. A user sees and approves only their own applications.
 */
export const consoleApp = app

type C = Context<Env<DLiveWorld>>

const empty: ApplicationFields = {
  appName: '',
  appDomains: '',
  redirectUri: '',
  policyUrl: '',
  contactEmail: '',
  tosUrl: '',
  appIcon: '',
}

const homeOf = ({ env: { world } }: C) => `${world.consolePath}/applications`

page('', (c) => c.redirect(homeOf(c)))

async function applicationsPage(c: C, session: Session, isMissing = false) {
  const { applicationsPage } = await import('./console/applications-page.js')
  const { world } = c.env
  const home = homeOf(c)
  const sent = session.flash?.applicationId ?? null
  session.flash = null
  const { user } = session
  const applications = applicationsOf(world.state, user)
  const content = {
    home,
    applications,
    seeded: world.oauth.clients.of(user.id).filter((client) => applications.every((one) => one.client !== client)),
    others: seedApplicationOfAnother(world, user),
    sent,
    isMissing,
  }
  const view = { ...frameOf(world, session), ...content, apply: `${home}/new` }
  return pageResponse(applicationsPage(view), isMissing ? 404 : 200)
}

page('/applications', (c, session) => applicationsPage(c, session))

async function applicationForm(c: C, session: Session, fields: ApplicationFields, problems?: ApplicationProblems) {
  const { applyPage } = await import('./console/apply-page.js')
  const home = homeOf(c)
  return pageResponse(
    applyPage({ ...frameOf(c.env.world, session), home, action: home, fields, problems }),
    problems && 422,
  )
}

page('/applications/new', (c, session) => applicationForm(c, session, empty))

form('/applications', (c, { form: posted, session, user }) => {
  const names = Object.keys(empty)
  const fields = Object.fromEntries(names.map((name) => [name, line(posted, name)])) as unknown as ApplicationFields
  const problems = problemsOf(fields)
  if (Object.keys(problems).length > 0) return applicationForm(c, session, fields, problems)
  session.flash = { applicationId: apply(c.env.world.state, user, fields).id }
  return done(c, '/applications')
})

form('/applications/:id/approve', (c, { session, user }) => {
  const { world } = c.env
  const application = applicationsOf(world.state, user).find(({ id }) => id === c.req.param('id'))
  if (!application) return applicationsPage(c, session, true)
  approve(world, application.id)
  return done(c, '/applications')
})
