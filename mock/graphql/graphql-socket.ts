import type { MockClock } from '../core/time/clock.js'
import { printDefect } from '../core/printable.js'
import type { Socket } from '../core/sockets/socket.js'
import type { SubscriptionField, Context, ErrorEntry, Executor, GraphQLRequest } from './executor.js'
import { isObject } from './is-object.js'

export interface GraphQLSocketOptions<C extends Context> {
  readonly clock: MockClock
  /** Kind of the clock's events for keep-alives, as `<provider>.<what>`. */
  readonly tick: string
  /** From one keep-alive to the next, in ms. */
  readonly keepAlive: number
  readonly executor: () => Promise<Executor<C>>
  /** The context of a client that sends `connection_init` with this payload, or why it is refused. */
  readonly authenticate: (
    payload: Readonly<Record<string, unknown>>,
  ) => { readonly context: C } | { readonly refusal: string }
  /** There is one subscription more. */
  readonly subscribed: () => void
  /** It is over, be it for the client or for the mock. */
  readonly closed: () => void
}

/** What a frame of a client may have. */
interface Frame {
  readonly type: string
  /** Left out by at least one client. */
  readonly id?: string
  readonly payload?: Readonly<Record<string, unknown>>
}

export interface ActiveSubscription extends SubscriptionField {
  /** As the client sent it; frames to a client that sent none have none. */
  readonly id: string | undefined
  /** Characters that it keeps. */
  readonly size: number
}

const keepAliveFrame = JSON.stringify({ type: 'ka' })

/** Close code of a client that does not keep to the protocol (RFC 6455, 7.4.1; inferred: gqlgen). */
const protocolError = 1002

/** Close code of a client that wants more than is kept for it (RFC 6455, 7.4.1). */
const policyViolation = 1008

/** Characters of frames that are kept for one client: those before the acknowledgement, and those of its subscriptions. */
const maxKept = 1_048_576

/** One socket: new, then initialised, then acknowledged. */
export class GraphQLSocket<C extends Context> {
  /** For the clock's events, which are plain data. */
  readonly number: number
  readonly socket: Socket
  readonly #options: GraphQLSocketOptions<C>
  readonly #subscriptions: ActiveSubscription[] = []
  /** Null until `connection_init`. */
  #context: C | null = null
  /** Null until acknowledged. */
  #executor: Executor<C> | null = null
  #early: Frame[] = []
  /** Characters of what is kept. */
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
    if (!this.#context) return this.#initialise(frame)
    if (this.#executor) return this.#take(frame, this.#executor)
    if (this.#keep(data.length)) this.#early.push(frame)
  }

  #initialise({ type, payload = {} }: Frame): void {
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

  /** Makes room for so many characters, or refuses the client. */
  #keep(size: number): boolean {
    this.#kept += size
    if (this.#kept <= maxKept) return true
    this.#refuse('onair mock: a client may have frames and subscriptions of 1 MiB.', policyViolation)
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
    // That the server confirms a stop is inferred: gqlgen.
    this.#send('complete', { id })
  }

  #refuse(message: string, code: number): void {
    this.#send('connection_error', { payload: { message } })
    // A close frame has room for 123 bytes of reason (RFC 6455, 5.5).
    this.#close(code, code === protocolError ? 'protocol error' : 'refused')
  }

  /** A defect of the mock is seen, and costs this socket only. */
  #fail(error: unknown): void {
    printDefect(error)
    this.#close(1011, 'a defect of the mock')
  }

  #close(code: number, reason: string): void {
    this.#end()
    this.socket.close(code, reason)
  }

  /** Nothing is sent from here on, and nothing is left in the clock. */
  #end(): void {
    this.#isClosed = true
    this.#subscriptions.splice(0)
    if (this.#tick !== null) this.#options.clock.cancel(this.#tick)
    this.#options.closed()
  }
}

/** A frame as the protocol has it, or null. Bytes are taken for the text that they are in UTF-8. */
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
