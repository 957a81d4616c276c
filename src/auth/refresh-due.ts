import type { OnAirError } from '../errors/index.js'
import { isOnAirError, UsageError } from '../errors/index.js'
import { checkOptions, isCount, isSignal, type OptionRules } from '../options.js'

/** Which tokens `refreshDue` renews, and how. */
export interface RefreshDueOptions {
  /** Epoch milliseconds: tokens that expire before this time are renewed. */
  readonly before: number
  /** Maximum number of accounts at the same time. Default: 4. */
  readonly concurrency?: number | undefined
  /** Aborting it rejects with the signal's reason, after the refreshes in flight. */
  readonly signal?: AbortSignal | undefined
}

/** The result of `refreshDue`. */
export interface RefreshDueReport {
  /** The number of accounts. */
  readonly accounts: number
  readonly refreshed: number
  /** Accounts whose tokens could not be renewed. The others are not affected. */
  readonly failed: readonly { readonly account: string; readonly error: OnAirError }[]
}

const RULES: OptionRules<RefreshDueOptions> = {
  before: { must: 'be epoch milliseconds', holds: Number.isFinite },
  concurrency: isCount,
  signal: isSignal,
}

/**
 * Renews the tokens of all accounts that are due, several at a time. It starts at a random account, so that machines that run it at the
 * same time mostly check different ones. `renew` returns whether it renewed the tokens: not if they are not due, or no longer due.
 */
export async function refreshDue(
  list: () => Promise<readonly string[]>,
  renew: (account: string, before: number) => Promise<boolean>,
  options: RefreshDueOptions,
): Promise<RefreshDueReport> {
  checkOptions('refreshDue()', options, RULES)
  if (options?.before === undefined) throw new UsageError('refreshDue() needs { before }, in epoch milliseconds.')
  const { before, concurrency = 4, signal } = options
  const accounts = await list()
  const first = Math.floor(Math.random() * accounts.length)
  const failed: { account: string; error: OnAirError }[] = []
  let next = 0
  let refreshed = 0
  const walk = async () => {
    while (next < accounts.length) {
      if (signal?.aborted) return
      const account = accounts[(first + next++) % accounts.length]!
      try {
        if (await renew(account, before)) refreshed++
      } catch (error) {
        if (!isOnAirError(error)) throw error
        failed.push({ account, error })
      }
    }
  }
  await Promise.all(Array.from({ length: concurrency }, walk))
  signal?.throwIfAborted()
  return { accounts: accounts.length, refreshed, failed }
}
