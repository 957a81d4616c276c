import { streamSSE } from 'hono/streaming'
import type { Context } from 'hono'
import type { JournalEntry } from '../../core/journal/entry.js'
import type { ControlEnv } from '../env.js'

/** Entries that may wait for a reader. A slower reader misses the oldest. */
const most = 10_000

/** Milliseconds between two writes. Entries are written in batches: one write each would make a request cost half as much again. */
const pause = 50

/** One event. `JSON.stringify` writes no line breaks, so one `data` line is enough. */
const eventOf = (entry: JournalEntry): string => `id: ${entry.id}\ndata: ${JSON.stringify(entry)}\n\n`

/** Sends the requests as they come in, as server-sent events (HTML standard, section 9.2). */
export const followRequests = (c: Context<ControlEnv>): Response =>
  streamSSE(c, async (stream) => {
    const { journal } = c.env.sandbox
    let waiting: JournalEntry[] = []
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
    // Tells the client at once that it is connected.
    await stream.writeSSE({ event: 'ready', data: '' })
    while (!stream.aborted) {
      if (waiting.length === 0) await new Promise<void>((resolve) => (wake = resolve))
      const batch = waiting
      waiting = []
      await stream.write(batch.map(eventOf).join(''))
      await stream.sleep(pause)
    }
  })
