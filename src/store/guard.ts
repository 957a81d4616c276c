import { systemClock } from '../clock.js'
import { isOnAirError, TokenStoreError } from '../errors/index.js'
import { Deadlines } from '../http/timeout.js'
import type { TokenStore } from './store.js'

/** Milliseconds of real time for one command: the store is not on a mock's clock. */
const TIMEOUT = 30_000

const deadlines = new Deadlines(systemClock, TIMEOUT)

/**
 * `store` with a time limit for each command except `lock`. It replaces every foreign error by a `TokenStoreError` without its text: a
 * database's error may quote the command, and so the tokens.
 */
export function guardStore(store: TokenStore): TokenStore {
  async function guard<T>(what: string, run: () => Promise<T>): Promise<T> {
    try {
      return await run()
    } catch (error) {
      if (isOnAirError(error)) throw error
      throw new TokenStoreError(
        `The token store failed to ${what}. Check the store itself: its error is withheld, because it may contain tokens.`,
      )
    }
  }
  const command = <T>(what: string, run: () => Promise<T>): Promise<T> => guard(what, () => inTime(what, run))
  return {
    get: (key) => command('read', () => store.get(key)),
    set: (key, record, options) => command('write', () => store.set(key, record, options)),
    delete: (key, options) => command('delete', () => store.delete(key, options)),
    keys: (prefix) => command('list its keys', () => store.keys(prefix)),
    lock: (key, fn, options) => guard('lock', () => store.lock(key, fn, options)),
  }
}

function inTime<T>(what: string, run: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const deadline = deadlines.set(() =>
      reject(
        new TokenStoreError(`The token store did not ${what} within ${TIMEOUT / 1000} s. Is its database reachable?`),
      ),
    )
    run()
      .then(resolve, reject)
      .finally(() => deadlines.lift(deadline))
  })
}
