import type { MockClock } from '../core/time/clock.js'
import { printDefect } from '../core/printable.js'
import type { Socket } from '../core/sockets/socket.js'
import type { SubscriptionField, Context, ErrorEntry, Executor, GraphQLRequest } from './executor.js'
import { isObject } from './is-object.js'

export interface GraphQLSocketOptions<C extends Context> {
  readonly clock: MockClock
  /** Kind of the clock's events for keep-alives, as `<provider>.<what>`. */
  readonly tick: string
  /** Time between two keep-alives, in ms. */
  readonly keepAlive: number
  readonly executor: () => Promise<Executor<C>>
  /** Authenticates the payload of `connection_init`: returns the context, or the reason of a refusal. */
  readonly authenticate: (
    payload: Readonly<Record<string, unknown>>,
  ) => { readonly context: C } | { readonly refusal: string }
  /** Called for each new subscription. */
  readonly subscribed: () => void
  /** Called at the end of the socket, by either side. */
  readonly closed: () => void
}

/** A frame of a client. */
interface Frame {
  readonly type: string
  /** At least one client omits it. */
  readonly id?: string
  readonly payload?: Readonly<Record<string, unknown>>
}

export interface ActiveSubscription extends SubscriptionField {
  /** The client's id. Without one, the frames to the client have none either. */
  readonly id: string | undefined
  /** Its size in characters. */
  readonly size: number
}

const keepAliveFrame = JSON.stringify({ type: 'ka' })

/** Close code for a violation of the protocol (RFC 6455, section 7.4.1; inferred: gqlgen). */
const protocolError = 1002

/** Close code for a client that exceeds `maxKept` (RFC 6455, section 7.4.1). */
const policyViolation = 1008

/** The most characters that are kept for a client: frames before the acknowledgement, and subscriptions. */
const maxKept = 1_048_576

/** A socket of the GraphQL protocol. Its states: new, initialized, acknowledged. */
export class GraphQLSocket<C extends Context> {
  /** Identifies the socket in the clock's events, which are plain data. */
  readonly number: number
  readonly socket: Socket
  readonly #options: GraphQLSocketOptions<C>
  readonly #subscriptions: ActiveSubscription[] = []
  /** Null until `connection_init`. */
  #context: C | null = null
  /** Null until acknowledged. */
  #executor: Executor<C> | null = null
  #early: Frame[] = []
  /** Kept characters. */
  #kept = 0
  #tick: number | null = null
  #isClosed = false

  constructor(number: number, socket: Socket, options: GraphQLSocketOptions<C>) {
    this.number = number
    this.socket = socket
    this.#options = options
    socket.onMessage((data) => this.#receive(data))
    socket.onClose(() => this.#end())
  }

  get subscriptions(): readonly ActiveSubscription[] {
    return this.#subscriptions
  }

  sendData(id: string | undefined, payload: string): void {
    const idField = id === undefined ? '' : `"id":${JSON.stringify(id)},`
    this.socket.send(`{${idField}"type":"data","payload":${payload}}`)
  }

  keepAlive(): void {
    this.socket.send(keepAliveFrame)
    this.#scheduleKeepAlive()
  }

  #scheduleKeepAlive(): void {
    const { clock, keepAlive, tick } = this.#options
    this.#tick = clock.schedule(clock.now() + keepAlive, tick, { connection: this.number }, { transient: true })
  }

  #send(type: string, fields: { readonly id?: string | undefined; readonly payload?: unknown } = {}): void {
    this.socket.send(JSON.stringify({ ...fields, type }))
  }

  #receive(data: string | Uint8Array): void {
    if (this.#isClosed) return
    const frame = readFrame(data)
    if (!frame) return this.#refuse('A frame must be a JSON object with a type.', protocolError)
    if (!this.#context) return this.#initialize(frame)
    if (this.#executor) return this.#take(frame, this.#executor)
    if (this.#keep(data.length)) this.#early.push(frame)
  }

  #initialize({ type, payload = {} }: Frame): void {
    if (type !== 'connection_init') {
      return this.#refuse('The first frame must be connection_init.', protocolError)
    }
    const found = this.#options.authenticate(payload)
    if ('refusal' in found) return this.#refuse(found.refusal, 1000)
    this.#context = found.context
    const acknowledged = this.#options.executor().then((executor) => this.#acknowledge(executor))
    acknowledged.catch((error: unknown) => this.#fail(error))
  }

  #acknowledge(executor: Executor<C>): void {
    if (this.#isClosed) return
    this.#executor = executor
    this.#send('connection_ack')
    this.#scheduleKeepAlive()
    const early = this.#early
    this.#early = []
    this.#kept = 0
    for (const frame of early) if (!this.#isClosed) this.#take(frame, executor)
  }

  #take({ type, id, payload }: Frame, executor: Executor<C>): void {
    switch (type) {
      case 'start':
        return this.#start(id, payload, executor)
      case 'stop':
        return this.#stop(id)
      case 'connection_terminate':
        return this.#close(1000, 'terminated')
      default:
        return this.#refuse(`A frame of the type ${JSON.stringify(type)} is not expected here.`, protocolError)
    }
  }

  #start(id: string | undefined, payload: Frame['payload'], executor: Executor<C>): void {
    const request = readRequest(payload)
    if (!request) return this.#error(id, [{ message: 'There is no operation to execute.' }])
    const prepared = executor.prepare(request)
    if ('errors' in prepared) return this.#error(id, prepared.errors)
    if (prepared.kind !== 'subscription') {
      // Other operations work here as well (inferred: gqlgen).
      const answered = executor.run(prepared, this.#context!).then((payload) => {
        this.#send('data', { id, payload })
        this.#send('complete', { id })
      })
      answered.catch((error: unknown) => this.#fail(error))
      return
    }
    const asked = executor.subscription(prepared)
    if (!asked) return this.#send('complete', { id })
    const size = JSON.stringify([asked, id]).length
    if (!this.#keep(size)) return
    this.#subscriptions.push({ ...asked, id, size })
    this.#options.subscribed()
  }

  /** Counts kept characters, and refuses the client if there are too many. */
  #keep(size: number): boolean {
    this.#kept += size
    if (this.#kept <= maxKept) return true
    this.#refuse('onair mock: the frames and subscriptions of this client exceed 1 MiB.', policyViolation)
    return false
  }

  #error(id: string | undefined, errors: readonly ErrorEntry[]): void {
    this.#send('error', { id, payload: errors })
  }

  #stop(id: string | undefined): void {
    const kept = this.#subscriptions.filter((subscription) => subscription.id !== id)
    if (kept.length === this.#subscriptions.length) return
    this.#subscriptions.splice(0, Infinity, ...kept)
    this.#kept = kept.reduce((sum, { size }) => sum + size, 0)
    // The server confirms a stop (inferred: gqlgen).
    this.#send('complete', { id })
  }

  #refuse(message: string, code: number): void {
    this.#send('connection_error', { payload: { message } })
    // A short reason, because a close frame has room for 123 bytes (RFC 6455, section 5.5).
    this.#close(code, code === protocolError ? 'protocol error' : 'refused')
  }

  /** Prints a defect of the mock and closes this socket. */
  #fail(error: unknown): void {
    printDefect(error)
    this.#close(1011, 'a defect of the mock')
  }

  #close(code: number, reason: string): void {
    this.#end()
    this.socket.close(code, reason)
  }

  /** Ends the socket: no more frames, and no more events of the clock. */
  #end(): void {
    this.#isClosed = true
    this.#subscriptions.splice(0)
    if (this.#tick !== null) this.#options.clock.cancel(this.#tick)
    this.#options.closed()
  }
}

/** Parses a frame. Null if it does not fit the protocol. Binary frames are read as UTF-8. */
function readFrame(data: string | Uint8Array): Frame | null {
  try {
    const text = typeof data === 'string' ? data : new TextDecoder('utf-8', { fatal: true }).decode(data)
    const frame: unknown = JSON.parse(text)
    if (!isObject(frame)) return null
    const { type, id, payload } = frame
    const hasGoodId = id === undefined || id === null || typeof id === 'string'
    const hasGoodPayload = payload === undefined || payload === null || isObject(payload)
    if (typeof type !== 'string' || !hasGoodId || !hasGoodPayload) return null
    return { type, ...(typeof id === 'string' && { id }), ...(isObject(payload) && { payload }) }
  } catch {
    return null
  }
}

function readRequest(payload: Frame['payload']): GraphQLRequest | null {
  const { query, operationName, variables } = payload ?? {}
  if (typeof query !== 'string') return null
  return {
    query,
    operationName: typeof operationName === 'string' ? operationName : null,
    variables: isObject(variables) ? variables : null,
  }
}
