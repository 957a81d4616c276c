import { perWorld } from '../core/definition/world.js'
import type { SubscriptionField } from '../graphql/executor.js'
import { SocketServer } from '../graphql/over-socket.js'
import { callerOf } from './authorize.js'
import type { Account } from './entities.js'
import { executorOf, type DLiveContext } from './graphql.js'
import type { DLiveWorld } from './world.js'

/** Time between two keep-alives, in ms (https://docs.dlive.tv/api/api/subscription-web-socket). */
const keepAlive = 25_000

const fields = { chat: 'streamMessageReceived', chest: 'treasureChestMessageReceived' } as const

/** The topics of subscriptions: a streamer's chat, or their chest. */
export type Topic = keyof typeof fields

/** A subscription to a topic of a streamer. */
export const subscriptionTo = (topic: Topic, streamer: string): SubscriptionField => ({
  field: fields[topic],
  args: { streamer },
})

/** The sockets of a world. */
export const socketsOf = perWorld((world: DLiveWorld) => {
  const { clock, profile, policy } = world
  return new SocketServer<DLiveContext>({
    clock,
    tick: `${profile.provider}.keep-alive`,
    keepAlive,
    executor: () => executorOf(world),
    authenticate({ authorization }) {
      const hasToken = typeof authorization === 'string' && authorization !== ''
      const viewer = hasToken ? callerOf(world, authorization) : null
      if (viewer || (!hasToken && policy.anonymousSockets)) return { context: { world, viewer } }
      // DLive's text is not known.
      return { refusal: 'onair mock: the access token is missing or not valid.' }
    },
    shape: (data) => (policy.chestAsArray ? withChestAsArray(data) : data),
  })
})

/** Sends a chest event, or a list of chat events, to all subscribers. */
export function emit(world: DLiveWorld, topic: Topic, { username }: Account, event: unknown): void {
  socketsOf(world).publish(subscriptionTo(topic, username), event, { world, viewer: null })
}

function withChestAsArray(data: Record<string, unknown>): Record<string, unknown> {
  const { [fields.chest]: event } = data
  return event === undefined ? data : { ...data, [fields.chest]: [event] }
}
