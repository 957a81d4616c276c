import { TokenStoreError } from '../errors/index.js'
import { KeyedLock } from './lock.js'
import { SqliteConnection, type SqliteDatabase } from './sqlite-connection.js'
import { withLease } from './sqlite-lease.js'
import type { StoreRecord, TokenStore } from './store.js'

/**
 * A store in a SQLite database, for all processes of one machine.
 *
 * - `database` is a `DatabaseSync` of `node:sqlite` (Node.js 22.13 or later) or a `Database` of better-sqlite3. Other values throw
 *   a `UsageError`. Give the store its own connection: it cannot write while the application has a transaction open on it.
 * - The tables `onair_tokens` and `onair_locks` are created at the first use.
 * - `lock` works across all processes that have the file open. If a process dies, its locks are free some 10 s later.
 * - Calls are synchronous. They block the process while another connection writes, at most for `PRAGMA busy_timeout` (5 s if the
 *   connection has none), and then throw a `TokenStoreError`.
 * - With `PRAGMA journal_mode = WAL`, readers do not wait for writers. Set `PRAGMA synchronous = FULL` with it: better-sqlite3 has
 *   `NORMAL` there, and a power cut could then lose the last writes, which may be refresh tokens that cannot be issued again.
 * - Records are plain JSON. Make the file readable by its owner only (0600), or wrap the store in `encrypted`.
 * - Do not put the file on a network file system: SQLite's own locks do not work there.
 *
 * @example
 * import { DatabaseSync } from 'node:sqlite'
 * const store = sqliteStore(new DatabaseSync('tokens.db'))
 */
export function sqliteStore(database: SqliteDatabase): TokenStore {
  const connection = new SqliteConnection(database)
  const turn = new KeyedLock()

  const find = (key: string): { readonly version: number; readonly text: string } | undefined => {
    const [row] = connection.rows(
      'SELECT version, record FROM onair_tokens WHERE key = ? AND expires_at > ?',
      key,
      Date.now(),
    )
    return row && { version: Number(row[0]), text: String(row[1]) }
  }
  const matches = (key: string, ifVersion: number | undefined) =>
    ifVersion === undefined || ifVersion === (find(key)?.version ?? 0)

  return {
    async get(key) {
      const found = find(key)
      return found && { version: found.version, record: parse(found.text, key) }
    },
    async set(key, record, { ifVersion, lifetime = Infinity } = {}) {
      const text = JSON.stringify(record)
      const now = Date.now()
      return connection.transaction(() => {
        if (!matches(key, ifVersion)) return false
        connection.change('DELETE FROM onair_tokens WHERE expires_at <= ?', now)
        connection.change(
          'INSERT OR REPLACE INTO onair_tokens (key, record, expires_at) VALUES (?, ?, ?)',
          key,
          text,
          now + lifetime,
        )
        return true
      })
    },
    async delete(key, { ifVersion } = {}) {
      return connection.transaction(() => {
        if (!find(key) || !matches(key, ifVersion)) return false
        return connection.change('DELETE FROM onair_tokens WHERE key = ?', key) > 0
      })
    },
    async keys(prefix) {
      const rows = connection.rows(
        'SELECT key FROM onair_tokens WHERE key >= ? AND key < ? AND expires_at > ?',
        prefix,
        `${prefix}\u{10ffff}`,
        Date.now(),
      )
      return rows.map(([key]) => String(key))
    },
    lock: (key, fn, options) => turn.run(key, () => withLease(connection, key, fn, options?.signal), options),
  }
}

function parse(text: string, key: string): StoreRecord {
  try {
    const record: unknown = JSON.parse(text)
    if (typeof record === 'object' && record !== null && !Array.isArray(record)) return record as StoreRecord
  } catch {
    // As below: the error would quote the text.
  }
  throw new TokenStoreError(
    `The row ${JSON.stringify(key)} of onair_tokens does not hold a record. It was left as it is: restore it from a backup, or delete it and sign in again.`,
    { path: key },
  )
}
