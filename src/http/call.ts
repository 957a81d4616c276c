import type { Operation } from '../../specs/profile.js'
import { secretsIn } from '../errors/safe-text.js'
import { onAbort } from '../on-abort.js'

/**
 * One call of an operation, with all its attempts: whose it is, when it must be over, and the one signal its waits and its
 * attempts listen to. An `AbortSignal` costs as much as the rest of the pipeline, so it is made when it is first read.
 */
export class Call {
  /** Attempts sent so far. */
  attempts = 0
  /** Set where repeating would not help or not be safe, for any fault. */
  final = false
  /** The clock's `monotonic` after which no wait may end. `Infinity`: there is no limit. */
  deadline = Infinity
  /** The clock's `monotonic` before which an attempt would wait in any case: the rate limit holds back every call. */
  notBefore = -Infinity
  /** The access tokens that it was signed with. */
  readonly tokens = new Set<string>()
  /** Why the call is over, or the attempt in flight. */
  #stopped: { readonly reason: unknown; readonly all: boolean } | undefined
  #controller: AbortController | undefined
  #reject: ((reason: unknown) => void) | undefined
  readonly #unfollow: (() => void) | undefined

  constructor(
    /** operationId */
    readonly id: string,
    readonly operation: Operation,
    signal?: AbortSignal,
    /** Whether sending it twice does what sending it once does. */
    readonly idempotent = operation.idempotent,
    /** Its parameters, headers and body. */
    private readonly sent?: object,
  ) {
    if (signal?.aborted) this.end(signal.reason)
    else if (signal) this.#unfollow = onAbort(signal, () => this.end(signal.reason))
  }

  /** What its errors must not quote: the tokens it was signed with, and the secrets in its parameters, headers and body. */
  secrets(): string[] {
    return [...this.tokens, ...secretsIn(this.sent)]
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController()
      if (this.#stopped) this.#controller.abort(this.#stopped.reason)
    }
    return this.#controller.signal
  }

  /** Whether the call was ended, by its caller or by its deadline. */
  get isOver(): boolean {
    return this.#stopped?.all === true
  }

  /** Throws the reason for which the call, or the attempt in flight, was stopped. */
  throwIfStopped(): void {
    if (this.#stopped) throw this.#stopped.reason
  }

  /** Ends the call: its waits and its attempt in flight reject with `reason`. */
  end(reason: unknown): void {
    this.#stop(reason, true)
    this.#reject?.(reason)
  }

  /** Stops the attempt in flight only. */
  stopAttempt(reason: unknown): void {
    this.#stop(reason, false)
  }

  /** Readies the signal for another attempt after {@link stopAttempt}; that of a call that is over stays aborted. */
  renew(): void {
    if (this.#stopped && !this.#stopped.all) this.#stopped = this.#controller = undefined
  }

  /** What `work` gives, or the reason as soon as the call ends, even where something in it does not listen to the signal. */
  run<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.throwIfStopped()
      this.#reject = reject
      work().then(resolve, reject)
    })
  }

  /** Lets go of the caller's signal, and of the promise: held, it takes its response through several collections. */
  close(): void {
    this.#reject = undefined
    this.#unfollow?.()
  }

  #stop(reason: unknown, all: boolean): void {
    if (this.#stopped?.all) return
    this.#stopped = { reason, all }
    this.#controller?.abort(reason)
  }
}
