import { deepEqual, equal, notEqual, ok, rejects } from 'node:assert/strict'
import { setTimeout as wait } from 'node:timers/promises'
import type { TokenStore } from '../store/store.js'

/** One test: a sentence, and what checks it. */
export interface StoreTest {
  readonly name: string
  /** Rejects with an `AssertionError` if the store does otherwise. */
  run(): Promise<void>
}

/** An empty store, and a second one over the same records, as another process has it. Without a second one the first stands in. */
export type StorePair = readonly [store: TokenStore, other?: TokenStore]

/**
 * The tests that every `TokenStore` must pass, for any test runner. `create` is called once for each test.
 *
 * @example
 * for (const { name, run } of storeContract(async () => [myStore(await emptyDatabase())])) test(name, run)
 */
export function storeContract(create: () => StorePair | Promise<StorePair>): readonly StoreTest[] {
  return Object.entries(cases).map(([name, check]) => ({
    name,
    async run() {
      const [store, other = store] = await create()
      await check(store, other)
    },
  }))
}

type Check = (store: TokenStore, other: TokenStore) => Promise<void>

/** A lock that is held until it is freed. */
async function hold(store: TokenStore, key: string) {
  let free!: () => void
  let enter!: () => void
  const entered = new Promise<void>((resolve) => (enter = resolve))
  const ended = store.lock(key, () => {
    enter()
    return new Promise<void>((resolve) => (free = resolve))
  })
  await entered
  return {
    free: async () => {
      free()
      await ended
    },
  }
}

const cases: Readonly<Record<string, Check>> = {
  async 'what was set is read back, and an unknown key is undefined'(store, other) {
    equal(await store.get('a'), undefined)
    equal(await store.set('a', { n: 1, list: ['x'], text: 'ü "\\ \u0000 \u{1f3a5}' }), true)
    deepEqual((await other.get('a'))?.record, { n: 1, list: ['x'], text: 'ü "\\ \u0000 \u{1f3a5}' })
  },

  async 'ifVersion 0 writes only if there is no record'(store, other) {
    equal(await store.set('a', { n: 1 }, { ifVersion: 0 }), true)
    equal(await other.set('a', { n: 2 }, { ifVersion: 0 }), false)
    deepEqual((await store.get('a'))?.record, { n: 1 })
  },

  async 'a write for an older version changes nothing'(store, other) {
    await store.set('a', { n: 1 })
    const { version } = (await other.get('a'))!
    equal(await store.set('a', { n: 2 }, { ifVersion: version }), true)
    equal(await other.set('a', { n: 3 }, { ifVersion: version }), false)
    deepEqual((await store.get('a'))?.record, { n: 2 })
  },

  async 'of several writes for one version, one wins'(store, other) {
    await store.set('a', { n: 0 })
    const { version } = (await store.get('a'))!
    const writes = [1, 2, 3, 4].map((n) => (n % 2 ? store : other).set('a', { n }, { ifVersion: version }))
    equal((await Promise.all(writes)).filter(Boolean).length, 1)
  },

  async 'a delete says whether there was a record, and leaves one of another version'(store, other) {
    equal(await store.delete('a'), false)
    await store.set('a', { n: 1 })
    const { version } = (await store.get('a'))!
    await other.set('a', { n: 2 })
    equal(await store.delete('a', { ifVersion: version }), false)
    equal(await store.delete('a', { ifVersion: (await store.get('a'))!.version }), true)
    equal(await other.get('a'), undefined)
  },

  async 'a version is above 0, and never given twice, not even after a delete'(store, other) {
    await store.set('a', { n: 1 })
    const first = (await store.get('a'))!.version
    await store.delete('a')
    await other.set('a', { n: 1 })
    notEqual((await store.get('a'))!.version, first)
    ok(Number.isSafeInteger(first) && first > 0)
  },

  async 'what it gives and takes are copies'(store) {
    const record = { list: ['x'] }
    await store.set('a', record)
    record.list.push('y')
    const read = (await store.get('a'))!.record as { list: string[] }
    read.list.push('z')
    deepEqual((await store.get('a'))?.record, { list: ['x'] })
  },

  async 'keys lists those with the prefix, in which no character stands for others'(store, other) {
    for (const key of ['p/a', 'p/b', 'q/__proto__', '__proto__', 'p*/c', 'p%/d', 'p[ab]/e'])
      await store.set(key, { key })
    await store.delete('p/a')
    const keys = async (prefix: string) => (await other.keys(prefix)).sort()
    deepEqual(await keys('p/'), ['p/b'])
    deepEqual(await keys('p*/'), ['p*/c'])
    deepEqual(await keys('p%'), ['p%/d'])
    deepEqual(await keys('p[ab]'), ['p[ab]/e'])
    deepEqual(await keys(''), ['__proto__', 'p%/d', 'p*/c', 'p/b', 'p[ab]/e', 'q/__proto__'])
    deepEqual((await store.get('__proto__'))?.record, { key: '__proto__' })
    equal(await store.get('constructor'), undefined)
  },

  async 'keys that differ in case, or by a suffix such as :lock, are different keys'(store) {
    const keys = ['a', 'A', 'a:lock', 'a:version', 'a%2Fb', '{a}', 'a}', '..', 'a/../b']
    for (const key of keys) await store.set(key, { key })
    for (const key of keys) deepEqual((await store.get(key))?.record, { key })
    deepEqual((await store.keys('')).sort(), [...keys].sort())
  },

  async 'writes to different keys at the same time are all kept'(store, other) {
    await Promise.all(Array.from({ length: 20 }, (_, n) => (n % 2 ? store : other).set(`k${n}`, { n })))
    equal((await store.keys('')).length, 20)
  },

  async 'a record is there before its lifetime is over, and stays if it is set again without one'(store, other) {
    await store.set('short', { n: 1 }, { lifetime: 30 })
    await store.set('short', { n: 2 })
    await store.set('long', { n: 3 }, { lifetime: 3_600_000, ifVersion: 0 })
    await wait(60)
    deepEqual((await other.get('short'))?.record, { n: 2 })
    deepEqual((await other.get('long'))?.record, { n: 3 })
  },

  async 'a lock runs one function a key at a time'(store, other) {
    let inside = 0
    let most = 0
    let n = 0
    const enter = async () => {
      most = Math.max(most, ++inside)
      await store.get('k')
      n++
      inside--
    }
    await Promise.all(Array.from({ length: 8 }, (_, one) => (one % 2 ? store : other).lock('k', enter)))
    deepEqual([most, n], [1, 8])
  },

  async 'a lock on one key does not hold up another, nor a write to its own'(store, other) {
    const held = await hold(store, 'a')
    equal(await other.lock('b', async () => 'through'), 'through')
    equal(await other.set('a', { n: 1 }), true)
    await held.free()
  },

  async 'a lock gives what its function gives, and is free when that throws'(store, other) {
    await rejects(
      store.lock('k', () => Promise.reject(new Error('no'))),
      /no/,
    )
    equal(await other.lock('k', async () => 42), 42)
  },

  async 'an abort ends the wait for a lock, and the others go on waiting'(store, other) {
    const held = await hold(store, 'k')
    const leaver = new AbortController()
    const events: string[] = []
    const waiting = other.lock('k', async () => void events.push('in'), { signal: leaver.signal })
    const staying = other.lock('k', async () => void events.push('in too'))
    leaver.abort(new Error('left'))
    await rejects(waiting, /left/)
    deepEqual(events, [])
    await held.free()
    await staying
    deepEqual(events, ['in too'])
  },

  async 'a signal that has aborted takes no lock'(store) {
    const events: string[] = []
    await rejects(
      store.lock('k', async () => void events.push('in'), { signal: AbortSignal.abort(new Error('left')) }),
      /left/,
    )
    deepEqual(events, [])
  },

  async 'an abort after the lock was taken changes nothing'(store) {
    const caller = new AbortController()
    const run = async () => {
      caller.abort()
      return 'done'
    }
    equal(await store.lock('k', run, { signal: caller.signal }), 'done')
  },
}
