import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { TokenStoreError, UsageError } from '../../src/errors/index.js'
import { redisStore, type RedisClient } from '../../src/redis.js'
import { openRedisStore } from '../../src/redis/store.js'
import { hasRedis, startRedis, type RedisServer } from '../support/redis.js'
import { shown } from '../support/shown.js'
import { describeStore } from '../store/contract.js'
import { libraries, type Connection } from './clients.js'

const failure = async (call: Promise<unknown>): Promise<Error> =>
  call.then(
    () => expect.fail('It should have failed.'),
    (error: Error) => error,
  )

/** `client`, with `around` each script that it runs. */
const wrap = (client: RedisClient, around: (run: () => Promise<unknown>) => Promise<unknown>): RedisClient =>
  new Proxy(client, {
    get(target, name) {
      const own: unknown = Reflect.get(target, name)
      if (typeof own !== 'function') return own
      const call = own.bind(target) as (...words: unknown[]) => Promise<unknown>
      return String(name).startsWith('eval') ? (...words: unknown[]) => around(() => call(...words)) : call
    },
  })

test('a value that is not a Redis client is refused, and the error says what to pass', () => {
  for (const value of [undefined, null, {}, 'redis://127.0.0.1', new Map(), { get() {}, eval() {} }])
    expect(() => redisStore(value as unknown as RedisClient)).toThrow(UsageError)
  expect(() => redisStore({} as RedisClient)).toThrow(/node-redis \(createClient\(\), connected\) or of ioredis/)
})

describe.skipIf(!hasRedis).each(Object.entries(libraries))('redisStore over %s', (library, connect) => {
  let server: RedisServer
  let one: Connection
  let two: Connection

  beforeAll(async () => {
    server = await startRedis()
    ;[one, two] = await Promise.all([connect(server.url), connect(server.url)])
  })
  afterAll(async () => {
    one.close()
    two.close()
    await server.kill()
  })
  beforeEach(() => one.send('FLUSHALL'))

  /** Two stores over two connections. Their locks expire soon. */
  const quickPair = (times = { lease: 300, patience: 500 }) =>
    [one, two].map(({ client }) => openRedisStore(client, { prefix: 'onair:', ...times })) as [
      ReturnType<typeof redisStore>,
      ReturnType<typeof redisStore>,
    ]

  describeStore(`redisStore over ${library}`, () => [redisStore(one.client), redisStore(two.client)])

  test('an unknown option is refused', () => {
    expect(() => redisStore(one.client, { prefx: 'x' } as object)).toThrow('Did you mean "prefix"?')
  })

  test('two prefixes share nothing, even if one is the start of the other’s keys', async () => {
    const stores = ['a', 'a{', 'a{b', 'a{b}', '*', '', 'a:'].map((prefix) => redisStore(one.client, { prefix }))
    for (const [n, store] of stores.entries()) await store.set('b', { n })
    for (const [n, store] of stores.entries()) {
      expect((await store.get('b'))?.record).toEqual({ n })
      expect(await store.keys('')).toEqual(['b'])
    }
  })

  test('keys of any characters are kept apart, listed unchanged, and locked separately', async () => {
    const hostile = [
      '',
      '{',
      '}',
      '{}',
      '{a}:lock',
      'a}:lock',
      'a',
      '%7B',
      '%',
      '*',
      '?',
      '[a]',
      '[^a]',
      '\\',
      '\\*',
      '..',
    ]
    const keys = [...hostile, '../a', 'nul\0', '{a', 'ü', '\u{1f3a5}', '__proto__', 'a\nb', 'x'.repeat(5000)]
    const store = redisStore(one.client, { prefix: 'app[*]{:' })
    for (const key of keys) await store.set(key, { key }, { ifVersion: 0 })
    const hold = keys.reduceRight(
      (inner, key) => () => store.lock(key, inner),
      async () => {
        for (const key of keys) expect((await store.get(key))?.record).toEqual({ key })
        expect((await store.keys('')).sort()).toEqual([...keys].sort())
      },
    )
    await hold()
    for (const key of keys) expect(await store.keys(key)).toContain(key)
    expect(await store.keys('{')).toEqual(expect.arrayContaining(['{', '{}', '{a}:lock', '{a']))
    expect(await store.keys('[')).toHaveLength(2)
  })

  test('many keys are all listed once', async () => {
    const store = redisStore(one.client)
    await Promise.all(Array.from({ length: 3000 }, (_, n) => store.set(`k${n}`, { n })))
    const keys = await redisStore(two.client).keys('k')
    expect(new Set(keys).size).toBe(3000)
    expect(keys).toHaveLength(3000)
  })

  test('Redis itself removes a record at its expiry, and keeps one that is set again without an expiry', async () => {
    const store = redisStore(one.client)
    await store.set('a', { n: 1 }, { lifetime: 60_000 })
    expect(await one.send('PTTL', 'onair:{a}')).toBeGreaterThan(50_000)
    await store.set('a', { n: 2 })
    expect(await one.send('PTTL', 'onair:{a}')).toBe(-1)
    await store.set('b', { n: 1 }, { lifetime: 0.1 })
    await vi.waitFor(async () => expect(await one.send('EXISTS', 'onair:{b}')).toBe(0))
    expect(await store.keys('')).toEqual(['a'])
    await expect(store.set('c', {}, { lifetime: Number.MAX_VALUE })).resolves.toBe(true)
  })

  test('versions grow across deletes, evictions and a clock that went back', async () => {
    const store = redisStore(one.client)
    const versions: number[] = []
    const write = async () => {
      await store.set('a', {})
      versions.push((await store.get('a'))!.version)
    }
    await write()
    await write()
    await store.delete('a')
    await write()
    await one.send('DEL', 'onair:{a}')
    await write()
    // A record of a server whose clock was an hour ahead.
    const ahead = versions.at(-1)! + 3_600_000_000
    await one.send('SET', 'onair:{a}', `${ahead} mark {}`)
    await write()
    expect(versions.at(-1)).toBe(ahead + 1)
    expect([...versions].sort((a, b) => a - b)).toEqual(versions)
    expect(new Set(versions).size).toBe(versions.length)
  })

  test('an evicted record is gone, and its old version writes nothing', async () => {
    const store = redisStore(one.client)
    await store.set('a', { n: 1 })
    const { version } = (await store.get('a'))!
    try {
      await one.send('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru', 'maxmemory', '1')
      await one.send('SET', 'other', 'x').catch(() => undefined)
      expect(await store.get('a')).toBeUndefined()
    } finally {
      await one.send('CONFIG', 'SET', 'maxmemory-policy', 'noeviction', 'maxmemory', '0')
    }
    expect(await store.set('a', { n: 2 }, { ifVersion: version })).toBe(false)
    expect(await store.set('a', { n: 3 }, { ifVersion: 0 })).toBe(true)
    expect((await store.get('a'))!.version).toBeGreaterThan(version)
  })

  test('a write that the client sends twice after a broken connection counts once', async () => {
    const twice = wrap(one.client, async (run) => (await run(), run()))
    const store = redisStore(twice)
    await store.set('a', { n: 1 })
    const { version } = (await store.get('a'))!
    expect(await store.set('a', { n: 2 }, { ifVersion: version })).toBe(true)
    expect(await store.set('a', { n: 3 }, { ifVersion: version })).toBe(false)
    expect(await store.lock('a', async () => 'taken')).toBe('taken')
  })

  test('scripts that the server lost are sent again', async () => {
    const store = redisStore(one.client)
    await store.set('a', { n: 1 })
    await one.send('SCRIPT', 'FLUSH')
    expect(await store.set('a', { n: 2 })).toBe(true)
    await one.send('SCRIPT', 'FLUSH')
    expect(await store.lock('a', () => store.delete('a'))).toBe(true)
  })

  describe('a value that is not a record is named and left unchanged:', () => {
    const values: Readonly<Record<string, readonly string[]>> = {
      'an empty string': ['SET', ''],
      'other JSON': ['SET', '{"access_token":"tok-0123456789"}'],
      'a number': ['SET', '42'],
      'a truncated record': ['SET', '7 mark {"accessToken":"tok-01234'],
      'a list': ['RPUSH', 'tok-0123456789'],
    }
    test.each(Object.entries(values))('%s', async (_name, [command, value]) => {
      const store = redisStore(one.client)
      await one.send(command!, 'onair:{a}', value!)
      const before = await one.send('DUMP', 'onair:{a}')
      for (const call of [() => store.get('a'), () => store.set('a', {}), () => store.delete('a')]) {
        const error = await failure(call())
        expect(error).toBeInstanceOf(TokenStoreError)
        expect(error).toMatchObject({ path: 'a', message: expect.stringMatching(/"a".*left as it/) })
        expect(shown(error)).not.toMatch(/tok-0/)
      }
      expect(await one.send('DUMP', 'onair:{a}')).toEqual(before)
    })
  })

  describe('a lock', () => {
    const startHolder = async (lease: number) => {
      const words = ['--import', 'tsx', 'test/redis/holder.ts', library, server.url, String(lease)]
      const child = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'inherit'] })
      const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
      const line = async () => (await lines.next()).value as string
      expect(await line()).toBe('held')
      return { child, line }
    }

    test('is free soon after its holder was killed', async () => {
      const [store] = quickPair()
      const { child } = await startHolder(300)
      const order: string[] = []
      const taken = store.lock('k', async () => void order.push('taken'))
      // Its lease is renewed more often than it could end.
      const ends = new Set<unknown>()
      await vi.waitFor(async () => {
        ends.add(await one.send('PEXPIRETIME', 'onair:{k}:lock'))
        expect(ends.size).toBeGreaterThan(4)
      })
      order.push('killed')
      child.kill('SIGKILL')
      await once(child, 'exit')
      await taken
      expect(order).toEqual(['killed', 'taken'])
    })

    test('passes to another process while its holder is paused, and the holder’s write is refused', async () => {
      const [store] = quickPair()
      await store.set('k', { by: 'before' })
      const { child, line } = await startHolder(300)
      child.kill('SIGSTOP')
      await store.lock('k', async () => {
        await store.set('k', { by: 'other' }, { ifVersion: (await store.get('k'))!.version })
        child.kill('SIGCONT')
        child.stdin.write('go\n')
        expect(await line()).toBe('written: false')
        await once(child, 'exit')
      })
      expect(child.exitCode).toBe(0)
      expect((await store.get('k'))?.record).toEqual({ by: 'other' })
    })

    test('is taken again if its answer came late, because its lease may be over', async () => {
      let asked = 0
      const late = wrap(one.client, async (run) => {
        const answer = await run()
        if (asked++ === 0) await new Promise((resolve) => setTimeout(resolve, 200))
        return answer
      })
      const store = openRedisStore(late, { prefix: 'onair:', lease: 300, patience: 10_000 })
      expect(await store.lock('k', async () => asked)).toBe(2)
    })

    test('that was lost is not released for its new holder', async () => {
      const [a, b] = quickPair({ lease: 10_000, patience: 500 })
      await a.lock('k', async () => void (await one.send('SET', 'onair:{k}:lock', 'another')))
      expect(await one.send('GET', 'onair:{k}:lock')).toBe('another')
      await one.send('DEL', 'onair:{k}:lock')
      expect(await b.lock('k', async () => 'free')).toBe('free')
    })

    test('has a lease as long as it is held, and leaves nothing behind', async () => {
      const store = redisStore(one.client)
      await store.lock('k', async () => {
        expect(await one.send('PTTL', 'onair:{k}:lock')).toBeGreaterThan(9_000)
        expect(await store.keys('')).toEqual([])
      })
      expect(await one.send('DBSIZE')).toBe(0)
    })

    test('is not left behind by a waiter that gave up', async () => {
      const [a, b] = quickPair({ lease: 10_000, patience: 5_000 })
      const leaver = new AbortController()
      const waiting = b.lock('k', async () => 'never', { signal: leaver.signal })
      leaver.abort(new Error('left'))
      await expect(waiting).rejects.toThrow('left')
      expect(await a.lock('k', async () => 'taken')).toBe('taken')
    })

    test('fails with a plain error if Redis does not answer, and a waiter can leave before', async () => {
      const [store] = quickPair()
      const leaver = new AbortController()
      server.pause()
      try {
        const leaving = failure(store.lock('other', async () => 'never', { signal: leaver.signal }))
        leaver.abort(new Error('left'))
        expect((await leaving).message).toBe('left')
        const error = await failure(store.lock('k', async () => 'never'))
        expect(error).toBeInstanceOf(TokenStoreError)
        expect(error.message).toMatch(/Cannot lock "k" in Redis\. The connection to Redis is broken/)
      } finally {
        server.resume()
      }
      expect(await store.lock('k', async () => 'taken')).toBe('taken')
    })

    test('that cannot be released does not affect the result of its function', async () => {
      const [store] = quickPair({ lease: 300, patience: 10_000 })
      try {
        expect(
          await store.lock('k', async () => {
            server.pause()
            return 'good'
          }),
        ).toBe('good')
      } finally {
        server.resume()
      }
      expect(await store.lock('k', async () => 'again')).toBe('again')
    })
  })

  test('a server that restarts empty is used again, and a running lock does not fail', async () => {
    const [store, other] = quickPair({ lease: 1_000, patience: 10_000 })
    await store.set('k', { n: 1 })
    const { version } = (await store.get('k'))!
    const result = await store.lock('k', async () => {
      await server.kill()
      await server.start()
      return 'good'
    })
    expect(result).toBe('good')
    expect(await other.lock('k', async () => 'again')).toBe('again')
    await vi.waitFor(async () => expect(await store.get('k')).toBeUndefined())
    expect(await store.set('k', { n: 2 }, { ifVersion: version })).toBe(false)
    expect(await store.set('k', { n: 2 }, { ifVersion: 0 })).toBe(true)
    expect((await other.get('k'))!.version).toBeGreaterThan(version)
  })

  describe('an error says what to do, and hides the tokens and the password:', () => {
    const secret = 'tok-9f8e7d6c5b4a39281706f5e4d3c2b1a0'
    const record = { accessToken: secret }

    /** The message, of the right class and key, without a secret in any printed form. */
    const complaint = async (call: Promise<unknown>) => {
      const error = await failure(call)
      expect(error).toBeInstanceOf(TokenStoreError)
      expect(error).toMatchObject({ path: 'alice', message: expect.stringContaining('"alice"') })
      expect(shown(error)).not.toMatch(/tok-|hunter2/)
      return error.message
    }

    test('a replica', async () => {
      const [store] = quickPair()
      await store.set('alice', record)
      await one.send('REPLICAOF', '127.0.0.1', '1')
      try {
        expect(await complaint(store.set('alice', record))).toMatch(
          /Cannot write .* replica\. Connect the client to the primary/,
        )
        expect(await complaint(store.delete('alice'))).toMatch(/Cannot delete .* replica/)
        expect(await complaint(store.lock('alice', async () => 'never'))).toMatch(/Cannot lock .* replica/)
      } finally {
        await one.send('REPLICAOF', 'NO', 'ONE')
      }
      expect(await store.lock('alice', () => store.set('alice', record))).toBe(true)
    })

    test('a replica that becomes the primary while a waiter waits', async () => {
      const [store] = quickPair({ lease: 300, patience: 10_000 })
      await store.set('alice', record)
      await one.send('REPLICAOF', '127.0.0.1', '1')
      const waiting = store.lock('alice', async () => 'taken')
      await failure(store.delete('alice'))
      await one.send('REPLICAOF', 'NO', 'ONE')
      expect(await waiting).toBe('taken')
    })

    test('a replica that becomes the primary while a record waits to be written', async () => {
      const [store] = quickPair({ lease: 300, patience: 10_000 })
      await store.set('alice', { n: 1 })
      await one.send('REPLICAOF', '127.0.0.1', '1')
      const writing = store.set('alice', record)
      await failure(store.delete('alice'))
      await one.send('REPLICAOF', 'NO', 'ONE')
      expect(await writing).toBe(true)
      expect((await store.get('alice'))?.record).toEqual(record)
    })

    test('no memory left', async () => {
      const [store] = quickPair()
      await one.send('CONFIG', 'SET', 'maxmemory', '1')
      try {
        expect(await complaint(store.set('alice', record))).toMatch(/Redis has no memory left/)
      } finally {
        await one.send('CONFIG', 'SET', 'maxmemory', '0')
      }
    })

    test('a user without the rights', async () => {
      await one.send('ACL', 'SETUSER', 'reader', 'on', '>hunter2', '~*', '+@connection', '+info', '+get', '+client')
      const reader = await connect(server.url.replace('//', '//reader:hunter2@'))
      try {
        const store = redisStore(reader.client)
        expect(await store.get('alice')).toBeUndefined()
        expect(await complaint(store.set('alice', record))).toMatch(/The Redis user lacks a permission/)
        expect(await complaint(store.lock('alice', async () => 'never'))).toMatch(/The Redis user lacks a permission/)
      } finally {
        reader.close()
      }
    })

    test('a client that is closed', async () => {
      expect.hasAssertions()
      const closed = await connect(server.url)
      closed.close()
      const store = redisStore(closed.client)
      expect(await complaint(store.set('alice', record))).toMatch(/not connected to Redis/)
      expect(await complaint(store.lock('alice', async () => 'never'))).toMatch(/not connected to Redis/)
    })

    test('a password that is missing', async () => {
      const [client, store] = [await connect(server.url), quickPair()[0]]
      const locked = redisStore(client.client)
      await one.send('CONFIG', 'SET', 'requirepass', 'hunter2')
      try {
        await client.send('RESET').catch(() => undefined)
        expect(await complaint(locked.set('alice', record))).toMatch(/Redis requires a password/)
        expect(await complaint(locked.lock('alice', async () => 'never'))).toMatch(/Redis requires a password/)
      } finally {
        await one.send('CONFIG', 'SET', 'requirepass', '')
        client.close()
      }
      expect(await store.set('alice', record)).toBe(true)
    })
  })
})
