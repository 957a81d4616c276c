import type { MockClock } from '../core/time/clock.js'
import type { Deliver, Delivered } from '../core/deliver.js'

/** One attempt to deliver a callback. */
export interface CallbackAttempt {
  /** Epoch milliseconds of the mock's clock. */
  readonly at: number
  readonly url: string
  readonly form: Readonly<Record<string, string>>
  /** 1 to 4. */
  readonly attempt: number
  readonly result: Delivered
}

interface Pending {
  readonly url: string
  readonly form: Readonly<Record<string, string>>
  readonly attempt: number
}

/** [CB], [CBV]: 2 s to connect, 3 s to answer, only HTTP 200 counts, three more tries five minutes apart. */
const rules = { connectTimeout: 2000, responseTimeout: 3000, success: 200, attempts: 4, gap: 300_000 } as const

const kind = 'kollus-live.callback'

/** Sends callbacks to customers and keeps a log. The timeouts are real, the gap between attempts is on the mock's clock. */
export class Callbacks {
  readonly #clock: MockClock
  readonly #deliver: Deliver
  readonly log: CallbackAttempt[] = []

  constructor(clock: MockClock, deliver: Deliver) {
    this.#clock = clock
    this.#deliver = deliver
    clock.on(kind, (pending: Pending) => this.#attempt(pending))
  }

  /** Sends at once; resolves when the first attempt is over, however it went. */
  async send(url: string | null, form: Readonly<Record<string, string>>): Promise<void> {
    if (url !== null) await this.#attempt({ url, form, attempt: 1 })
  }

  async #attempt(pending: Pending): Promise<void> {
    const { url, form, attempt } = pending
    const { era } = this.#clock
    const at = this.#clock.now()
    const result = await this.#clock.hold(this.#deliver({ url, form, ...rules }))
    this.log.push({ at, url, form, attempt, result })
    const received = 'status' in result && result.status === rules.success
    if (received || attempt === rules.attempts || era !== this.#clock.era) return
    this.#clock.schedule(at + rules.gap, kind, { url, form, attempt: attempt + 1 } satisfies Pending)
  }
}
