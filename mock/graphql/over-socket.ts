import type { Socket } from '../core/sockets/socket.js'
import type { SubscriptionField, Context, Executor } from './executor.js'
import { GraphQLSocket, type GraphQLSocketOptions, type ActiveSubscription } from './graphql-socket.js'

export interface SocketServerOptions<C extends Context> extends Omit<GraphQLSocketOptions<C>, 'subscribed' | 'closed'> {
  /** Changes the `data` of an event before it is sent. */
  readonly shape?: (data: Record<string, unknown>) => Record<string, unknown>
}

/** The subprotocols of this server. */
export const protocols = ['graphql-ws'] as const

/**
 * The server of the older WebSocket protocol for GraphQL, whose subprotocol is called `graphql-ws`
 * (https://github.com/apollographql/subscriptions-transport-ws/blob/master/PROTOCOL.md).
 * - The first frame must be `connection_init`, or the socket is closed with 1002. Frames before `connection_ack` are queued.
 * - An event has every field of its type. The selection has no effect (documented by the provider that uses this).
 * - Only events after `start` are delivered: there is no replay.
 */
export class SocketServer<C extends Context> {
  readonly #options: SocketServerOptions<C>
  readonly #connections = new Set<GraphQLSocket<C>>()
  readonly #waiting = new Set<() => void>()
  #executor: Executor<C> | undefined
  #accepted = 0

  constructor(options: SocketServerOptions<C>) {
    this.#options = options
    options.clock.on(options.tick, ({ connection }: { readonly connection: number }) => {
      for (const one of this.#connections) if (one.number === connection) one.keepAlive()
    })
  }

  /** The number of open sockets. */
  get size(): number {
    return this.#connections.size
  }

  accept(socket: Socket): void {
    const connection: GraphQLSocket<C> = new GraphQLSocket(++this.#accepted, socket, {
      ...this.#options,
      executor: async () => (this.#executor ??= await this.#options.executor()),
      subscribed: () => {
        for (const look of this.#waiting) look()
      },
      closed: () => this.#connections.delete(connection),
    })
    this.#connections.add(connection)
  }

  /**
   * Sends an event to all subscribers of a field with these arguments. `context` is for its resolvers. Throws if the value does not fit the
   * schema.
   */
  publish(asked: SubscriptionField, value: unknown, context: C): void {
    if (this.#executor && this.count(asked) > 0) this.deliver(asked, this.#executor.event(asked, value, context))
  }

  /** Sends the `data` of an event without validating it. */
  deliver(asked: SubscriptionField, data: Record<string, unknown>): void {
    const payload = JSON.stringify({ data: this.#options.shape?.(data) ?? data })
    for (const [connection, { id }] of this.#subscriptions(asked)) connection.sendData(id, payload)
  }

  /** The number of subscriptions to a field with these arguments. */
  count(asked: SubscriptionField): number {
    return this.#subscriptions(asked).length
  }

  /** Resolves when a field with these arguments has this many subscriptions. */
  subscribed(asked: SubscriptionField, count = 1): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (this.count(asked) < count) return
        this.#waiting.delete(look)
        resolve()
      }
      this.#waiting.add(look)
      look()
    })
  }

  /** Sends a raw text to every open socket. */
  sendRaw(text: string): void {
    for (const { socket } of this.#connections) socket.send(text)
  }

  #subscriptions({ field, args }: SubscriptionField): [GraphQLSocket<C>, ActiveSubscription][] {
    const found: [GraphQLSocket<C>, ActiveSubscription][] = []
    for (const connection of this.#connections) {
      for (const subscription of connection.subscriptions) {
        const fits =
          subscription.field === field && Object.keys(args).every((name) => subscription.args[name] === args[name])
        if (fits) found.push([connection, subscription])
      }
    }
    return found
  }
}
