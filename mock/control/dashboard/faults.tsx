import { Hono } from 'hono'
import { line } from '../../accounts/forms.js'
import type { FaultOptions } from '../../core/faults/fault.js'
import type { ControlEnv } from '../env.js'
import type { Problems } from './control-input.js'
import { fieldsOfAction } from './fault-fields.js'
import { FaultsPage, type FaultForm } from './faults-page.js'
import { operationsOf } from './operations.js'
import { viewOf, done, flashOf, form, problemText, dashboardResponse, type DashboardContext } from './pages.js'

/** The page of faults, and the forms that set and clear them. */
export const faults = new Hono<ControlEnv>()

const page = (c: DashboardContext, form: FaultForm) => {
  const view = viewOf(c)
  return dashboardResponse(c, {
    title: 'Faults',
    current: 'faults',
    flash: flashOf(c),
    content: <FaultsPage view={view} operations={operationsOf(view)} form={form} />,
    status: Object.keys(form.problems).length > 0 ? 422 : 200,
  })
}

faults.get('/faults', (c) => page(c, { values: new URL(c.req.url).searchParams, problems: {} }))

faults.post(
  '/faults',
  form((c, sent) => {
    const { fault, problems } = readFaultForm(sent)
    if (Object.keys(problems).length > 0) return page(c, { values: sent, problems })
    try {
      viewOf(c).mock.faults.add(fault)
      return done(c, 'faults', { text: `Set: ${fault.action} on ${fault.operation}.` })
    } catch (error) {
      return page(c, { values: sent, problems: { '': problemText(error) } })
    }
  }),
)

faults.post(
  '/faults/clear',
  form((c, sent) => {
    const id = line(sent, 'id')
    viewOf(c).mock.faults.clear(id === '' ? undefined : Number(id))
    const text = id === '' ? 'All faults were cleared.' : 'The fault was cleared.'
    return done(c, line(sent, 'next') === 'overview' ? '' : 'faults', { text })
  }),
)

/** Reads a fault from a form. Ignores the fields that its action does not have: the page hides them. */
function readFaultForm(sent: URLSearchParams): { readonly fault: FaultOptions; readonly problems: Problems } {
  const action = line(sent, 'action')
  const problems: Record<string, string> = {}
  const values: Record<string, unknown> = { operation: line(sent, 'operation'), action }
  if (values['operation'] === '') problems['operation'] = 'Name an operation.'
  for (const [field, { rule, isRequired }] of Object.entries(fieldsOfAction(action))) {
    const text = line(sent, field)
    if (text === '') {
      if (isRequired) problems[field] = `It must ${rule.must}.`
      continue
    }
    const value = /^\d+$/.test(text) && field !== 'reason' ? Number(text) : text
    if (rule.holds(value)) values[field] = value
    else problems[field] = `It must ${rule.must}.`
  }
  return { fault: values as unknown as FaultOptions, problems }
}
