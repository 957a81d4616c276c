import { setTimeout as wait } from 'node:timers/promises'
import { sqliteStore } from '../../../src/store/sqlite.js'
import { sqliteCases } from './cases.js'
import { openSqlite } from './open.js'

/**
 * A process of its own with `node:sqlite`. Its arguments are a task and a file or folder. It prints a line of JSON for each event.
 *
 * - `cases <folder>`: runs all cases and prints `{ name, error? }` for each.
 * - `hold <file>`: takes the lock and keeps it until the process is killed.
 * - `take <file> <ms>`: takes the lock, or gives up after some milliseconds.
 * - `count <file> <times>`: adds 1 to a record, under the lock, this many times.
 * - `compare <file> <times>`: the same without the lock, by versions.
 */
const [task, path = '', number = '0'] = process.argv.slice(2)
const print = (event: object) => void process.stdout.write(`${JSON.stringify(event)}\n`)
const open = await openSqlite()

if (task === 'cases') {
  for (const { name, run } of sqliteCases(open, path)) {
    try {
      await run()
      print({ name })
    } catch (error) {
      print({ name, error: error instanceof Error ? error.stack : String(error) })
    }
  }
} else {
  const store = sqliteStore(open(path))
  if (task === 'hold') {
    await store.lock('k', async () => {
      print({ name: 'held' })
      // The timer of the lease does not keep a process alive.
      await wait(120_000)
    })
  } else if (task === 'take') {
    print({ name: 'waiting' })
    const signal = AbortSignal.timeout(Number(number))
    await store.lock('k', async () => print({ name: 'taken' }), { signal }).catch(() => print({ name: 'gave up' }))
  } else if (task === 'count') {
    for (let left = Number(number); left > 0; left--) {
      await store.lock('k', async () => {
        const n = Number((await store.get('n'))?.record.n ?? 0)
        await wait(1)
        await store.set('n', { n: n + 1 })
      })
    }
    print({ name: 'counted', n: (await store.get('n'))?.record.n })
  } else if (task === 'compare') {
    let left = Number(number)
    while (left > 0) {
      const { record, version } = (await store.get('n')) ?? { record: { n: 0 }, version: 0 }
      if (await store.set('n', { n: Number(record.n) + 1 }, { ifVersion: version })) left--
    }
    print({ name: 'counted', n: (await store.get('n'))?.record.n })
  }
}
