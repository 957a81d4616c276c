import type { Definition } from '../definition/define-provider.js'
import type { Socket } from '../sockets/socket.js'
import { checkOptions, isText } from '../validate.js'
import { readFault, type Fault, type FaultOptions } from './fault.js'

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** The faults of a mock. Plain data. */
export interface FaultState {
  /** The last id that was used. */
  ids: number
  list: Writable<Fault>[]
}

export const noFaults = (): FaultState => ({ ids: 0, list: [] })

export interface FaultFilter {
  readonly operation?: string | undefined
  readonly action?: Fault['action'] | undefined
}

/** Ends the open sockets of an endpoint, `<provider>.<server>`. */
type EndSockets = (endpoint: string, end: (socket: Socket) => void) => void

/**
 * The faults of a mock, in the order in which they were set.
 * - Faults are deterministic: a fault acts on each matching call, limited by `nth` and `times`.
 * - On one call, faults with the phase `before` act first, then those with `after`. The first fault that is not a delay is the last one that
 *   acts. The others do not count this call.
 * - A fault that has acted `times` times is removed.
 */
export class FaultList {
  readonly #state: FaultState
  readonly #definitions: readonly Definition[]
  readonly #endSockets: EndSockets

  constructor(state: FaultState, definitions: readonly Definition[], endSockets: EndSockets) {
    this.#state = state
    this.#definitions = definitions
    this.#endSockets = endSockets
  }

  /** The number of faults. */
  get size(): number {
    return this.#state.list.length
  }

  /**
   * Sets a fault. Returns its id, for `clear`. Throws a `RangeError` for an unknown operation, action or field (the message lists the known
   * ones), and for a value that breaks a rule.
   *
   * @example
   * mock.faults.add({ operation: 'livepush.exchangeToken', phase: 'after', action: 'drop', times: 1 })
   */
  add(options: FaultOptions): number {
    const fault = { ...this.read(options), id: ++this.#state.ids }
    const end = endOf(fault)
    if (end) this.#endSockets(fault.operation, end)
    if (!end || 'nth' in fault || 'times' in fault) this.#state.list.push(fault)
    return fault.id
  }

  /** The fault that options describe, without setting it. Throws as `add` does. */
  read(options: FaultOptions): Fault {
    return { id: 0, ...readFault(options, this.#definitions), calls: 0, applied: 0 }
  }

  /** The faults that are set and not used up. */
  list(): Fault[] {
    return this.#state.list.map((fault) => ({ ...fault }))
  }

  /** Removes the fault with this id, the faults that match every field of the filter, or all. Throws a `RangeError` for an unknown field. */
  clear(which: number | FaultFilter = {}): void {
    const filter = typeof which === 'number' ? { id: which } : which
    if (typeof which === 'object') checkOptions('filter', which, { operation: isText, action: isText })
    const wanted = Object.entries(filter).filter(([, value]) => value !== undefined)
    const matches = (fault: Fault) => wanted.every(([field, value]) => fault[field as keyof Fault] === value)
    this.#state.list = this.#state.list.filter((fault) => !matches(fault))
  }

  /** The faults that act on a call or a new socket with these names, in the order in which they act. Counts the call. */
  take(names: readonly string[]): readonly Fault[] {
    const matching = this.#state.list.filter(({ operation, action }) => names.includes(operation) && action !== 'mute')
    for (const fault of matching) fault.calls++
    const due = matching.filter((fault) => fault.calls >= (('nth' in fault && fault.nth) || 1))
    const inOrder = [...due.filter((fault) => !isAfter(fault)), ...due.filter(isAfter)]
    const last = inOrder.findIndex(({ action }) => action !== 'delay')
    const taken = last < 0 ? inOrder : inOrder.slice(0, last + 1)
    for (const fault of taken) fault.applied++
    const isSpent = (fault: Fault) => 'times' in fault && fault.applied === fault.times
    this.#state.list = this.#state.list.filter((fault) => !isSpent(fault))
    return taken
  }

  /** Whether a fault mutes the sockets of an endpoint. */
  mutes(endpoint: string): boolean {
    return this.#state.list.some(({ operation, action }) => action === 'mute' && operation === endpoint)
  }
}

const isAfter = (fault: Fault): boolean => 'phase' in fault && fault.phase === 'after'

/** The function by which a fault ends a socket. Undefined for a fault that does not. */
export function endOf(fault: Fault): ((socket: Socket) => void) | undefined {
  if (fault.action === 'cut') return (socket) => socket.terminate()
  if (fault.action === 'close') return (socket) => socket.close(fault.code, fault.reason)
  return undefined
}
