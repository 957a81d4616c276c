import type { Clock } from '../../clock.js'
import { redact, safeText } from '../../errors/safe-text.js'
import { onAbort } from '../../on-abort.js'
import { LONGEST_FRAME, type OpenSocket, type WebSocketLike } from './web-socket.js'

/** One GraphQL subscription. Errors show its `name`. */
export interface Subscription {
  readonly name: string
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
}

/** Why a frame was refused. */
export type MalformedReason =
  /** Not a text frame. */
  | 'binary'
  /** Above 1 MiB. `ws` ends the connection at such a frame, unread; other WebSockets go on. */
  | 'too long'
  | 'not JSON'
  /** JSON, but not an object. */
  | 'not an object'
  /** Its `type` is unknown. */
  | 'unknown type'
  /** It came before the server's ack. */
  | 'before ack'
  /** Its `id` belongs to no subscription. */
  | 'unknown id'
  /** It has neither data nor errors. */
  | 'no data'
  /** GraphQL errors, with data or instead of it. */
  | 'errors'
  /** Data that does not match the subscription. */
  | 'not an event'

/** A frame that was refused, completely or in part. */
export interface Malformed {
  readonly reason: MalformedReason
  /** Its first 200 characters, without the token. `''` without text. */
  readonly frame: string
}

/** How a connection ended. */
export interface Ending<S extends Subscription = Subscription> {
  readonly cause:
    /** The peer closed it, or it broke, or it never opened. */
    | 'closed'
    /** Nothing was heard within `keepAlive`. */
    | 'silent'
    /** `connection_error` in answer to the first frame. */
    | 'refused'
    /** The server ended `subscription` on its own. */
    | 'completed'
    /** The server refused `subscription`. */
    | 'failed'
    /** The caller's signal. */
    | 'aborted'
  /** The close code (RFC 6455, section 7.4). 1006 if it broke without one. */
  readonly code?: number
  /** The reason from the peer or the system, safe to print. */
  readonly reason?: string
  readonly subscription?: S
  /** Milliseconds since the server's ack, if there was one. */
  readonly lasted?: number
  /** Epoch milliseconds of the last frame after it. */
  readonly heardAt: number
}

export interface SocketConnectionOptions<S extends Subscription> {
  readonly open: OpenSocket
  readonly url: string
  /** Payload of `connection_init`. */
  readonly init: Readonly<Record<string, unknown>>
  readonly subscriptions: readonly S[]
  readonly clock: Clock
  /** Milliseconds: for the ack from the start, then from each frame to the next. */
  readonly keepAlive: number
  readonly signal: AbortSignal
  /** Values that were sent and must not be quoted. */
  readonly secrets: readonly string[]
  /** The server acknowledged the connection, and every subscription is being sent. */
  readonly onReady: () => void
  /** The `data` of a frame. Returns an error if it is invalid. */
  readonly onData: (subscription: S, data: Readonly<Record<string, unknown>>) => MalformedReason | undefined
  readonly onMalformed: (malformed: Malformed) => void
}

/** Name of the subprotocol. */
const PROTOCOL = 'graphql-ws'

/** The characters that are kept of a frame that cannot be parsed. */
const KEPT = 200

/**
 * One connection of the legacy `graphql-ws` protocol, from opening to its end. It resolves to its ending, and never rejects.
 * After it has resolved, no listener, timer or socket remains.
 *
 * - `connection_init` first; every `start` after the server's ack; a `ka` may come at any time.
 * - One background sleep watches for silence, for any number of frames.
 * - No frame is dropped silently: refused frames go to `onMalformed`.
 *
 * Protocol: https://github.com/apollographql/subscriptions-transport-ws/blob/master/PROTOCOL.md
 */
export function connect<S extends Subscription>(options: SocketConnectionOptions<S>): Promise<Ending<S>> {
  return new Promise((resolve) => new SocketConnection(options, resolve))
}

class SocketConnection<S extends Subscription> {
  readonly #options: SocketConnectionOptions<S>
  readonly #resolve: (ending: Ending<S>) => void
  readonly #socket: WebSocketLike | undefined
  readonly #started = new Map<unknown, S>()
  /** Ends the watch. */
  readonly #over = new AbortController()
  #removeAbort: (() => void) | undefined
  #isOver = false
  /** By the clock's `monotonic`, as all times here. */
  #readyAt: number | undefined
  #heardAt: number

  constructor(options: SocketConnectionOptions<S>, resolve: (ending: Ending<S>) => void) {
    this.#options = options
    this.#resolve = resolve
    const { open, url, clock, signal } = options
    this.#heardAt = clock.monotonic()
    try {
      this.#socket = open(url, PROTOCOL)
    } catch (error) {
      // An address that the platform refuses, such as ws: from an https: page.
      this.#end({ cause: 'closed', reason: this.#safe(error instanceof Error ? error.message : String(error)) })
      return
    }
    // They stay after the end: `ws` throws an error without a listener, and a socket that is closed while it opens emits one.
    this.#socket.addEventListener('open', () => this.#init())
    this.#socket.addEventListener('message', ({ data }: { readonly data: unknown }) => this.#receive(data))
    this.#socket.addEventListener('error', (event: ErrorLike) => this.#fail(event))
    this.#socket.addEventListener('close', (event: CloseLike) => this.#close(event))
    const abort = () => this.#end({ cause: 'aborted' }, 'politely')
    this.#removeAbort = onAbort(signal, abort)
    if (signal.aborted) abort()
    else void this.#watch()
  }

  #init(): void {
    if (!this.#isOver) this.#send({ type: 'connection_init', payload: this.#options.init })
  }

  #receive(data: unknown): void {
    if (this.#isOver) return
    if (this.#readyAt !== undefined) this.#heardAt = this.#options.clock.monotonic()
    if (typeof data !== 'string') return this.#malformed('binary', '')
    if (data.length > LONGEST_FRAME) return this.#malformed('too long', data)
    let frame: unknown
    try {
      frame = JSON.parse(data)
    } catch {
      return this.#malformed('not JSON', data)
    }
    if (!isRecord(frame)) return this.#malformed('not an object', data)
    switch (frame.type) {
      case 'data':
      case 'error':
      case 'complete':
        return this.#deliver(frame, data)
      case 'ka':
        return
      case 'connection_ack':
        return this.#start()
      case 'connection_error': {
        const reason = this.#said(frame.payload)
        // After the ack it does not concern the token, which was accepted.
        return this.#end({ cause: this.#readyAt === undefined ? 'refused' : 'closed', reason }, 'politely')
      }
      default:
        return this.#malformed('unknown type', data)
    }
  }

  #deliver({ type, id, payload }: Readonly<Record<string, unknown>>, text: string): void {
    if (this.#readyAt === undefined) return this.#malformed('before ack', text)
    const subscription = this.#started.get(id)
    if (!subscription) return this.#malformed('unknown id', text)
    if (type === 'complete') return this.#end({ cause: 'completed', subscription }, 'politely')
    if (type === 'error') {
      return this.#end({ cause: 'failed', subscription, reason: this.#said(payload) }, 'politely')
    }
    const { data, errors } = isRecord(payload) ? payload : {}
    const hasErrors = Array.isArray(errors) && errors.length > 0
    const problem = isRecord(data) ? this.#options.onData(subscription, data) : hasErrors ? undefined : 'no data'
    if (problem) this.#malformed(problem, text)
    if (hasErrors) this.#malformed('errors', text)
  }

  #start(): void {
    if (this.#readyAt !== undefined) return
    this.#readyAt = this.#heardAt = this.#options.clock.monotonic()
    let id = 0
    for (const subscription of this.#options.subscriptions) {
      const { query, variables } = subscription
      this.#started.set(String(++id), subscription)
      this.#send({ id: String(id), type: 'start', payload: { query, variables } })
    }
    this.#options.onReady()
  }

  #send(frame: object): void {
    this.#socket?.send(JSON.stringify(frame))
  }

  #close({ code, reason }: CloseLike): void {
    this.#end({ cause: 'closed', code, reason: this.#safe(reason ?? '') })
  }

  /** The close event after an error has less information, and waits for a peer that may never answer. */
  #fail({ message, error }: ErrorLike): void {
    if (this.#isOver) return
    if (error?.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') this.#malformed('too long', '')
    this.#end({ cause: 'closed', code: 1006, reason: this.#safe(message || error?.code || '') })
  }

  async #watch(): Promise<void> {
    const { clock, keepAlive } = this.#options
    try {
      for (;;) {
        const left = this.#heardAt + keepAlive - clock.monotonic()
        if (left <= 0) return this.#end({ cause: 'silent' })
        await clock.sleep(left, { signal: this.#over.signal, background: true })
      }
    } catch {
      // The connection ended before, or the clock stopped (a closed mock).
    }
  }

  /** Ends it once. With `politely`, it sends a `stop` for each subscription and a close frame first. */
  #end(ending: Pick<Ending<S>, 'cause' | 'code' | 'reason' | 'subscription'>, politely?: 'politely'): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#over.abort()
    this.#removeAbort?.()
    const socket = this.#socket
    if (socket) {
      if (politely) {
        for (const id of this.#started.keys()) this.#send({ id, type: 'stop' })
        socket.close(1000)
      } else if (socket.terminate) socket.terminate()
      else socket.close()
    }
    const { clock } = this.#options
    const now = clock.monotonic()
    const lasted = this.#readyAt === undefined ? undefined : now - this.#readyAt
    const heardAt = Math.floor(clock.now() - (now - this.#heardAt))
    this.#resolve({ ...ending, reason: ending.reason || undefined, lasted, heardAt })
  }

  #malformed(reason: MalformedReason, text: string): void {
    this.#options.onMalformed({ reason, frame: redact(text, this.#options.secrets, KEPT) })
  }

  /** The `message` of a payload, which is one error or a list of them. */
  #said(payload: unknown): string {
    const error: unknown = Array.isArray(payload) ? payload[0] : payload
    return isRecord(error) && typeof error.message === 'string' ? this.#safe(error.message) : ''
  }

  #safe(text: string): string {
    return safeText(text, this.#options.secrets)
  }
}

interface CloseLike {
  readonly code?: number
  readonly reason?: string
}

interface ErrorLike {
  readonly message?: string
  readonly error?: { readonly code?: string }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
