/** An event of the clock. Plain data, so that it can be saved. */
export interface ClockEvent {
  /** Epoch milliseconds. */
  readonly at: number
  /** Names its handler, as `<provider>.<what>`. */
  readonly kind: string
  readonly data: unknown
}

/** An event that is due, with the number that cancels it. */
export interface ScheduledEvent extends ClockEvent {
  readonly id: number
}

/** Code that waits for a time. It can't be saved. */
export interface Sleeper {
  readonly signal: AbortSignal | undefined
  readonly background: boolean
  readonly wake: () => void
  readonly fail: (reason: unknown) => void
}

export interface QueueEntry extends ScheduledEvent {
  readonly sleeper: Sleeper | undefined
}

/** What a queue saves. */
export interface QueueState {
  /** The last number given to an event that is saved. */
  readonly ids: number
  readonly queue: readonly ScheduledEvent[]
}

/**
 * The events and sleepers of a clock, in order of time, then of insertion.
 * - Events that are saved are numbered from 1 up. Transient ones and sleepers are numbered from −1 down, so the numbers that are saved do
 *   not depend on how many sockets and sleepers there were.
 * - Numbers from −1 down are never used twice: cancelling one late cancels nothing else.
 */
export class EventQueue {
  #ids = 0
  #transientIds = 0
  #entries: QueueEntry[] = []

  get head(): QueueEntry | undefined {
    return this.#entries[0]
  }

  insert({ at, kind, data }: ClockEvent, isTransient: boolean, sleeper?: Sleeper): QueueEntry {
    const id = isTransient ? --this.#transientIds : ++this.#ids
    // A spread costs four times the rest of an event, and a year of keep-alives is a million of them.
    const entry: QueueEntry = { id, at, kind, data, sleeper }
    let place = this.#entries.length
    while (place > 0 && this.#entries[place - 1]!.at > at) place--
    this.#entries.splice(place, 0, entry)
    return entry
  }

  has(entry: QueueEntry): boolean {
    return this.#entries.includes(entry)
  }

  shift(): void {
    this.#entries.shift()
  }

  /** Takes an entry out. Does nothing if it is not in the queue. */
  remove(id: number): void {
    const place = this.#entries.findIndex((entry) => entry.id === id)
    if (place >= 0) this.#entries.splice(place, 1)
  }

  /** The entries of sleepers, in order. */
  sleepers(): (QueueEntry & { readonly sleeper: Sleeper })[] {
    return this.#entries.filter((entry) => entry.sleeper !== undefined) as (QueueEntry & {
      readonly sleeper: Sleeper
    })[]
  }

  save(): QueueState {
    const saved = this.#entries.filter(({ id }) => id > 0)
    return { ids: this.#ids, queue: saved.map(({ id, at, kind, data }) => ({ id, at, kind, data })) }
  }

  /** Replaces everything in the queue. */
  restore({ ids, queue }: QueueState): void {
    this.#ids = ids
    this.#entries = queue.map(({ id, at, kind, data }) => ({ id, at, kind, data, sleeper: undefined }))
  }
}
