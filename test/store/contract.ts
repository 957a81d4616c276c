import { describe, expect, test } from 'vitest'
import type { TokenStore } from '../../src/store/store.js'

/** What every store must do, whatever keeps its records. `make` gives an empty one. */
export function storeContract(name: string, make: () => Promise<TokenStore>): void {
  describe(`${name} keeps the contract of a store`, () => {
    test('what was set is read back, and an unknown key is undefined', async () => {
      const store = await make()
      expect(await store.get('a')).toBeUndefined()
      expect(await store.set('a', { n: 1, list: ['x'] })).toBe(true)
      expect((await store.get('a'))?.record).toEqual({ n: 1, list: ['x'] })
    })

    test('ifVersion 0 writes only where there is nothing', async () => {
      const store = await make()
      expect(await store.set('a', { n: 1 }, { ifVersion: 0 })).toBe(true)
      expect(await store.set('a', { n: 2 }, { ifVersion: 0 })).toBe(false)
      expect((await store.get('a'))?.record).toEqual({ n: 1 })
    })

    test('a write for an older version changes nothing', async () => {
      const store = await make()
      await store.set('a', { n: 1 })
      const { version } = (await store.get('a'))!
      expect(await store.set('a', { n: 2 }, { ifVersion: version })).toBe(true)
      expect(await store.set('a', { n: 3 }, { ifVersion: version })).toBe(false)
      expect((await store.get('a'))?.record).toEqual({ n: 2 })
    })

    test('of two writes for one version, one wins', async () => {
      const store = await make()
      await store.set('a', { n: 0 })
      const { version } = (await store.get('a'))!
      const wins = await Promise.all([1, 2, 3].map((n) => store.set('a', { n }, { ifVersion: version })))
      expect(wins.filter(Boolean)).toHaveLength(1)
    })

    test('a delete says whether there was something, and for an older version deletes nothing', async () => {
      const store = await make()
      expect(await store.delete('a')).toBe(false)
      await store.set('a', { n: 1 })
      const { version } = (await store.get('a'))!
      await store.set('a', { n: 2 })
      expect(await store.delete('a', { ifVersion: version })).toBe(false)
      expect(await store.delete('a', { ifVersion: (await store.get('a'))!.version })).toBe(true)
      expect(await store.get('a')).toBeUndefined()
    })

    test('a version is never given twice, not even after a delete', async () => {
      const store = await make()
      await store.set('a', { n: 1 })
      const first = (await store.get('a'))!.version
      await store.delete('a')
      await store.set('a', { n: 1 })
      expect((await store.get('a'))!.version).not.toBe(first)
      expect(first).toBeGreaterThan(0)
    })

    test('what it gives and takes are copies', async () => {
      const store = await make()
      const record = { list: ['x'] }
      await store.set('a', record)
      record.list.push('y')
      const read = (await store.get('a'))!.record as { list: string[] }
      read.list.push('z')
      expect((await store.get('a'))?.record).toEqual({ list: ['x'] })
    })

    test('keys lists what is there, and only that', async () => {
      const store = await make()
      await Promise.all(['p/a', 'p/b', 'q/__proto__', '__proto__'].map((key) => store.set(key, { key })))
      await store.delete('p/a')
      expect((await store.keys()).sort()).toEqual(['__proto__', 'p/b', 'q/__proto__'])
      expect((await store.get('__proto__'))?.record).toEqual({ key: '__proto__' })
      expect(await store.get('constructor')).toBeUndefined()
    })

    test('writes to different keys at the same time are all kept', async () => {
      const store = await make()
      await Promise.all(Array.from({ length: 20 }, (_, n) => store.set(`k${n}`, { n })))
      expect(await store.keys()).toHaveLength(20)
    })

    test('a lock runs one at a time, in the order of the calls', async () => {
      const store = await make()
      const events: string[] = []
      await Promise.all(
        ['a', 'b', 'c'].map((name) =>
          store.lock('k', async () => {
            events.push(`${name} in`)
            await store.get('k')
            events.push(`${name} out`)
          }),
        ),
      )
      expect(events).toEqual(['a in', 'a out', 'b in', 'b out', 'c in', 'c out'])
    })

    test('a lock on one key does not hold up another', async () => {
      const store = await make()
      let free!: () => void
      const held = store.lock('a', () => new Promise<void>((resolve) => (free = resolve)))
      expect(await store.lock('b', async () => 'through')).toBe('through')
      free()
      await held
    })

    test('a lock gives what its function gives, and is freed when that throws', async () => {
      const store = await make()
      await expect(store.lock('k', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
      expect(await store.lock('k', async () => 42)).toBe(42)
    })

    test('who gives up waiting leaves the queue, and those behind still wait for those before', async () => {
      const store = await make()
      const events: string[] = []
      let free!: () => void
      const first = store.lock('k', async () => {
        await new Promise<void>((resolve) => (free = resolve))
        events.push('first out')
      })
      const leaver = new AbortController()
      const second = store.lock('k', async () => void events.push('second in'), { signal: leaver.signal })
      const third = store.lock('k', async () => void events.push('third in'))
      leaver.abort(new Error('left'))
      await expect(second).rejects.toThrow('left')
      const fourth = store.lock('k', async () => void events.push('fourth in'))
      expect(events).toEqual([])
      free()
      await Promise.all([first, third, fourth])
      expect(events).toEqual(['first out', 'third in', 'fourth in'])
    })

    test('an abort after the lock was had changes nothing', async () => {
      const store = await make()
      const caller = new AbortController()
      const result = store.lock(
        'k',
        async () => {
          caller.abort()
          return 'done'
        },
        { signal: caller.signal },
      )
      expect(await result).toBe('done')
    })
  })
}
