import { Hono } from 'hono'
import { line } from '../../accounts/forms.js'
import type { ControlEnv } from '../env.js'
import { advance } from './clock.js'
import { exactSpan } from '../span.js'
import { viewOf, done, flashOf, form, problemText, dashboardResponse } from './pages.js'
import { TimelinePage } from './timeline-page.js'

/** The page of events to come, and the form that advances the clock to one. */
export const timeline = new Hono<ControlEnv>()

timeline.get('/timeline', (c) =>
  dashboardResponse(c, {
    title: 'Timeline',
    current: 'timeline',
    flash: flashOf(c),
    content: <TimelinePage view={viewOf(c)} />,
  }),
)

timeline.post(
  '/timeline/advance',
  form(async (c, sent) => {
    const { instance } = viewOf(c)
    try {
      const { from, to, fired } = await advance(instance, Math.max(0, Number(line(sent, 'to')) - instance.clock.now()))
      const events = `${fired.length} ${fired.length === 1 ? 'event' : 'events'}`
      return done(c, 'timeline', { text: `The clock was advanced by ${exactSpan(to - from)} and fired ${events}.` })
    } catch (error) {
      return done(c, 'timeline', { text: problemText(error), isProblem: true })
    }
  }),
)
