import type { Delivered, Deliver } from './deliver.js'
import type { FaultList } from './faults/fault-list.js'
import type { MockClock } from './time/clock.js'
import { milliseconds } from './time/duration.js'
import { UnknownError } from './unknown-error.js'
import { checkOptions, isText } from './validate.js'

/** How a provider sends its callbacks. */
export interface CallbackRules {
  /** Milliseconds of real time, because the connection is real. So is `responseTimeout`. */
  readonly connectTimeout: number
  readonly responseTimeout: number
  /** The only HTTP status that counts as received. */
  readonly success: number
  /** The number of attempts, including the first. */
  readonly attempts: number
  /** Milliseconds of the mock's time between two attempts. */
  readonly gap: number
  /** The longest reply in bytes, for a callback whose reply matters: `send` returns it. Default: replies are ignored. */
  readonly readReply?: number | undefined
}

export interface CallbackAttempt {
  /** Epoch milliseconds of the mock's clock. */
  readonly at: number
  /** The first is 1. */
  readonly attempt: number
  readonly result: Delivered
}

/** A callback with its attempts. Plain data. */
export interface Callback {
  readonly id: number
  readonly provider: string
  /** The name of the webhook in the provider's document. */
  readonly name: string
  readonly url: string
  readonly form: Readonly<Record<string, string>>
  readonly attempts: readonly CallbackAttempt[]
  /** Epoch milliseconds. Null if there will be no further attempt. */
  readonly nextAttemptAt: number | null
}

export interface CallbackFilter {
  readonly provider?: string | undefined
  readonly name?: string | undefined
}

/** A callback in the state. */
interface KeptCallback extends Callback {
  readonly attempts: CallbackAttempt[]
  nextAttemptAt: number | null
  /** Failed attempts by the provider's rules. Attempts by `replay` or a fault do not count. */
  failed: number
  /** A fault holds it until the next callback of the same name is sent. */
  isHeld: boolean
}

/** The data of a scheduled attempt. */
interface Due {
  readonly id: number
  /** How many times it is sent, including the attempt by the provider's rules. */
  readonly copies: number
}

/** All callbacks of a mock. Plain data. */
export interface CallbackState {
  ids: number
  readonly list: KeptCallback[]
}

export const noCallbacks = (): CallbackState => ({ ids: 0, list: [] })

/** The number of callbacks that are kept, besides those that wait for an attempt. */
const most = 1000

interface CallbacksOptions {
  readonly clock: MockClock
  readonly deliver: Deliver
  readonly faults: FaultList
  /** The rules of each provider's callbacks, by name. */
  readonly rules: ReadonlyMap<string, Readonly<Record<string, CallbackRules>>>
}

/**
 * The callbacks (webhooks) that a mock sends to the URLs that users registered.
 * - The first attempt is made at once. Further attempts follow on the mock's clock until one succeeds.
 * - Faults can drop, delay, duplicate and reorder callbacks. A dropped callback has no attempts and is not sent again.
 */
export class Callbacks {
  readonly #state: CallbackState
  readonly #options: CallbacksOptions

  constructor(state: CallbackState, options: CallbacksOptions) {
    this.#state = state
    this.#options = options
    for (const provider of options.rules.keys()) {
      options.clock.on(timerOf(provider), ({ id, copies }: Due) => this.#sendCopies(this.#require(id), copies))
    }
  }

  /**
   * Sends a callback. Resolves after the first attempt with its result, whether it succeeds or fails. Null if a fault drops or delays the
   * callback.
   */
  async send(provider: string, name: string, url: string, form: Callback['form']): Promise<Delivered | null> {
    const { list } = this.#state
    const callback: KeptCallback = {
      id: ++this.#state.ids,
      provider,
      name,
      url,
      form,
      attempts: [],
      nextAttemptAt: null,
      failed: 0,
      isHeld: false,
    }
    const oldest = list.length < most ? -1 : list.findIndex((one) => one.nextAttemptAt === null && !one.isHeld)
    if (oldest >= 0) list.splice(oldest, 1)
    list.push(callback)
    const waiting = list.filter((one) => one.isHeld && one.provider === provider && one.name === name)
    const result = await this.#begin(callback)
    for (const one of waiting) {
      one.isHeld = false
      await this.#attempt(one)
    }
    return result
  }

  list(filter: CallbackFilter = {}): readonly Callback[] {
    checkOptions('filter', filter, { provider: isText, name: isText })
    return this.#state.list
      .filter(({ provider, name }) => provider === (filter.provider ?? provider) && name === (filter.name ?? name))
      .map(({ id, provider, name, url, form, attempts, nextAttemptAt }) => ({
        id,
        provider,
        name,
        url,
        form,
        nextAttemptAt,
        attempts: [...attempts],
      }))
  }

  /** Sends a callback again, now. Rejects with an `UnknownError` if the id is unknown or the callback is no longer kept. */
  async replay(id: number): Promise<CallbackAttempt> {
    return (await this.#deliver(this.#require(id))).attempt
  }

  #require(id: number): KeptCallback {
    const found = this.#state.list.find((one) => one.id === id)
    if (!found) throw new UnknownError(`The mock has no callback ${id}, or no longer keeps it.`)
    return found
  }

  async #begin(callback: KeptCallback): Promise<Delivered | null> {
    const { clock, faults } = this.#options
    const { provider, name } = callback
    let copies = 1
    let delay = 0
    for (const fault of faults.size === 0 ? [] : faults.take([`${provider}.${name}`])) {
      if (fault.action === 'drop') return null
      if (fault.action === 'reorder') callback.isHeld = true
      if (fault.action === 'duplicate') copies++
      if (fault.action === 'delay') delay += milliseconds(fault.duration)
    }
    if (callback.isHeld) return null
    if (delay === 0) return this.#sendCopies(callback, copies)
    this.#schedule(callback, clock.now() + delay, copies)
    return null
  }

  async #sendCopies(callback: KeptCallback, copies: number): Promise<Delivered> {
    for (let copy = 1; copy < copies; copy++) await this.#deliver(callback)
    return this.#attempt(callback)
  }

  /** Makes one attempt, and schedules the next if it fails. */
  async #attempt(callback: KeptCallback): Promise<Delivered> {
    const { clock } = this.#options
    const { era } = clock
    const { success, attempts, gap } = this.#rulesOf(callback)
    callback.nextAttemptAt = null
    const { attempt, result } = await this.#deliver(callback)
    if ('status' in result && result.status === success) return result
    const isForgotten = !this.#state.list.includes(callback)
    if (++callback.failed < attempts && era === clock.era && !isForgotten) this.#schedule(callback, attempt.at + gap)
    return result
  }

  async #deliver(callback: KeptCallback): Promise<{ readonly attempt: CallbackAttempt; readonly result: Delivered }> {
    const { clock, deliver } = this.#options
    const { url, form, attempts } = callback
    const { connectTimeout, responseTimeout, readReply } = this.#rulesOf(callback)
    const at = clock.now()
    const result = await clock.hold(deliver({ url, form, connectTimeout, responseTimeout, readReply }))
    const attempt = { at, attempt: attempts.length + 1, result: withoutReply(result) }
    attempts.push(attempt)
    return { attempt, result }
  }

  #schedule(callback: KeptCallback, at: number, copies = 1): void {
    callback.nextAttemptAt = at
    this.#options.clock.schedule(at, timerOf(callback.provider), { id: callback.id, copies } satisfies Due)
  }

  #rulesOf({ provider, name }: Callback): CallbackRules {
    return this.#options.rules.get(provider)![name]!
  }
}

const withoutReply = (result: Delivered): Delivered => ('status' in result ? { status: result.status } : result)

const timerOf = (provider: string): string => `${provider}.callback`
