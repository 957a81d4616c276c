import { Hono } from 'hono'
import { line } from '../../accounts/forms.js'
import type { Snapshot } from '../../core/state/snapshot.js'
import type { ControlEnv } from '../env.js'
import { advance } from './clock.js'
import { exactSpan } from '../span.js'
import { OverviewContent, type OverviewProblem } from './overview-page.js'
import { viewOf, done, flashOf, form, problemText, dashboardResponse, type DashboardContext } from './pages.js'

/** The first page and its forms: clock, state, sandboxes. */
export const overview = new Hono<ControlEnv>()

function page(c: DashboardContext, problem?: OverviewProblem) {
  const flash = flashOf(c)
  return dashboardResponse(c, {
    title: 'Overview',
    current: '',
    flash,
    content: <OverviewContent view={viewOf(c)} flash={flash} problem={problem} />,
    status: problem ? 422 : 200,
  })
}

overview.get('/', (c) => page(c))

overview.post(
  '/clock/advance',
  form(async (c, sent) => {
    const duration = line(sent, 'duration')
    try {
      const { from, to } = await advance(viewOf(c).instance, duration)
      return done(c, '', { text: `The clock was advanced by ${exactSpan(to - from)}.`, place: 'clock' })
    } catch (error) {
      return page(c, { field: 'duration', text: problemText(error), value: duration })
    }
  }),
)

overview.post(
  '/clock/freeze',
  form((c) => {
    viewOf(c).mock.clock.freeze()
    return done(c, '', { text: 'The clock is frozen: it moves only when advanced.', place: 'clock' })
  }),
)

overview.post(
  '/clock/resume',
  form((c) => {
    viewOf(c).mock.clock.resume()
    return done(c, '', { text: 'The clock runs again.', place: 'clock' })
  }),
)

overview.post(
  '/reset',
  form((c) => {
    viewOf(c).mock.reset()
    return done(c, '', { text: 'The mock was reset: state, clock, faults and requests.' })
  }),
)

overview.post(
  '/restore',
  form((c, sent) => {
    try {
      viewOf(c).mock.restore(readJson(line(sent, 'snapshot')) as Snapshot)
      return done(c, '', { text: 'The snapshot was restored.' })
    } catch (error) {
      return page(c, { field: 'snapshot', text: problemText(error) })
    }
  }),
)

overview.post(
  '/sandboxes',
  form((c, sent) => {
    const name = line(sent, 'name')
    try {
      viewOf(c).root.sandbox(name)
      return done(c, '', { text: `The sandbox ${name} was created.`, place: 'sandboxes' })
    } catch (error) {
      return page(c, { field: 'sandbox', text: problemText(error), value: name })
    }
  }),
)

overview.post(
  '/sandboxes/delete',
  form(async (c, sent) => {
    const { root } = viewOf(c)
    const name = line(sent, 'name')
    if (root.sandboxes().includes(name)) await root.sandbox(name).close()
    return done(c, '', { text: `The sandbox ${name} was deleted.`, place: 'sandboxes' })
  }),
)

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new RangeError('This file is not a snapshot: it is not JSON. Choose a file that you downloaded from a mock.')
  }
}
