import type { AskedCallback, CallbackContent, Deliver, Delivered } from './deliver.js'
import type { FaultList } from './faults/fault-list.js'
import { Redaction } from './journal/redact.js'
import { SecretNames } from './journal/secrets.js'
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
  /** What a reply says, in a few words without secrets, for the dashboard. Needs `readReply`. */
  readonly describeReply?: (body: string) => string
  /** The provider waits for the reply, so that the callback cannot be reordered. Default: false. */
  readonly isAsked?: boolean
}

export interface CallbackAttempt {
  /** Epoch milliseconds of the mock's clock. */
  readonly at: number
  /** The first is 1. */
  readonly attempt: number
  readonly result: Delivered
  /** What the reply said, for a callback whose reply matters. */
  readonly said?: string
}

/** A callback with its attempts. Plain data. */
export interface Callback {
  readonly id: number
  readonly provider: string
  /** The name of the webhook in the provider's document. */
  readonly name: string
  /** Secrets in it, in `form` and in `json` are redacted by `list`, unless `showSecrets` is on. */
  readonly url: string
  /** Empty if the callback is JSON. */
  readonly form: Readonly<Record<string, string>>
  /** The body, if the callback is JSON. */
  readonly json?: string
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
  /** The headers of a callback that is JSON. */
  readonly headers?: Readonly<Record<string, string>>
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

/** By the usual names of secrets. An address, and a URL in a body, can contain a ticket or a signature. */
const redaction = new Redaction(new Set(), new SecretNames(null))

/** The number of callbacks that are kept, besides those that wait for an attempt. */
const most = 1000

interface CallbacksOptions {
  readonly clock: MockClock
  readonly deliver: Deliver
  readonly faults: FaultList
  /** The rules of each provider's callbacks, by name. */
  readonly rules: ReadonlyMap<string, Readonly<Record<string, CallbackRules>>>
  readonly showSecrets: boolean
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
  async send(provider: string, name: string, url: string, content: CallbackContent): Promise<Delivered | null> {
    const callback = this.#add(provider, name, url, content)
    const waiting = this.#state.list.filter((one) => one.isHeld && one.provider === provider && one.name === name)
    const result = await this.#begin(callback)
    for (const one of waiting) {
      one.isHeld = false
      await this.#attempt(one)
    }
    return result
  }

  /**
   * Sends a callback whose reply matters, once. Resolves to the reply or the reason why there is none, after `timeout` milliseconds at the
   * latest: of the mock's time while a fault delays it, of real time on the connection. A fault that drops it is a connection that fails.
   */
  async ask(
    provider: string,
    name: string,
    url: string,
    { timeout, answering, ...content }: AskedCallback,
  ): Promise<Delivered> {
    const { clock, faults } = this.#options
    const callback = this.#add(provider, name, url, content)
    const began = clock.now()
    const { era } = clock
    let copies = 1
    for (const fault of faults.size === 0 ? [] : faults.take([`${provider}.${name}`])) {
      if (fault.action === 'drop') return { error: 'connect' }
      if (fault.action === 'duplicate') copies++
      if (fault.action !== 'delay') continue
      const left = timeout - (clock.now() - began)
      await clock.sleep(Math.min(milliseconds(fault.duration), left), { answering })
      if (milliseconds(fault.duration) >= left) return { error: 'timeout' }
      if (era !== clock.era) return { error: 'connection' }
    }
    for (let copy = 1; copy < copies; copy++) await this.#deliver(callback, timeout)
    return (await this.#deliver(callback, timeout)).result
  }

  #add(provider: string, name: string, url: string, content: CallbackContent): KeptCallback {
    const { list } = this.#state
    const callback: KeptCallback = {
      id: ++this.#state.ids,
      provider,
      name,
      url,
      form: {},
      ...content,
      attempts: [],
      nextAttemptAt: null,
      failed: 0,
      isHeld: false,
    }
    const oldest = list.length < most ? -1 : list.findIndex((one) => one.nextAttemptAt === null && !one.isHeld)
    if (oldest >= 0) list.splice(oldest, 1)
    list.push(callback)
    return callback
  }

  list(filter: CallbackFilter = {}): readonly Callback[] {
    checkOptions('filter', filter, { provider: isText, name: isText })
    return this.#state.list
      .filter(({ provider, name }) => provider === (filter.provider ?? provider) && name === (filter.name ?? name))
      .map(({ id, provider, name, url, form, json, attempts, nextAttemptAt }) => ({
        id,
        provider,
        name,
        ...(this.#options.showSecrets ? { url, form, json } : redactedContent({ url, form, json })),
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

  /** Makes one attempt. `timeout` takes the place of the time limits in the rules. */
  async #deliver(
    callback: KeptCallback,
    timeout?: number,
  ): Promise<{ readonly attempt: CallbackAttempt; readonly result: Delivered }> {
    const { clock, deliver } = this.#options
    const { url, form, json, headers, attempts } = callback
    const content = json === undefined ? { form } : { json, headers }
    const { connectTimeout, responseTimeout, readReply, describeReply } = this.#rulesOf(callback)
    const at = clock.now()
    const result = await clock.hold(
      deliver({
        url,
        ...content,
        connectTimeout: timeout ?? connectTimeout,
        responseTimeout: timeout ?? responseTimeout,
        readReply,
      }),
    )
    const said = 'reply' in result && result.reply ? describeReply?.(result.reply.body) : undefined
    const attempt = {
      at,
      attempt: attempts.length + 1,
      result: withoutReply(result),
      ...(said !== undefined && { said }),
    }
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

const redactedContent = ({ url, form, json }: Pick<Callback, 'url' | 'form' | 'json'>) => ({
  url: redaction.text(url),
  form: redaction.fields(form),
  ...(json !== undefined && { json: redaction.body(json, 'application/json', true) }),
})

const withoutReply = (result: Delivered): Delivered => ('status' in result ? { status: result.status } : result)

const timerOf = (provider: string): string => `${provider}.callback`
