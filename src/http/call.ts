import type { Operation } from '../../specs/profile.js'
import { secretsIn } from '../errors/safe-text.js'
import { onAbort } from '../on-abort.js'

/**
 * One call of an operation, with all its attempts: its operation, its deadline, and the signal for its waits and attempts. An
 * `AbortSignal` costs as much as the rest of the pipeline, so it is created when it is first read.
 */
export class Call {
  /** Attempts sent so far. */
  attempts = 0
  /** Set if a retry would not help, or would not be safe, after any fault. */
  final = false
  /** The clock's `monotonic` at which the call ends. Default: no limit. */
  deadline = Infinity
  /** The clock's `monotonic` before which the rate limit starts no attempt. */
  notBefore = -Infinity
  /** The access tokens that were sent. */
  readonly tokens = new Set<string>()
  /** Why the call (`all`) or the attempt in flight was stopped. */
  #stopped: { readonly reason: unknown; readonly all: boolean } | undefined
  #controller: AbortController | undefined
  #reject: ((reason: unknown) => void) | undefined
  readonly #unfollow: (() => void) | undefined

  constructor(
    /** operationId */
    readonly id: string,
    readonly operation: Operation,
    signal?: AbortSignal,
    /** Whether sending it twice has the same effect as sending it once. */
    readonly idempotent = operation.idempotent,
    /** Its parameters, headers and body. */
    private readonly sent?: object,
  ) {
    if (signal?.aborted) this.end(signal.reason)
    else if (signal) this.#unfollow = onAbort(signal, () => this.end(signal.reason))
  }

  /** Values that errors must not quote: the tokens that were sent, and the secrets in the parameters, headers and body. */
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

  /** Prepares the signal for another attempt after {@link stopAttempt}. The signal of a call that is over stays aborted. */
  renew(): void {
    if (this.#stopped && !this.#stopped.all) this.#stopped = this.#controller = undefined
  }

  /** Runs `work`. Rejects with the reason as soon as the call ends, even if `work` ignores the signal. */
  run<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.throwIfStopped()
      this.#reject = reject
      work().then(resolve, reject)
    })
  }

  /** Releases the caller's signal and the promise, so that the response can be garbage-collected early. */
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
