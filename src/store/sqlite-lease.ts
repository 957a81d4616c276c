import { systemClock } from '../clock.js'
import type { SqliteConnection } from './sqlite-connection.js'

/** Milliseconds after which a lock is free if its holder no longer renews it. */
const LEASE = 10_000

/** Milliseconds between two checks of a lock that another connection holds. */
const LOOK = 25

/**
 * Runs `fn` while a row of `onair_locks` says that this call holds `key`.
 *
 * - The holder counts its row's `renewals` up, three times a lease. When it is done it deletes the row, if it is still its own.
 * - A waiter checks the row repeatedly. It takes the row over after it has seen the same renewal for a whole lease: the
 *   holder is dead.
 * - A waiter measures the lease by the number of its checks, not by a clock, so that a clock that jumps or a machine that sleeps never
 *   leads to two holders.
 */
export async function withLease<T>(
  connection: SqliteConnection,
  key: string,
  fn: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const holder = crypto.randomUUID()
  const change = (sql: string, ...values: (string | number)[]): boolean =>
    connection.transaction(() => connection.change(sql, ...values) > 0)

  let [seen, looks] = ['', 0]
  for (;;) {
    const [row] = connection.rows('SELECT holder, renewals FROM onair_locks WHERE key = ?', key)
    if (!row) {
      if (change('INSERT OR IGNORE INTO onair_locks (key, holder, renewals) VALUES (?, ?, 0)', key, holder)) break
    } else {
      const [other, renewals] = [String(row[0]), Number(row[1])]
      const state = `${other} ${renewals}`
      looks = state === seen ? looks + 1 : 0
      seen = state
      const takeOver = 'UPDATE onair_locks SET holder = ?, renewals = 0 WHERE key = ? AND holder = ? AND renewals = ?'
      if (looks >= LEASE / LOOK && change(takeOver, holder, key, other, renewals)) break
    }
    await systemClock.sleep(LOOK, { signal })
  }

  const renewal = setInterval(() => {
    try {
      change('UPDATE onair_locks SET renewals = renewals + 1 WHERE key = ? AND holder = ?', key, holder)
    } catch {
      // Two more tries remain within the lease.
    }
  }, LEASE / 3)
  renewal.unref()
  try {
    return await fn()
  } finally {
    clearInterval(renewal)
    try {
      change('DELETE FROM onair_locks WHERE key = ? AND holder = ?', key, holder)
    } catch {
      // The result of `fn` counts. Without renewals the lock is free after the lease.
    }
  }
}
