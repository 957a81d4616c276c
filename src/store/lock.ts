import { untilAborted } from './until-aborted.js'

/** Locks by name within this process: fair (first come, first served) and abortable while waiting. */
export class KeyedLock {
  /** Key → settles after all callers so far are done with the key. */
  readonly #tails = new Map<string, Promise<void>>()

  /** Runs `fn` when all earlier callers of the same key have ended. Not re-entrant: `fn` must not lock its own key. */
  async run<T>(
    key: string,
    fn: () => Promise<T>,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<T> {
    const before = this.#tails.get(key) ?? Promise.resolve()
    let leave!: () => void
    const mine = new Promise<void>((resolve) => (leave = resolve))
    // A waiter that gives up leaves at once, but later waiters still wait for earlier ones.
    const tail = before.then(() => mine)
    this.#tails.set(key, tail)
    void tail.then(() => {
      if (this.#tails.get(key) === tail) this.#tails.delete(key)
    })
    try {
      await untilAborted(before, signal)
      return await fn()
    } finally {
      leave()
    }
  }
}
