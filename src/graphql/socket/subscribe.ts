import type { AccessToken, TokenSource } from '../../auth/token.js'
import { AuthError, NetworkError, SubscriptionError } from '../../errors/index.js'
import { untilAborted } from '../../store/until-aborted.js'
import { connect, type SocketConnectionOptions, type Ending, type Subscription } from './connection.js'
import { socketOpener, type WebSocketConstructor } from './web-socket.js'

/** How a lost connection is reopened. */
export interface ReconnectOptions {
  /** Maximum of the first delay in milliseconds, doubled for each next one. Default: 1000. */
  readonly base?: number | undefined
  /** Maximum of all delays in milliseconds. A connection that lasted this long resets them. Default: 30 000. */
  readonly cap?: number | undefined
  /** Number of consecutive attempts after a loss before it gives up. Default: `Infinity`. */
  readonly attempts?: number | undefined
}

/** How a connection was lost, or could not be opened. Once an outage. */
export interface Loss {
  /** The close code (RFC 6455, section 7.4), if there was one. 1006 if it broke. */
  readonly code?: number
  /** The reason from the peer or the system, if there was one. */
  readonly reason?: string
}

/** A connection that works again. */
export interface Recovery extends Loss {
  /** Number of connections that it took. 1 if the first one lasted. */
  readonly attempt: number
  /** Epoch milliseconds of the last frame before the loss. The server does not resend later events. */
  readonly since: number
}

export interface SubscribeOptions<S extends Subscription> extends Pick<
  SocketConnectionOptions<S>,
  'url' | 'subscriptions' | 'clock' | 'keepAlive' | 'signal' | 'onData' | 'onMalformed'
> {
  readonly source: TokenSource
  /** Payload of `connection_init` for a token. */
  readonly init: (token: string) => Readonly<Record<string, unknown>>
  readonly webSocket?: WebSocketConstructor
  readonly reconnect?: ReconnectOptions
  /** A number in [0, 1), for the jitter. */
  readonly random?: () => number
  /** Every subscription is sent: for the first time, or again after a loss. */
  readonly onConnected: (recovery?: Recovery) => void
  readonly onDisconnected: (loss: Loss) => void
}

/**
 * Keeps subscriptions alive over one connection at a time until `signal` aborts, and then resolves.
 *
 * - Every end of a connection (any close code, a fault, silence, a subscription that the server completes) leads to a new one, with all
 *   subscriptions, after a random part of a doubling delay ("full jitter"). An ack alone does not reset the delay, so that a server that
 *   drops every connection is not overloaded.
 * - Each connection asks `source` for its token. A refused one is reported to it once, and the next one is tried at once.
 *
 * Rejects with the error of `source`; an `AuthError` if there is no other token or that one is refused too; a `SubscriptionError` if the
 * server refuses a subscription, or completes it again before the connection has lasted; a `NetworkError` after the last attempt.
 */
export async function subscribe<S extends Subscription>(options: SubscribeOptions<S>): Promise<void> {
  const { source, signal, clock, random = Math.random, onConnected, onDisconnected } = options
  const { base = 1000, cap = 30_000, attempts = Infinity } = options.reconnect ?? {}
  const open = await socketOpener(options.webSocket)
  const completed = new Set<Subscription>()
  let since: number | undefined
  let loss: Loss | undefined
  let rejected: string | undefined
  let said: string | undefined
  let failures = 0
  let attempt = 0

  while (!signal.aborted) {
    let token: AccessToken
    try {
      token = await untilAborted(source.token({ rejected, signal }), signal)
    } catch (error) {
      if (signal.aborted) return
      throw error
    }
    if (token.value === rejected) throw refusedToken(said, 'and there is no other')
    const secrets = rejected === undefined ? [token.value] : [token.value, rejected]
    attempt++
    const ending = await connect<S>({
      ...options,
      open,
      init: options.init(token.value),
      secrets,
      onReady() {
        onConnected(since === undefined ? undefined : { ...loss, attempt, since })
        attempt = 0
        loss = rejected = undefined
      },
    })
    if (ending.cause === 'aborted') return
    if (ending.cause === 'failed') throw refusedSubscription(ending)
    if (ending.lasted !== undefined) since = ending.heardAt
    if (ending.cause === 'refused') {
      if (rejected !== undefined) throw refusedToken(ending.reason, 'and so was the next one')
      rejected = token.value
      said = ending.reason
      continue
    }
    if (ending.lasted !== undefined && ending.lasted >= cap) {
      failures = 0
      completed.clear()
    }
    if (ending.subscription && completed.has(ending.subscription)) throw endedSubscription(ending.subscription)
    if (ending.subscription) completed.add(ending.subscription)
    const last = lossOf(ending, options.keepAlive)
    if (!loss) onDisconnected((loss = last))
    if (++failures > attempts) throw unreachable(options.url, failures, last, ending)
    try {
      await clock.sleep(random() * Math.min(cap, base * 2 ** (failures - 1)), { signal })
    } catch (error) {
      if (signal.aborted) return
      throw error
    }
  }
}

function lossOf({ cause, code, reason, subscription }: Ending, keepAlive: number): Loss {
  if (cause === 'silent') return { reason: `nothing was heard for ${keepAlive} ms` }
  if (cause === 'completed') return { reason: `the server completed the subscription to ${subscription?.name}` }
  return { code, reason }
}

function refusedToken(reason: string | undefined, and: string): AuthError {
  return new AuthError(
    `The socket's token was refused${reason ? ` (${reason})` : ''}, ${and}. Sign in again, or give the socket another token.`,
  )
}

function refusedSubscription({ subscription, reason }: Ending): SubscriptionError {
  const name = subscription?.name ?? ''
  return new SubscriptionError(
    `The server refused the subscription to ${name}${reason ? ` (${reason})` : ''}. Check its name and the scopes of the token.`,
    { subscription: name },
  )
}

function endedSubscription({ name }: Subscription): SubscriptionError {
  return new SubscriptionError(
    `The server completed the subscription to ${name} again as soon as it was restored. Leave it out, or try later.`,
    { subscription: name },
  )
}

function unreachable(url: string, failures: number, { code, reason }: Loss, ending: Ending): NetworkError {
  const why = [code, reason].filter((part) => part !== undefined).join(' ') || 'no reason given'
  return new NetworkError(
    `The socket to ${new URL(url).origin} could not be kept open: ${failures} connections failed, the last with: ${why}. Check the address and the network, or raise reconnect.attempts.`,
    { phase: ending.lasted === undefined ? 'connect' : 'sent', reason: why },
  )
}
