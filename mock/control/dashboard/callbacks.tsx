import { Hono } from 'hono'
import { line } from '../../accounts/forms.js'
import type { ControlEnv } from '../env.js'
import { CallbacksPage } from './callbacks-page.js'
import { viewOf, done, flashOf, form, problemText, dashboardResponse } from './pages.js'

/** The page of callbacks, and the form that sends one again. */
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
      const outcome = 'status' in result ? `The response is ${result.status}` : `There was no response: ${result.error}`
      return done(c, 'callbacks', { text: `The callback was sent again. ${outcome}.` })
    } catch (error) {
      return done(c, 'callbacks', { text: problemText(error), isProblem: true })
    }
  }),
)
