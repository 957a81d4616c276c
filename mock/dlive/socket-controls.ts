import * as z from 'zod'
import { controlsOf } from '../core/definition/controls.js'
import { requireAccount } from './accounts.js'
import { cutSockets as cut, muteSockets as mute } from './socket-faults.js'
import { socketsOf, subscriptionTo } from './sockets.js'
import type { DLiveWorld } from './world.js'

const control = controlsOf<DLiveWorld>()
const nothing = z.strictObject({})
const topic = z.enum(['chat', 'chest'])

export const sockets = control({
  summary: 'How many sockets are open.',
  input: nothing,
  output: z.number(),
  run: (_, world) => socketsOf(world).size,
})

export const subscribed = control({
  summary: "Waits until a streamer's chat or chest has so many subscriptions.",
  input: z.strictObject({ streamer: z.string(), kind: topic.default('chat'), count: z.int().positive().default(1) }),
  output: z.null(),
  async run({ streamer, kind, count }, world) {
    await socketsOf(world).subscribed(subscriptionTo(kind, streamer), count)
    return null
  },
})

export const cutSockets = control({
  summary: 'Cuts every socket as a network does: the peer sees 1006.',
  input: nothing,
  output: z.null(),
  run(_, world) {
    cut(world)
    return null
  },
})

export const closeSockets = control({
  summary: 'Closes every socket with a code and a reason.',
  input: z.strictObject({ code: z.int().default(1000), reason: z.string().default('') }),
  output: z.null(),
  run({ code, reason }, world) {
    socketsOf(world).end(code, reason)
    return null
  },
})

export const muteSockets = control({
  summary:
    'While muted, sockets stay open and nothing is sent: no acknowledgement, no event, no keep-alive. What happens meanwhile is lost.',
  input: z.strictObject({ muted: z.boolean() }),
  output: z.null(),
  run({ muted }, world) {
    mute(world, muted)
    return null
  },
})

export const sendRaw = control({
  summary: 'Sends every socket a text as it is.',
  input: z.strictObject({ text: z.string() }),
  output: z.null(),
  run({ text }, world) {
    socketsOf(world).sendRaw(text)
    return null
  },
})

export const inject = control({
  summary: 'Sends an event that the schema need not know to all who subscribe.',
  input: z.strictObject({
    streamer: z.string(),
    event: z.record(z.string(), z.unknown()),
    kind: topic.default('chat'),
  }),
  output: z.null(),
  run({ streamer, event, kind }, world) {
    const asked = subscriptionTo(kind, requireAccount(world.state, streamer).username)
    socketsOf(world).deliver(asked, { [asked.field]: kind === 'chat' ? [event] : event })
    return null
  },
})
