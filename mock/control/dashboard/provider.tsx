import { Hono } from 'hono'
import { line } from '../../accounts/forms.js'
import { loadControls, runControl } from '../../core/definition/controls.js'
import type { ProviderName } from '../../providers.js'
import type { ControlEnv } from '../env.js'
import { readInput, type Problems } from './control-input.js'
import { missing } from './missing.js'
import { viewOf, done, flashOf, form, problemText, dashboardResponse, type DashboardContext } from './pages.js'
import { ProviderPage, type SentForm } from './provider-page.js'

/** The page of each provider, with the forms for controls and grants. */
export const provider = new Hono<ControlEnv>()

async function page(c: DashboardContext, name: string, sent?: SentForm): Promise<Response> {
  const view = viewOf(c)
  const flash = flashOf(c)
  const controls = await loadControls(view.instance.partsOf(name))
  return dashboardResponse(c, {
    title: view.instance.world(name).profile.title,
    current: name,
    flash,
    content: <ProviderPage view={view} name={name} controls={controls} flash={flash} sent={sent} />,
    status: sent ? 422 : 200,
  })
}

provider.use('/:provider/*', async (c, next) => {
  if (!viewOf(c).instance.names.includes(c.req.param('provider'))) return missing(c)
  return next()
})

provider.get('/:provider', (c) => page(c, c.req.param('provider')))

/** The button of a row: runs a control with a fixed input. */
provider.post(
  '/:provider/act',
  form(async (c, sent) => {
    const name = c.req.param('provider')!
    const view = viewOf(c)
    const control = line(sent, 'control')
    const place = line(sent, 'place')
    try {
      const input: unknown = JSON.parse(line(sent, 'input'))
      await runControl(await loadControls(view.instance.partsOf(name)), control, input, view.instance.world(name))
      return done(c, name, { text: `Done: ${control}.`, place })
    } catch (error) {
      return done(c, name, { text: problemText(error), isProblem: true, place })
    }
  }),
)

provider.post(
  '/:provider/controls/:control',
  form(async (c, sent) => {
    const { provider: name, control: id } = c.req.param() as { provider: string; control: string }
    const view = viewOf(c)
    const controls = await loadControls(view.instance.partsOf(name))
    const place = `control-${id}`
    const control = Object.hasOwn(controls, id) ? controls[id] : undefined
    if (!control) return missing(c)
    const refuse = (problems: Problems) => page(c, name, { place, values: sent, problems })
    const { input, problems } = readInput(control.input, sent)
    if (Object.keys(problems).length > 0) return refuse(problems)
    try {
      const output = await runControl(controls, id, input, view.instance.world(name))
      return done(c, name, { text: output === null ? 'Done.' : 'Done. Output:', place, output: output ?? undefined })
    } catch (error) {
      return refuse({ '': problemText(error) })
    }
  }),
)

provider.post(
  '/:provider/grants',
  form(async (c, sent) => {
    const name = c.req.param('provider')!
    const account = line(sent, 'account')
    try {
      const { accessToken, refreshToken } = await viewOf(c).mock.grant(name as ProviderName, {
        account,
        scopes: sent.getAll('scope'),
      })
      const values = { 'Access token': accessToken, ...(refreshToken !== null && { 'Refresh token': refreshToken }) }
      return done(c, name, { text: `Tokens for ${account}. They are shown only once.`, place: 'grants', values })
    } catch (error) {
      return page(c, name, { place: 'grants', values: sent, problems: { '': problemText(error) } })
    }
  }),
)

provider.post(
  '/:provider/revoke',
  form((c, sent) => {
    const name = c.req.param('provider')!
    viewOf(c).mock.revoke(name as ProviderName, line(sent, 'id'))
    return done(c, name, { text: 'The grant and all its tokens were revoked.', place: 'grants' })
  }),
)
