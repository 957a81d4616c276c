import { streamSSE } from 'hono/streaming'
import type { Context } from 'hono'
import type { JournalEntry } from '../../core/journal/entry.js'
import type { ControlEnv } from '../env.js'

/** Entries that may wait for a reader. One that falls further behind misses the oldest. */
const most = 10_000

/** Answers with the requests as they come in, as server-sent events (HTML standard, 9.2). */
export const followRequests = (c: Context<ControlEnv>): Response =>
  streamSSE(c, async (stream) => {
    const { journal } = c.env.sandbox
    const waiting: JournalEntry[] = []
    let wake = () => {}
    const stop = journal.follow((entry) => {
      waiting.push(entry)
      if (waiting.length > most) waiting.shift()
      wake()
    })
    stream.onAbort(() => {
      stop()
      wake()
    })
    const last = Number(c.req.header('last-event-id') ?? Number.NaN)
    if (Number.isInteger(last)) waiting.push(...journal.requests({ after: last }))
    // So that the client learns at once that it follows.
    await stream.writeSSE({ event: 'ready', data: '' })
    while (!stream.aborted) {
      const batch = waiting.splice(0)
      for (const entry of batch) await stream.writeSSE({ id: String(entry.id), data: JSON.stringify(entry) })
      if (waiting.length === 0 && !stream.aborted) await new Promise<void>((resolve) => (wake = resolve))
    }
    stop()
  })
