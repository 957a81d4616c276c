import { Hono } from 'hono'
import { line } from '../../accounts/forms.js'
import type { ControlEnv } from '../env.js'
import { CallbacksPage } from './callbacks-page.js'
import { viewOf, done, flashOf, form, problemText, dashboardResponse } from './pages.js'

/** The callbacks that the mock has sent, and a form that sends one again. */
export const callbacks = new Hono<ControlEnv>()

callbacks.get('/callbacks', (c) =>
  dashboardResponse(c, {
    title: 'Callbacks',
    current: 'callbacks',
    flash: flashOf(c),
    content: <CallbacksPage view={viewOf(c)} />,
  }),
)

callbacks.post(
  '/callbacks/replay',
  form(async (c, sent) => {
    try {
      const { result } = await viewOf(c).mock.callbacks.replay(Number(line(sent, 'id')))
      const answer = 'status' in result ? `the answer is ${result.status}` : `there is no answer: ${result.error}`
      return done(c, 'callbacks', { text: `The callback was sent once more, and ${answer}.` })
    } catch (error) {
      return done(c, 'callbacks', { text: problemText(error), isProblem: true })
    }
  }),
)
