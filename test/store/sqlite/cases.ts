import { deepEqual, equal, match, rejects } from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { TokenStoreError } from '../../../src/errors/index.js'
import type { SqliteDatabase } from '../../../src/store/sqlite-connection.js'
import { sqliteStore } from '../../../src/store/sqlite.js'
import { storeContract, type StoreTest } from '../../../src/testing/store-contract.js'

export interface OpenDatabase extends SqliteDatabase {
  close(): void
}

/** Opens a file with one of the libraries. It can ignore options that it does not know. */
export type Open = (
  file: string,
  options?: { readonly readBigInts: boolean; readonly returnArrays: boolean },
) => OpenDatabase

/** The contract, and the cases of SQLite only, for any test runner. Files are created in `folder`. */
export function sqliteCases(open: Open, folder: string): readonly StoreTest[] {
  let count = 0
  const newFile = () => {
    mkdirSync(folder, { recursive: true })
    return join(folder, `${++count}.db`)
  }
  const own = Object.entries(cases).map(([name, check]) => ({ name, run: () => check(open, newFile()) }))
  const contract = storeContract(() => {
    const file = newFile()
    return [sqliteStore(open(file)), sqliteStore(open(file))]
  })
  return [...contract, ...own]
}

/** The first value of the first row. */
const read = (database: SqliteDatabase, sql: string): unknown => Object.values(Object(database.prepare(sql).get()))[0]

/** The error that `promise` rejects with. It contains no text of a trigger or a record. */
async function failureOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.catch((reason: unknown) => reason)
  if (!(error instanceof TokenStoreError)) throw new Error(`There was no TokenStoreError, but ${inspect(error)}`)
  equal(inspect(error, { depth: 10, showHidden: true }).includes('at-secret'), false)
  return error.message
}

const cases: Readonly<Record<string, (open: Open, file: string) => Promise<void>>> = {
  async 'records outlive the connection that wrote them'(open, file) {
    const first = open(file)
    await sqliteStore(first).set('a', { n: 1 })
    first.close()
    deepEqual(await sqliteStore(open(file)).get('a'), { record: { n: 1 }, version: 1 })
  },

  async 'an expired record is not returned, and the next write deletes its row'(open, file) {
    const database = open(file)
    const store = sqliteStore(database)
    await store.set('short', { n: 1 }, { lifetime: 0 })
    equal(await store.get('short'), undefined)
    deepEqual(await store.keys(''), [])
    equal(await store.delete('short'), false)
    equal(Number(read(database, 'SELECT count(*) FROM onair_tokens')), 1)
    await store.set('b', { n: 2 })
    equal(Number(read(database, 'SELECT count(*) FROM onair_tokens')), 1)
    await store.set('short', { n: 3 }, { lifetime: 0 })
    equal(await store.set('short', { n: 4 }, { ifVersion: 0 }), true)
  },

  async 'a connection can read integers as bigints, and rows as arrays'(open, file) {
    const store = sqliteStore(open(file, { readBigInts: true, returnArrays: true }))
    await store.set('a', { n: 1 })
    deepEqual(await store.get('a'), { record: { n: 1 }, version: 1 })
    equal(await store.set('a', { n: 2 }, { ifVersion: 1 }), true)
    equal(await store.delete('a', { ifVersion: 2 }), true)
    equal(await store.lock('a', async () => 'through'), 'through')
  },

  async 'the error for a locked database says what to do, and the store works when it is free'(open, file) {
    const [database, other] = [open(file), open(file)]
    const store = sqliteStore(database)
    await store.set('a', { n: 1 })
    database.exec('PRAGMA busy_timeout = 20')
    other.exec('BEGIN IMMEDIATE')
    match(await failureOf(store.set('a', { n: 2 })), /SQLITE_BUSY.*raise PRAGMA busy_timeout/)
    match(await failureOf(store.lock('a', async () => 'in')), /SQLITE_BUSY/)
    other.exec('COMMIT')
    equal(await store.set('a', { n: 3 }), true)
    equal(await store.lock('a', async () => 'in'), 'in')
  },

  async 'the busy timeout is set only if the connection has none'(open, file) {
    const [without, withOne] = [open(file), open(file)]
    without.exec('PRAGMA busy_timeout = 0')
    withOne.exec('PRAGMA busy_timeout = 123')
    for (const database of [without, withOne]) await sqliteStore(database).get('a')
    equal(Number(read(without, 'PRAGMA busy_timeout')), 5000)
    equal(Number(read(withOne, 'PRAGMA busy_timeout')), 123)
  },

  async 'the user’s open transaction is neither used nor ended'(open, file) {
    const database = open(file)
    const store = sqliteStore(database)
    database.exec('CREATE TABLE mine (n)')
    await store.get('a')
    database.exec('BEGIN; INSERT INTO mine VALUES (1)')
    match(await failureOf(store.set('a', { n: 1 })), /its own connection/)
    database.exec('COMMIT')
    equal(Number(read(database, 'SELECT count(*) FROM mine')), 1)
    equal(await store.get('a'), undefined)
  },

  async 'a write that fails changes nothing, ends its transaction and hides the library’s message'(open, file) {
    const [database, other] = [open(file), open(file)]
    const store = sqliteStore(database)
    await store.set('short', { n: 1 }, { lifetime: 0 })
    database.exec(`CREATE TRIGGER no BEFORE INSERT ON onair_tokens BEGIN SELECT RAISE(ABORT, 'at-secret'); END`)
    await failureOf(store.set('a', { accessToken: 'at-secret' }))
    equal(Number(read(other, `SELECT count(*) FROM onair_tokens WHERE key = 'short'`)), 1)
    other.exec('DROP TRIGGER no')
    equal(await store.set('a', { n: 2 }), true)
  },

  async 'a row without a record is an error that names its key, and stays'(open, file) {
    const database = open(file)
    const store = sqliteStore(database)
    for (const text of ['{"accessToken":"at-secret', '[]', 'null', '']) {
      await store.set('a', { n: 1 })
      database.prepare('UPDATE onair_tokens SET record = ?').run(text)
      match(await failureOf(store.get('a')), /row "a" of onair_tokens/)
      equal(read(database, 'SELECT record FROM onair_tokens'), text)
    }
  },

  async 'a read-only database can be read'(open, file) {
    await sqliteStore(open(file)).set('a', { n: 1 })
    const database = open(file)
    database.exec('PRAGMA query_only = 1')
    const store = sqliteStore(database)
    deepEqual((await store.get('a'))?.record, { n: 1 })
    match(await failureOf(store.set('a', { n: 2 })), /SQLITE_READONLY.*for writing/)
  },

  async 'a file that is not a database is refused, and left unchanged'(open, file) {
    const text = 'at-secret '.repeat(200)
    writeFileSync(file, text)
    match(await failureOf(sqliteStore(open(file)).set('a', { n: 1 })), /SQLITE_NOTADB.*left as it is/)
    equal(readFileSync(file, 'utf8'), text)
  },

  async 'the error for a closed database says so'(open, file) {
    const database = open(file)
    const store = sqliteStore(database)
    await store.set('a', { n: 1 })
    database.close()
    match(await failureOf(store.get('a')), /Check that the database is open/)
  },

  async 'a lock leaves no row behind, even if its function throws'(open, file) {
    const database = open(file)
    const store = sqliteStore(database)
    const rows = () => Number(read(database, 'SELECT count(*) FROM onair_locks'))
    equal(await store.lock('a', async () => rows()), 1)
    await rejects(store.lock('a', () => Promise.reject(new Error('no'))))
    equal(rows(), 0)
  },

  async 'a holder that lost its lock does not release it for others'(open, file) {
    const database = open(file)
    await sqliteStore(database).lock('a', async () => {
      database.exec(`UPDATE onair_locks SET holder = 'another'`)
    })
    equal(read(database, 'SELECT holder FROM onair_locks'), 'another')
  },

  async 'the result of a lock’s function is kept if the lock cannot be released'(open, file) {
    const [database, other] = [open(file), open(file)]
    const store = sqliteStore(database)
    const result = await store.lock('a', async () => {
      database.exec('PRAGMA busy_timeout = 20')
      other.exec('BEGIN IMMEDIATE')
      return 'done'
    })
    other.exec('COMMIT')
    equal(result, 'done')
  },
}
