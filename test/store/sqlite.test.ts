import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors/index.js'
import type { SqliteDatabase } from '../../src/store/sqlite-connection.js'
import { sqliteStore } from '../../src/store/sqlite.js'
import type { StoreTest } from '../../src/testing/store-contract.js'
import { findSqliteNode, hasSqlite } from '../support/sqlite-node.js'
import { sqliteCases, type Open, type OpenDatabase } from './sqlite/cases.js'
import { openSqlite } from './sqlite/open.js'

const node = findSqliteNode()
const root = mkdtempSync(join(tmpdir(), 'onair-sqlite-'))
const children: ChildProcess[] = []
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(root, { recursive: true, force: true })
})

interface Event {
  readonly name: string
  readonly error?: string
  readonly n?: number
}

/** `child.ts` as a process. `next` returns its next event, and fails if it ends without one. */
function start(...words: string[]) {
  const script = fileURLToPath(new URL('sqlite/child.ts', import.meta.url))
  const args = ['--disable-warning=ExperimentalWarning', '--import', 'tsx', script, ...words]
  const child = spawn(node!, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async next(): Promise<Event> {
      const { value, done } = await lines.next()
      if (done) throw new Error(`The process ended: ${words.join(' ')}`)
      return JSON.parse(value) as Event
    },
    async kill() {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** The cases run here if this Node.js has SQLite, else in a process of one that has it. */
const openHere: Open = hasSqlite
  ? await openSqlite()
  : () => {
      throw new Error('There is no node:sqlite in this process.')
    }

describe.skipIf(!node)('sqliteStore over node:sqlite', () => {
  const folder = join(root, 'node')
  const cases = sqliteCases(openHere, folder)
  const results = new Map<string, Event>()
  beforeAll(async () => {
    if (hasSqlite) return
    const child = start('cases', folder)
    while (results.size < cases.length) {
      const result = await child.next()
      results.set(result.name, result)
    }
  })
  const run = async (one: StoreTest) => {
    if (hasSqlite) return one.run()
    const { error } = results.get(one.name)!
    if (error !== undefined) throw new Error(error)
  }
  for (const one of cases) test(one.name, () => expect(run(one)).resolves.toBeUndefined())
})

const require = createRequire(import.meta.url)

/** It needs a compiler, so it is not a dependency of the tests. */
const libraries = ['better-sqlite3'].filter((name) => {
  try {
    return require.resolve(name)
  } catch {
    return false
  }
})

describe.each(libraries)('sqliteStore over %s', (library) => {
  const open: Open = (file, options) => {
    const Database = require(library) as new (file: string) => OpenDatabase & {
      defaultSafeIntegers(on: boolean): void
    }
    const database = new Database(file)
    database.defaultSafeIntegers(options?.readBigInts ?? false)
    return database
  }
  for (const { name, run } of sqliteCases(open, join(root, library)))
    test(name, () => expect(run()).resolves.toBeUndefined())
})

describe.skipIf(!node)('sqliteStore between processes', () => {
  test.concurrent('the lock of a process that was killed is free within seconds', async ({ expect }) => {
    const file = join(root, 'killed.db')
    const holder = start('hold', file)
    expect(await holder.next()).toEqual({ name: 'held' })
    const waiter = start('take', file, '25000')
    expect(await waiter.next()).toEqual({ name: 'waiting' })
    await holder.kill()
    expect(await waiter.next()).toEqual({ name: 'taken' })
  })

  test.concurrent('a running process keeps its lock for longer than a lease', async ({ expect }) => {
    const file = join(root, 'kept.db')
    const holder = start('hold', file)
    expect(await holder.next()).toEqual({ name: 'held' })
    const waiter = start('take', file, '14000')
    expect(await waiter.next()).toEqual({ name: 'waiting' })
    expect(await waiter.next()).toEqual({ name: 'gave up' })
    await holder.kill()
  })

  test.concurrent('one of several processes at a time is inside the lock', async ({ expect }) => {
    const file = join(root, 'count.db')
    const counts = await Promise.all([1, 2, 3].map(() => start('count', file, '10').next()))
    expect(Math.max(...counts.map(({ n }) => n!))).toBe(30)
  })

  test.concurrent('processes that write for the same version at the same time wait for each other, and one wins', async ({
    expect,
  }) => {
    const file = join(root, 'compare.db')
    const counts = await Promise.all([1, 2, 3].map(() => start('compare', file, '100').next()))
    expect(Math.max(...counts.map(({ n }) => n!))).toBe(300)
  })
})

test.each([undefined, null, 'tokens.db', {}, { exec: () => undefined }])('refuses %o as a database', (database) => {
  const make = () => sqliteStore(database as unknown as SqliteDatabase)
  expect(make).toThrow(UsageError)
  expect(make).toThrow(/new DatabaseSync\(path\).*new Database\(path\)/)
})

test.each([
  ['promises', async () => ({ timeout: 5000 })],
  ['callbacks', () => ({ lastID: 'x' })],
])('refuses a library with %s calls at the first use', async (_how, get) => {
  const statement = { get, all: () => [], run: () => ({ changes: 0 }) }
  const store = sqliteStore({ exec: () => undefined, prepare: () => statement })
  await expect(store.get('a')).rejects.toThrow(UsageError)
})
