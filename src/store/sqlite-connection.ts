import { isOnAirError, TokenStoreError, UsageError } from '../errors/index.js'

type Value = string | number

/** What `DatabaseSync` of `node:sqlite` and `Database` of better-sqlite3 have in common. */
export interface SqliteDatabase {
  exec(sql: string): unknown
  prepare(sql: string): SqliteStatement
}

export interface SqliteStatement {
  get(...values: Value[]): unknown
  all(...values: Value[]): unknown[]
  run(...values: Value[]): { readonly changes: number | bigint }
}

/** Milliseconds that SQLite waits for another connection's lock, if the connection sets no busy timeout. */
const BUSY_TIMEOUT = 5000

/**
 * `AUTOINCREMENT` gives no version twice, and a write of a record replaces its row. `expires_at` is in epoch milliseconds, and
 * Infinity for a record that stays.
 */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS onair_tokens (
    version INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    record TEXT NOT NULL,
    expires_at REAL NOT NULL
  );
  CREATE INDEX IF NOT EXISTS onair_tokens_expires_at ON onair_tokens (expires_at);
  CREATE TABLE IF NOT EXISTS onair_locks (
    key TEXT PRIMARY KEY NOT NULL,
    holder TEXT NOT NULL,
    renewals INTEGER NOT NULL
  );`

const WANTED =
  'sqliteStore needs a database with synchronous calls: new DatabaseSync(path) of node:sqlite, or new Database(path) of better-sqlite3.'

const BUSY =
  'Another connection kept the database locked for longer than the busy timeout. Commit its transactions sooner, or raise PRAGMA busy_timeout.'
const DAMAGED =
  'The file is damaged, or is not a SQLite database. It was left as it is: restore it from a backup, or open another file.'

/** SQLite's primary result codes that a user can do something about (https://sqlite.org/rescode.html). */
const RESULTS: readonly (readonly [code: number, name: string, advice: string])[] = [
  [5, 'SQLITE_BUSY', BUSY],
  [6, 'SQLITE_LOCKED', BUSY],
  [8, 'SQLITE_READONLY', 'Make the file and its folder writable for this user, and open the database for writing.'],
  [10, 'SQLITE_IOERR', 'The disk failed to read or write: check it, and the rights of the folder.'],
  [11, 'SQLITE_CORRUPT', DAMAGED],
  [13, 'SQLITE_FULL', 'The disk is full: free some space.'],
  [14, 'SQLITE_CANTOPEN', 'A file of the database cannot be opened: check the rights of its folder.'],
  [26, 'SQLITE_NOTADB', DAMAGED],
]

/** A user's database with this package's tables in it, which are created at the first use. Errors are `TokenStoreError`s. */
export class SqliteConnection {
  readonly #database: SqliteDatabase
  #isReady = false

  constructor(database: SqliteDatabase) {
    const given = Object(database) as Record<string, unknown>
    if (typeof given.exec !== 'function' || typeof given.prepare !== 'function') throw new UsageError(WANTED)
    this.#database = database
  }

  /** The values of each row, in the order of the columns. */
  rows(sql: string, ...values: Value[]): unknown[][] {
    return this.#attempt(() => {
      this.#setUp()
      // Rows are objects, or arrays if the user's connection is set so.
      return this.#database
        .prepare(sql)
        .all(...values)
        .map((row) => Object.values(Object(row)))
    })
  }

  /** The number of changed rows. Use it inside `transaction` only. */
  change(sql: string, ...values: Value[]): number {
    return this.#attempt(() => Number(this.#database.prepare(sql).run(...values).changes))
  }

  /** Runs `fn`, which must be synchronous, as one atomic step among all connections. */
  transaction<T>(fn: () => T): T {
    this.#attempt(() => this.#setUp())
    this.#attempt(
      () => this.#database.exec('BEGIN IMMEDIATE'),
      'Is there an open transaction? Give the store its own connection.',
    )
    try {
      const result = fn()
      this.#attempt(() => this.#database.exec('COMMIT'))
      return result
    } catch (error) {
      try {
        this.#database.exec('ROLLBACK')
      } catch {
        // After some errors SQLite has already rolled back.
      }
      throw error
    }
  }

  #setUp(): void {
    if (this.#isReady) return
    // Libraries with callbacks or promises have methods of the same names.
    const timeout: unknown = Object.values(Object(this.#database.prepare('PRAGMA busy_timeout').get?.()))[0]
    if (typeof timeout !== 'number' && typeof timeout !== 'bigint') throw new UsageError(WANTED)
    if (Number(timeout) === 0) this.#database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}`)
    this.#database.exec(SCHEMA)
    this.#isReady = true
  }

  #attempt<T>(run: () => T, advice?: string): T {
    try {
      return run()
    } catch (error) {
      throw isOnAirError(error) ? error : failure(error, advice)
    }
  }
}

/** Keeps nothing of the library's error but its result code. */
function failure(error: unknown, otherwise = 'Check that the database is open.'): TokenStoreError {
  // node:sqlite has a numeric `errcode`, better-sqlite3 the name as `code`; both may be of the extended kind.
  const { errcode, code } = Object(error) as Record<string, unknown>
  const known = RESULTS.find(
    ([number, name]) =>
      (typeof errcode === 'number' && (errcode & 0xff) === number) ||
      (typeof code === 'string' && `${code}_`.startsWith(`${name}_`)),
  )
  const name = known?.[1] ?? (typeof code === 'string' ? code : 'no code')
  return new TokenStoreError(`The SQLite database failed (${name}). ${known?.[2] ?? otherwise}`)
}
