import type { Definition } from '../definition/define-provider.js'
import type { Socket } from '../sockets/socket.js'
import { checkOptions, isText } from '../validate.js'
import { readFault, type Fault, type FaultOptions } from './fault.js'

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** The faults of a mock as plain data. */
export interface FaultState {
  /** The last id that was given. */
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
 * - Nothing is left to chance: a fault acts on each matching call, or as `nth` and `times` say.
 * - On one call, faults `before` the work come first, then those `after` it. They act up to the first that is no delay; the others leave
 *   this call alone, and keep their `times` for later ones.
 * - A fault that has acted as often as `times` says is gone.
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

  /** How many are set. While there are none, a call costs one look at this. */
  get size(): number {
    return this.#state.list.length
  }

  /**
   * Sets a fault, and gives its id for `clear`. Throws a `RangeError` for an operation, an action or a field that does not exist, with
   * those that do, and for a value that is wrong.
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

  /** Those that are set and not used up. */
  list(): Fault[] {
    return this.#state.list.map((fault) => ({ ...fault }))
  }

  /** Takes faults away: the one with this id, those that match every field of the filter, or all. Throws a `RangeError` for another field. */
  clear(which: number | FaultFilter = {}): void {
    const filter = typeof which === 'number' ? { id: which } : which
    if (typeof which === 'object') checkOptions('filter', which, { operation: isText, action: isText })
    const wanted = Object.entries(filter).filter(([, value]) => value !== undefined)
    const matches = (fault: Fault) => wanted.every(([field, value]) => fault[field as keyof Fault] === value)
    this.#state.list = this.#state.list.filter((fault) => !matches(fault))
  }

  /** The faults that act on the call or the new socket that has these names, in the order in which they act. Counts it. */
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

  /** Whether nothing is sent on the sockets of an endpoint. */
  mutes(endpoint: string): boolean {
    return this.#state.list.some(({ operation, action }) => action === 'mute' && operation === endpoint)
  }
}

const isAfter = (fault: Fault): boolean => 'phase' in fault && fault.phase === 'after'

/** How a fault ends a socket; undefined for one that does not. */
export function endOf(fault: Fault): ((socket: Socket) => void) | undefined {
  if (fault.action === 'cut') return (socket) => socket.terminate()
  if (fault.action === 'close') return (socket) => socket.close(fault.code, fault.reason)
  return undefined
}
