import { milliseconds, type Duration } from './duration.js'

/**
 * How the mock's time goes by.
 * - `manual`: it stands still until `advance` is called.
 * - `jump`: as `manual`, but whoever sleeps on it moves it on at once; for clients that pace themselves.
 * - `system`: it runs with the machine's clock, and `advance` puts it ahead. It does not go back when the machine's does.
 */
export type ClockMode = 'manual' | 'jump' | 'system'

/** Something that happened because time passed. Plain data, so that a queue can be saved and restored. */
export interface Event {
  /** Epoch milliseconds. */
  readonly at: number
  /** Who handles it, as `<provider>.<what>`. */
  readonly kind: string
  readonly data: unknown
}

interface Entry extends Event {
  readonly id: number
  readonly wake: (() => void) | undefined
  readonly background: boolean | undefined
  /** Ends a sleep early, by `fail`. */
  readonly signal?: AbortSignal | undefined
  readonly fail?: ((reason: unknown) => void) | undefined
}

export type EventHandler = (data: never) => unknown

/** Where a clock that does not run with the machine starts: fixed, so that runs repeat. */
export const startOfTime = Date.UTC(2026, 0, 15)

/** After so many events in a row, connections have their turn, lest what is sent on them only piles up. */
const betweenTurns = 4096

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

/**
 * The one source of time in a mock.
 * - What falls due fires in order of time, then in order of scheduling; the clock shows the due time while it fires.
 * - Time does not pass a held promise: a callback in flight settles before the clock moves on.
 * - Several `advance` calls run one after the other.
 */
export class MockClock {
  readonly mode: ClockMode
  readonly #start: number | undefined
  #now = 0
  /** What `system` adds to the machine's wall clock, and to its monotonic one, which takes over where the other goes back. */
  #offset = 0
  #steady = 0
  /** When this era began, and how much time went by in those before it. */
  #began = 0
  #past = 0
  #ids = 0
  #queue: Entry[] = []
  readonly #handlers = new Map<string, EventHandler>()
  readonly #held = new Set<Promise<unknown>>()
  /** One listener for all sleeps of a signal: Node.js warns where there are more than ten. */
  readonly #abort = ({ target }: { readonly target: EventTarget | null }) => {
    for (const { id, signal, fail } of this.#queue.filter((entry) => entry.signal && entry.signal === target)) {
      this.cancel(id)
      fail?.(signal?.reason)
    }
  }
  #turn: Promise<unknown> = Promise.resolve()
  #timer: ReturnType<typeof setTimeout> | undefined

  #era = 0

  /** `start` is epoch milliseconds: `startOfTime` by default, the machine's time with `system`. */
  constructor(mode: ClockMode, start?: number) {
    this.mode = mode
    this.#start = start
    this.#begin()
  }

  /** Goes up with every reset. Work that outlived one belongs to the past, and must not schedule anything. */
  get era(): number {
    return this.#era
  }

  /** Epoch milliseconds. Goes back at a reset only. */
  now(): number {
    if (this.mode !== 'system') return this.#now
    const wall = Date.now() + this.#offset
    const steady = performance.now() + this.#steady
    // The wall clock counts the time that a machine is asleep, the monotonic one need not.
    this.#steady += Math.max(0, wall - steady)
    return Math.floor(Math.max(wall, steady))
  }

  /** Milliseconds since the clock was made. Never goes back, not even at a reset. */
  monotonic(): number {
    return this.#past + this.now() - this.#began
  }

  /**
   * Resolves when the mock's time has gone on by `ms`; rejects with the signal's reason when aborted. A `background` sleep
   * (a deadline, say) is one whose end nobody waits for: no clock jumps for it, no process stays alive for it.
   */
  sleep(
    ms: number,
    options: { signal?: AbortSignal | undefined; background?: boolean | undefined } = {},
  ): Promise<void> {
    const { signal, background = false } = options
    if (signal?.aborted) return Promise.reject(signal.reason as Error)
    if (ms <= 0) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const wake = () => {
        const isLast = !this.#queue.some((entry) => entry.signal === signal)
        if (isLast) signal?.removeEventListener('abort', this.#abort)
        resolve()
      }
      const at = this.now() + ms
      const entry = this.#insert({ at, kind: 'sleep', data: null, wake, background, signal, fail: reject })
      signal?.addEventListener('abort', this.#abort, { once: true })
      if (this.mode === 'jump' && !background) void this.#run(() => entry.at)
    })
  }

  /** Lets time pass. Resolves, once everything that fell due has been done, to the list of what it was. */
  advance(duration: Duration): Promise<readonly Event[]> {
    const ms = milliseconds(duration)
    return this.#run(() => this.now() + ms)
  }

  /** Puts an event in the queue; `on(kind)` says who handles it. Returns a number to cancel it by. */
  schedule(at: number, kind: string, data: unknown): number {
    return this.#insert({ at, kind, data, wake: undefined, background: undefined }).id
  }

  /** Takes an event out of the queue; nothing happens when it is not there any more. */
  cancel(id: number): void {
    this.#queue = this.#queue.filter((entry) => entry.id !== id)
    this.#arm()
  }

  /** Names the handler of a kind of event. */
  on(kind: string, handler: EventHandler): void {
    this.#handlers.set(kind, handler)
  }

  /** Keeps time from passing until the promise settles, for work that goes over a real socket. */
  hold<T>(work: Promise<T>): Promise<T> {
    const settled: Promise<unknown> = work.then(
      () => this.#held.delete(settled),
      () => this.#held.delete(settled),
    )
    this.#held.add(settled)
    return work
  }

  /** Resolves when nothing is held any more. */
  async settled(): Promise<void> {
    while (this.#held.size > 0) await Promise.all(this.#held)
  }

  /** Back to the start, with an empty queue; an advance under way ends. Sleepers wake: whatever they waited for is gone. */
  reset(): void {
    const sleepers = this.#queue.filter((entry) => entry.wake)
    this.#queue = []
    this.#era++
    this.#past = this.monotonic()
    this.#begin()
    this.#arm()
    for (const { wake } of sleepers) wake!()
  }

  /** Stops the timer and wakes sleepers, so that a process can end. */
  close(): void {
    this.reset()
    this.#handlers.clear()
  }

  #run(target: () => number): Promise<Event[]> {
    const era = this.#era
    const run = this.#turn.then(() => (era === this.#era ? this.#advanceTo(target()) : []))
    this.#turn = run.catch(() => {})
    return run
  }

  async #advanceTo(target: number): Promise<Event[]> {
    const fired: Event[] = []
    const era = this.#era
    await this.settled()
    for (let next = this.#queue[0]; era === this.#era && next && next.at <= target; next = this.#queue[0]) {
      this.#move(next.at)
      this.#queue.shift()
      await this.#fire(next)
      await this.settled()
      if (next.wake) continue
      fired.push({ at: next.at, kind: next.kind, data: next.data })
      if (fired.length % betweenTurns === 0) await turn()
    }
    if (era !== this.#era) return fired
    this.#move(target)
    this.#arm()
    return fired
  }

  async #fire(entry: Entry): Promise<void> {
    if (entry.wake) {
      entry.wake()
      // The sleeper's code runs before time goes on, as it would in life.
      await turn()
    } else {
      await this.#handlers.get(entry.kind)?.(entry.data as never)
    }
  }

  #begin(): void {
    const wall = Date.now()
    this.#now = this.#began = this.#start ?? (this.mode === 'system' ? wall : startOfTime)
    this.#offset = this.#now - wall
    this.#steady = this.#now - performance.now()
  }

  #move(to: number): void {
    const ahead = Math.max(0, to - this.now())
    this.#now += ahead
    this.#offset += ahead
    this.#steady += ahead
  }

  #insert({ at, kind, data, wake, background, signal, fail }: Omit<Entry, 'id'>): Entry {
    // Spelt out: a spread costs four times the rest of an event, and a year of keep-alives is a million of them.
    const inserted = { id: ++this.#ids, at, kind, data, wake, background, signal, fail }
    const later = this.#queue.findIndex((other) => other.at > at)
    if (later < 0) this.#queue.push(inserted)
    else this.#queue.splice(later, 0, inserted)
    this.#arm()
    return inserted
  }

  /** With the machine's clock, a timer waits for the head of the queue; 2^31 ms is as long as one may be. */
  #arm(): void {
    if (this.mode !== 'system') return
    clearTimeout(this.#timer)
    const head = this.#queue[0]
    if (!head) return
    const wait = Math.min(Math.max(0, head.at - this.now()), 2 ** 31 - 1)
    this.#timer = setTimeout(() => void this.#run(() => this.now()), wait)
    const foreground = this.#queue.some((entry) => entry.wake && !entry.background)
    if (!foreground) (this.#timer as { unref?: () => void }).unref?.()
  }
}
