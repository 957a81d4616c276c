import type { TokenSource } from '../auth/token.js'
import type { Clock } from '../clock.js'
import { UsageError } from '../errors/index.js'
import type { MalformedReason, Subscription } from '../graphql/socket/connection.js'
import { EventStream } from '../graphql/socket/event-stream.js'
import { RecentIds } from '../graphql/socket/recent-ids.js'
import { Ring } from '../graphql/socket/ring.js'
import type { ReconnectOptions } from '../graphql/socket/subscribe.js'
import type { WebSocketConstructor } from '../graphql/socket/web-socket.js'
import { checkOptions, isCount, isMilliseconds, isSignal, type OptionRules } from '../options.js'
import { onAbort } from '../on-abort.js'
import { toEvent, type ChatEvent, type ChestEvent, type DLiveEvent, type UnknownEvent } from './event.js'

/** The options of one iteration of events. */
export interface EventsOptions {
  /** Ends it: buffered events are dropped, and the iterator throws the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** What to subscribe to. Default: both. */
  readonly include?: readonly ('chat' | 'chest')[] | undefined
  /** Maximum number of events that wait for a slow consumer. Beyond it the oldest are dropped. Default: 1000. */
  readonly buffer?: number | undefined
  /** Number of past chat events to load for each channel, at the start and after each outage. Default: 0; at most `buffer`. */
  readonly backfill?: number | undefined
  /** Milliseconds without a frame after which the socket counts as lost; DLive documents one every 25 s. Default: 60 000. */
  readonly keepAlive?: number | undefined
  readonly reconnect?: ReconnectOptions | undefined
}

/**
 * The events of the chat and the chest of channels, as they happen. `streamers` are usernames. Each iteration opens its own socket, and closes it
 * when the loop ends. Throws a `UsageError` for wrong arguments. The iterator throws an `AuthError` or a `SubscriptionError`.
 *
 * @example
 * const dlive = createDLive({ auth })
 * for await (const event of dlive.events(['alice', 'bob'])) {
 *   if (event.kind === 'chat' && event.type === 'Message') console.log(event.streamer, event.content)
 * }
 */
export type Events = (
  streamers: string | readonly string[],
  options?: EventsOptions,
) => AsyncIterableIterator<DLiveEvent, undefined>

/** What `events` needs. */
export interface EventsWiring {
  /** Address of the socket, ws: or wss:. */
  readonly url: string
  readonly source: TokenSource
  readonly clock: Clock
  /** Default: the platform's class, or that of `ws` without one. */
  readonly webSocket?: WebSocketConstructor
  /** A number in [0, 1), for the jitter. */
  readonly random?: () => number
  /** The last `count` chat events of a channel, oldest first. */
  readonly backfill: (streamer: string, count: number) => Promise<readonly unknown[]>
}

type Kind = 'chat' | 'chest'

/** The field of each subscription. */
const FIELDS = { chat: 'streamMessageReceived', chest: 'treasureChestMessageReceived' } as const

/** Minimum number of remembered ids for each channel, to detect duplicates. */
const REMEMBERED = 512

/** Number of channels whose history is loaded at the same time. */
const BACKFILLS = 4

/**
 * The events of channels, over one socket for all of them.
 *
 * `streamers` are usernames: lowercase, and never display names. An unknown name is not an error to DLive: its subscription stays silent.
 * Names are trimmed, and each is subscribed to once.
 *
 * Guarantees:
 * - The socket opens when the first event is requested, and closes when the loop ends. `connected` comes before every event of a channel.
 * - An event with an id is never delivered twice, over reconnections and backfill too, as long as fewer than 512 others of its channel
 *   (or `backfill`, if that is more) came in between.
 * - Every loss is reported: `overflow` if the consumer was too slow, `malformed` if a frame could not be parsed, `disconnected` and
 *   `reconnected` around the time without a connection.
 * - A lost socket is reopened, after growing delays, with every subscription.
 * - With `backfill`, the last events of each chat are loaded at the start and after an outage; those not delivered yet come before newer
 *   ones of their channel, in the order of DLive's history, the oldest first (inferred).
 *
 * Limits:
 * - The protocol has no replay. Events during an outage are missing, except chat that `backfill` still reaches. Events of the chest, and
 *   those that DLive does not keep in a chat's history, cannot be backfilled.
 * - The order is kept within a channel's chat and within its chest, not between them. It is lost if more messages are still on the socket
 *   when the history arrives than the history contains.
 *
 * Throws `UsageError` at once for wrong arguments. The iterator throws the signal's reason; the error of `source`; an `AuthError` if the
 * socket accepts no token; a `SubscriptionError` that names the channel; a `NetworkError` when `reconnect.attempts` are used up, which by
 * default never are.
 */
export function createEvents(wiring: EventsWiring): Events {
  return (streamers, options = {}) => {
    const names = readNames(streamers)
    return new Channels(wiring, names, readOptions(options)).stream
  }
}

type Settled = Required<Pick<EventsOptions, 'include' | 'buffer' | 'backfill' | 'keepAlive'>> & EventsOptions

function readNames(streamers: string | readonly string[]): string[] {
  const given: readonly unknown[] = Array.isArray(streamers) ? streamers : [streamers]
  const names = given.map((name) => (typeof name === 'string' ? name.trim() : ''))
  if (names.length === 0 || names.includes('')) {
    throw new UsageError('Events need the username of a channel, or a list of them, none of them empty.')
  }
  return [...new Set(names)]
}

const RULES: OptionRules<EventsOptions> = {
  signal: isSignal,
  include: {
    must: "name 'chat', 'chest' or both in a list",
    holds: (value) => Array.isArray(value) && value.length > 0 && value.every((kind) => Object.hasOwn(FIELDS, kind)),
  },
  buffer: isCount,
  backfill: {
    must: 'be a whole number, 0 for none',
    holds: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  },
  keepAlive: {
    must: 'be a number of milliseconds above 0',
    holds: (value) => typeof value === 'number' && value > 0,
  },
  reconnect: true,
}

const RECONNECT_RULES: OptionRules<ReconnectOptions> = {
  base: isMilliseconds,
  cap: isMilliseconds,
  attempts: { must: 'be a number, not below 0', holds: (value) => typeof value === 'number' && value >= 0 },
}

function readOptions(options: EventsOptions): Settled {
  checkOptions('events()', options, RULES)
  checkOptions('reconnect', options.reconnect, RECONNECT_RULES)
  const { include = ['chat', 'chest'], buffer = 1000, backfill = 0, keepAlive = 60_000 } = options
  if (backfill > buffer) throw new UsageError('events(): backfill must not be above buffer. Raise buffer.')
  return { ...options, include: [...new Set(include)], buffer, backfill, keepAlive }
}

/** A channel: its known ids and, while its history is loading, the events that wait for it. */
interface Channel {
  readonly name: string
  readonly seen: RecentIds
  held: HeldEvents | undefined
}

interface HeldEvents {
  readonly events: Ring<ChannelEvent>
  /** The connection that delivered the first of them. */
  readonly round: number
}

type ChannelEvent = ChatEvent | ChestEvent | UnknownEvent

interface ChannelSubscription extends Subscription {
  readonly kind: Kind
  readonly channel: Channel
}

class Channels {
  readonly stream: EventStream<DLiveEvent>
  readonly #wiring: EventsWiring
  readonly #options: Settled
  readonly #channels: readonly Channel[]
  readonly #over = new AbortController()
  /** Counts connections, so that a backfill of an earlier one is recognized. */
  #round = 0
  #isConnected = false

  constructor(wiring: EventsWiring, names: readonly string[], options: Settled) {
    this.#wiring = wiring
    this.#options = options
    const { buffer, backfill, signal } = options
    const remembered = Math.max(REMEMBERED, backfill)
    this.#channels = names.map((name) => ({ name, seen: new RecentIds(remembered), held: undefined }))
    const abort = () => this.stream.abort(signal?.reason)
    const remove = signal && onAbort(signal, abort)
    this.stream = new EventStream({
      capacity: buffer,
      overflow: (dropped) => ({ kind: 'overflow', dropped }),
      start: () => void this.#run(),
      stop: () => {
        remove?.()
        this.#over.abort()
      },
    })
    if (signal?.aborted) abort()
  }

  async #run(): Promise<void> {
    const { url, source, clock, webSocket, random } = this.#wiring
    const { include, keepAlive, reconnect } = this.#options
    const { stream } = this
    const subscriptions = this.#channels.flatMap((channel) => include.map((kind) => subscription(channel, kind)))
    try {
      // Only a client that listens loads the code of the socket.
      const { subscribe } = await import('../graphql/socket/subscribe.js')
      await subscribe({
        url,
        source,
        clock,
        webSocket,
        random,
        reconnect,
        keepAlive,
        subscriptions,
        signal: this.#over.signal,
        init: (token) => ({ authorization: token }),
        onConnected: (recovery) => {
          this.#isConnected = true
          stream.push(recovery ? { kind: 'reconnected', ...recovery } : { kind: 'connected' })
          this.#backfill()
        },
        onDisconnected: (loss) => {
          this.#isConnected = false
          stream.push({ kind: 'disconnected', ...loss })
        },
        onMalformed: (malformed) => stream.push({ kind: 'malformed', ...malformed }),
        onData: ({ kind, channel }, data) => this.#receive(kind, channel, data[FIELDS[kind]]),
      })
    } catch (error) {
      // The history is no longer needed, and the waiting events have been delivered.
      for (const channel of this.#channels) this.#release(channel)
      stream.end({ reason: error })
    }
  }

  /** Chat comes as a list and the chest as one object, but both forms have been seen for each. */
  #receive(kind: Kind, channel: Channel, value: unknown): MalformedReason | undefined {
    if (!Array.isArray(value)) return this.#take(kind, channel, value) ? undefined : 'not an event'
    let problem: MalformedReason | undefined
    for (const item of value as unknown[]) if (!this.#take(kind, channel, item)) problem = 'not an event'
    return problem
  }

  #take(kind: Kind, channel: Channel, item: unknown): boolean {
    const event = toEvent(kind, channel.name, item)
    if (!event) return false
    if (channel.held && kind === 'chat') channel.held.events.push(event)
    else this.#deliver(channel, event)
    return true
  }

  #deliver(channel: Channel, event: ChannelEvent): void {
    const id = idOf(event)
    if (id === undefined || channel.seen.add(id)) this.stream.push(event)
  }

  /** Loads the history of every chat, a few at a time. The chats' new events wait for it. */
  #backfill(): void {
    const { backfill, buffer, include } = this.#options
    if (backfill === 0 || !include.includes('chat')) return
    const round = ++this.#round
    for (const channel of this.#channels) channel.held ??= { events: new Ring(buffer), round }
    const queue = this.#channels.values()
    const work = async () => {
      for (const channel of queue) if (!(await this.#fill(channel, round))) return
    }
    for (let worker = 0; worker < BACKFILLS; worker++) void work()
  }

  /** False if its connection is gone: the next connection loads it again, and events wait for that. */
  async #fill(channel: Channel, round: number): Promise<boolean> {
    const isLate = () => round !== this.#round || this.#over.signal.aborted
    if (isLate()) return false
    try {
      const past = await this.#wiring.backfill(channel.name, this.#options.backfill)
      if (isLate()) return false
      // From the first event of this connection on, everything has come or will come by it, if it is still open. An earlier connection's
      // events do not prove that.
      const { held } = channel
      const here = new Set(held?.round === round && this.#isConnected ? [...held.events].map(idOf) : [])
      for (const item of past) {
        const event = toEvent('chat', channel.name, item)
        const id = event && idOf(event)
        if (id !== undefined && here.has(id)) break
        if (event) this.#deliver(channel, event)
        else this.stream.push({ kind: 'malformed', reason: 'not an event', frame: '' })
      }
    } catch (error) {
      if (isLate()) return false
      this.stream.push({ kind: 'backfillFailed', streamer: channel.name, error })
    }
    this.#release(channel)
    return true
  }

  #release(channel: Channel): void {
    const events = channel.held?.events
    if (!events) return
    channel.held = undefined
    const dropped = events.takeDropped()
    if (dropped > 0) this.stream.push({ kind: 'overflow', dropped })
    for (const event of events) this.#deliver(channel, event)
  }
}

function subscription(channel: Channel, kind: Kind): ChannelSubscription {
  // The server sends every field for any selection, so this selects the least.
  const query = `subscription ($streamer: String!) { ${FIELDS[kind]}(streamer: $streamer) { __typename } }`
  return {
    name: `${kind === 'chat' ? 'the chat' : 'the chest'} of ${channel.name}`,
    kind,
    channel,
    query,
    variables: { streamer: channel.name },
  }
}

/** The id of an event, if it has one. An event of an unknown type has it in its raw fields. */
function idOf(event: ChannelEvent): string | undefined {
  const { id } = (event.kind === 'unknown' ? event.raw : event) as { readonly id?: unknown }
  return typeof id === 'string' ? id : undefined
}
