import { printDefect } from '../printable.js'
import { milliseconds, type Duration } from './duration.js'
import { Holds } from './holds.js'
import { MachineTime, StillTime, type TimeSource } from './time-source.js'
import { EventQueue, type ClockEvent, type QueueEntry, type QueueState, type ScheduledEvent } from './queue.js'
import { turn } from './turn.js'

/**
 * How the mock's time passes.
 * - `jump`: it stands still until code sleeps on the clock, and then jumps to the end of that sleep. No test waits.
 * - `manual`: it stands still until `advance` is called, for tests that look at a moment within a sleep.
 * - `system`: it runs with the machine's clock, and `advance` puts it ahead. It does not go back when the machine's clock does.
 */
export type ClockMode = 'manual' | 'jump' | 'system'

export interface ClockOptions {
  readonly mode: ClockMode
  /** Epoch milliseconds. Default: `startOfTime`, and the machine's time with `system`. */
  readonly start?: number | undefined
  /** How many times as fast as the machine's clock `system` runs. Default: 1 */
  readonly speed?: number | undefined
}

/** A clock as plain data. */
export interface ClockState extends QueueState {
  /** Epoch milliseconds. */
  readonly now: number
}

export interface SleepOptions {
  /** Ends the sleep early. */
  readonly signal?: AbortSignal | undefined
  /** No code waits for the end of this sleep (a call's deadline, for example): no jump is made for it, and it keeps no process alive. */
  readonly background?: boolean | undefined
  /** A request that `answering` marks waits for this sleep. Without the option, time would wait for the request and the request for time. */
  readonly answering?: boolean | undefined
}

export type EventHandler = (data: never) => unknown

/** Where the time of `manual` and `jump` starts. It is fixed, so that runs repeat. */
export const startOfTime = Date.UTC(2026, 0, 15)

/** After this many events in a row, sockets get a turn. Otherwise what is sent on them would pile up. */
const betweenTurns = 4096

/** How many turns client code gets before time moves. In process one is enough; a request that goes over loopback takes about three. */
const turnsBefore: Readonly<Record<ClockMode, number>> = { manual: 1, jump: 8, system: 0 }

/**
 * The only source of time in a mock.
 * - Events fire in order of time, then in order of scheduling. While an event fires, the clock shows its due time.
 * - Time does not pass while a callback is in flight or a request is being handled.
 * - Before time moves, running client code gets a turn of the event loop, so that its requests arrive first.
 * - Several `advance` calls run one after the other.
 * - `manual` and `jump` use no timer and no clock of the machine, so they work under a test runner's fake timers.
 */
export class MockClock {
  readonly #mode: ClockMode
  readonly #start: number | undefined
  readonly #speed: number
  #isFrozen = false
  #time: TimeSource
  /** When this era began, and how much time passed in the eras before it. */
  #began: number
  #past = 0
  #era = 0
  readonly #queue = new EventQueue()
  readonly #handlers = new Map<string, EventHandler>()
  /** The last of the jumps and advances that run one after the other. */
  #last: Promise<unknown> = Promise.resolve()
  #fired = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #holds = new Holds()
  /** One listener for all sleeps of a signal: Node.js warns if there are more than ten. */
  readonly #abort = ({ target }: { readonly target: EventTarget | null }) => {
    for (const { id, sleeper } of this.#queue.sleepers()) {
      if (sleeper.signal !== target) continue
      this.cancel(id)
      sleeper.fail(sleeper.signal?.reason)
    }
  }

  constructor({ mode, start, speed = 1 }: ClockOptions) {
    this.#mode = mode
    this.#start = start
    this.#speed = speed
    this.#time = this.#timeFrom(start)
    this.#began = this.now()
  }

  /** How time passes now: by hand while the clock is frozen. */
  get mode(): ClockMode {
    return this.#isFrozen ? 'manual' : this.#mode
  }

  /** How many times as fast as the machine's clock it runs now. 0: it stands still. */
  get speed(): number {
    return this.mode === 'system' ? this.#speed : 0
  }

  get isFrozen(): boolean {
    return this.#isFrozen
  }

  /** Goes up with every `reset` and `restore`. Work that began in an earlier era must not schedule anything. */
  get era(): number {
    return this.#era
  }

  /** Epoch milliseconds. Goes back at `reset` and `restore` only. */
  now(): number {
    return this.#time.now()
  }

  /**
   * How many milliseconds of the mock's time have passed since the clock was made. Never goes back, not even at a reset.
   *
   * @example
   * const started = mock.clock.monotonic()
   * await kollus.call('listChannels')
   * const waited = mock.clock.monotonic() - started // milliseconds of the mock's time
   */
  monotonic(): number {
    return this.#past + this.now() - this.#began
  }

  /** Resolves when `ms` milliseconds of the mock's time have passed. Rejects with the signal's reason if the signal aborts. */
  sleep(ms: number, { signal, background = false, answering = false }: SleepOptions = {}): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason as Error)
    if (ms <= 0) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const isCounted = answering && this.#mode !== 'system'
      const wake = () => {
        if (isCounted) this.#holds.enter()
        const isLast = !this.#queue.sleepers().some(({ sleeper }) => sleeper.signal === signal)
        if (isLast) signal?.removeEventListener('abort', this.#abort)
        resolve()
      }
      const fail = (reason: unknown) => {
        if (isCounted) this.#holds.enter()
        reject(reason)
      }
      const due = { at: this.now() + ms, kind: 'sleep', data: null }
      const entry = this.#queue.insert(due, true, { signal, background, wake, fail })
      this.#arm()
      signal?.addEventListener('abort', this.#abort, { once: true })
      if (isCounted) this.#holds.leave()
      if (this.mode === 'jump' && !background) void this.#enqueue(() => this.#jumpTo(entry))
    })
  }

  /**
   * Lets time pass. Resolves, when everything that fell due is done, to the list of those events. A handler of the mock that is marked by
   * `answering` must not wait for it.
   */
  advance(duration: Duration): Promise<readonly ClockEvent[]> {
    const ms = milliseconds(duration)
    return this.#advanceTo(() => this.now() + ms)
  }

  /** Makes time stand still in every mode, until it is advanced or resumed. A reset resumes it; a restore does not. */
  freeze(): void {
    if (this.#isFrozen) return
    const now = this.now()
    this.#isFrozen = true
    clearTimeout(this.#timer)
    this.#time = this.#timeFrom(now)
  }

  /** Lets time pass again as the mode says. */
  resume(): void {
    if (!this.#isFrozen) return
    const now = this.now()
    this.#isFrozen = false
    this.#time = this.#timeFrom(now)
    this.#arm()
    if (this.mode !== 'jump') return
    for (const entry of this.#queue.sleepers()) {
      if (!entry.sleeper.background) void this.#enqueue(() => this.#jumpTo(entry))
    }
  }

  /** With the machine's clock: advances to the machine's time if the mock's is behind, as after a restore of an old state. */
  async catchUp(): Promise<void> {
    if (this.#mode !== 'system' || this.#start !== undefined || this.#speed !== 1) return
    const machine = new MachineTime()
    await this.#advanceTo(() => Math.max(this.now(), machine.now()))
  }

  /** The scheduled events, in order, without transient events and sleeps. */
  scheduled(): readonly ScheduledEvent[] {
    return this.#queue.save().queue
  }

  /**
   * Puts an event in the queue; `on(kind)` sets its handler. Returns a number to cancel it by. A `transient` event is not saved: the
   * keep-alive of a socket, for example.
   */
  schedule(at: number, kind: string, data: unknown, { transient = false } = {}): number {
    const { id } = this.#queue.insert({ at, kind, data }, transient)
    this.#arm()
    return id
  }

  /** Takes an event out of the queue. Does nothing if it is no longer there. */
  cancel(id: number): void {
    this.#queue.remove(id)
    this.#arm()
  }

  /** Sets the handler of a kind of event. */
  on(kind: string, handler: EventHandler): void {
    this.#handlers.set(kind, handler)
  }

  /** Keeps time from passing until the promise settles, for work that goes over a real socket. */
  hold<T>(work: Promise<T>): Promise<T> {
    this.#holds.enter()
    void work.then(this.#holds.leave, this.#holds.leave)
    return work
  }

  /**
   * Keeps time from passing until a request is answered. With `system` time passes all the same: one slow upload must not delay the
   * events of all others.
   */
  answering<T>(response: T | Promise<T>): T | Promise<T> {
    return response instanceof Promise && this.#mode !== 'system' ? this.hold(response) : response
  }

  /** Goes back to the start, with an empty queue. A running advance ends, and all sleepers wake. */
  reset(): void {
    this.#isFrozen = false
    this.#beginEra(this.#start, { ids: 0, queue: [] })
  }

  /** The clock as plain data. Sleepers and transient events are left out: promises and sockets can't be saved. */
  save(): ClockState {
    return { now: this.now(), ...this.#queue.save() }
  }

  /** Continues from a saved state. A running advance ends and sleepers wake, as with `reset`. Handlers stay. */
  restore(saved: ClockState): void {
    this.#beginEra(saved.now, saved)
  }

  /** Stops the timer and wakes sleepers, so that a process can end. */
  close(): void {
    this.reset()
    this.#handlers.clear()
  }

  #beginEra(start: number | undefined, queue: QueueState): void {
    const sleepers = this.#queue.sleepers()
    this.#queue.restore(queue)
    this.#era++
    this.#past = this.monotonic()
    this.#time = this.#timeFrom(start)
    this.#began = this.now()
    this.#arm()
    for (const { sleeper } of sleepers) sleeper.wake()
  }

  #timeFrom(start: number | undefined): TimeSource {
    return this.mode === 'system' ? new MachineTime(start, this.#speed) : new StillTime(start ?? startOfTime)
  }

  #enqueue<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#last.then(work)
    this.#last = run.catch(() => {})
    return run
  }

  #advanceTo(target: () => number): Promise<ClockEvent[]> {
    const era = this.#era
    return this.#enqueue(async () => {
      const fired: ClockEvent[] = []
      if (era !== this.#era) return fired
      const end = target()
      await this.#settle()
      for (let next = this.#queue.head; era === this.#era && next && next.at <= end; next = this.#queue.head) {
        await this.#fire(next)
        if (!next.sleeper) fired.push({ at: next.at, kind: next.kind, data: next.data })
      }
      if (era !== this.#era) return fired
      this.#move(end)
      this.#arm()
      return fired
    })
  }

  /** Lets running code send its requests, and waits until they are handled. */
  async #settle(): Promise<void> {
    for (let turns = turnsBefore[this.mode]; turns > 0; turns--) await turn()
    await this.#holds.free()
  }

  /** To the end of a sleep, or until the sleep is over for another reason. */
  async #jumpTo(entry: QueueEntry): Promise<void> {
    await this.#settle()
    // Nothing awaits a jump, so an error of a handler is printed, and the sleeper still wakes.
    while (this.#queue.has(entry) && !this.#isFrozen) await this.#fire(this.#queue.head!).catch(printDefect)
  }

  /** Moves the time to the head of the queue and fires it. Waits for the work that it starts. */
  async #fire(next: QueueEntry): Promise<void> {
    this.#move(next.at)
    this.#queue.shift()
    if (next.sleeper) {
      next.sleeper.wake()
      // The sleeper's code runs before time goes on, as it would outside a test.
      await turn()
    } else {
      await this.#handlers.get(next.kind)?.(next.data as never)
      if (++this.#fired % betweenTurns === 0) await turn()
    }
    if (this.#holds.any) await this.#holds.free()
  }

  /** Runs the handlers of a timer. Nothing awaits it, so their errors are printed, and later events still fire. */
  async #fireDue(): Promise<void> {
    try {
      await this.#advanceTo(() => this.now())
    } catch (error) {
      printDefect(error)
      this.#arm()
    }
  }

  #move(to: number): void {
    this.#time.forward(Math.max(0, to - this.now()))
  }

  /** With the machine's clock, a timer waits for the head of the queue. The longest timer is 2^31 − 1 ms. */
  #arm(): void {
    if (this.mode !== 'system') return
    clearTimeout(this.#timer)
    const { head } = this.#queue
    if (!head) return
    const wait = Math.min(Math.max(0, head.at - this.now()) / this.#speed, 2 ** 31 - 1)
    this.#timer = setTimeout(() => void this.#fireDue(), wait)
    const isAwaited = this.#queue.sleepers().some(({ sleeper }) => !sleeper.background)
    if (!isAwaited) (this.#timer as { unref?: () => void }).unref?.()
  }
}
