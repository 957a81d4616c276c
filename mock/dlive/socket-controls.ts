import * as z from 'zod'
import { requireAccount } from './accounts.js'
import { command, control, nothing } from './control.js'
import { socketsOf, subscriptionTo } from './sockets.js'

const topic = z.enum(['chat', 'chest'])

export const sockets = control({
  summary: 'Returns the number of open sockets.',
  input: nothing,
  output: z.number(),
  run: (_, world) => socketsOf(world).size,
})

export const subscribed = command({
  summary: "Waits until a streamer's chat or chest has this many subscriptions.",
  input: z.strictObject({ streamer: z.string(), kind: topic.default('chat'), count: z.int().positive().default(1) }),
  run: ({ streamer, kind, count }, world) => socketsOf(world).subscribed(subscriptionTo(kind, streamer), count),
})

export const sendRaw = command({
  summary: 'Sends a raw text to every socket.',
  input: z.strictObject({ text: z.string() }),
  run: ({ text }, world) => socketsOf(world).sendRaw(text),
})

export const inject = command({
  summary: 'Sends an event to all subscribers. It need not fit the schema.',
  input: z.strictObject({
    streamer: z.string(),
    event: z.record(z.string(), z.unknown()),
    kind: topic.default('chat'),
  }),
  run({ streamer, event, kind }, world) {
    const asked = subscriptionTo(kind, requireAccount(world.state, streamer).username)
    socketsOf(world).deliver(asked, { [asked.field]: kind === 'chat' ? [event] : event })
  },
})
