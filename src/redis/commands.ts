import { UsageError } from '../errors/index.js'

/** The part of node-redis that this package uses: `createClient()`, `createCluster()`, `createClientPool()`, `createSentinel()`. */
export interface NodeRedisClient {
  get(key: string): Promise<unknown>
  eval(script: string, options: ScriptOptions): Promise<unknown>
  evalSha(sha: string, options: ScriptOptions): Promise<unknown>
  scan?(cursor: string, options: { MATCH: string; COUNT: number }): Promise<ScanPage>
  /** A cluster's. */
  readonly masters?: readonly object[]
  nodeClient?(master: object): unknown
}

interface ScanPage {
  readonly cursor: unknown
  readonly keys: readonly unknown[]
}

interface ScriptOptions {
  readonly keys: string[]
  readonly arguments: string[]
}

/** The part of ioredis that this package uses: `new Redis()`, `new Redis.Cluster()`, or any object with the same methods. */
export interface IoRedisClient {
  get(key: string): Promise<unknown>
  eval(script: string, numberOfKeys: number, ...keysAndArguments: string[]): Promise<unknown>
  evalsha(sha: string, numberOfKeys: number, ...keysAndArguments: string[]): Promise<unknown>
  scan?(cursor: string, match: 'MATCH', glob: string, count: 'COUNT', n: number): Promise<[unknown, readonly unknown[]]>
  /** A cluster's. */
  nodes?(role: 'master'): readonly unknown[]
}

/** A client of node-redis or ioredis, for one server or for a cluster. */
export type RedisClient = NodeRedisClient | IoRedisClient

/** A Lua script. It is sent whole only to a server that does not know it yet. */
export interface RedisScript {
  readonly lua: string
  /** The server's name for it. */
  readonly sha: () => Promise<string>
}

/** The same commands over either library. They reject with the library's own error: pass it through `redisFailure`. */
export interface RedisCommands {
  /** The value under `key`: read it with `toText()`. `null` without one. */
  get(key: string): Promise<unknown>
  /**
   * Runs `script` in one atomic step. In a cluster all `keys` must be in one slot. Let a script return whole numbers, texts and
   * lists of them only: other replies depend on the client's settings. Read a number by `Number()`, a text by `toText()`.
   */
  run(script: RedisScript, keys: readonly string[], words: readonly (string | number)[]): Promise<unknown>
  /** All keys that fit a glob, on all masters of a cluster. */
  scan(glob: string): Promise<Set<string>>
}

/** A script by its Lua source. */
export function redisScript(lua: string): RedisScript {
  let sha: Promise<string> | undefined
  return { lua, sha: () => (sha ??= sha1(lua)) }
}

/** The commands of `client`. Throws a `UsageError`, which begins with `who`, if it is not a client of node-redis or ioredis. */
export function redisCommands(who: string, client: RedisClient): RedisCommands {
  const { get, run, nodes } = isNodeRedis(client) ? overNodeRedis(client) : overIoRedis(who, client)
  return {
    get,
    async run(script, keys, words) {
      const texts = words.map(String)
      try {
        return await run('sha', await script.sha(), [...keys], texts)
      } catch (error) {
        // The server has restarted, or is another one.
        if (!(error instanceof Error) || !error.message.includes('NOSCRIPT')) throw error
        return run('lua', script.lua, [...keys], texts)
      }
    },
    async scan(glob) {
      const found = new Set<string>()
      const scanNode = async (scan: Scan) => {
        let cursor = '0'
        do {
          const page = await scan(cursor, glob)
          for (const key of page.keys) found.add(toText(key))
          cursor = toText(page.cursor)
        } while (cursor !== '0')
      }
      await Promise.all((await nodes()).map(scanNode))
      return found
    },
  }
}

/** A string that the client returns as a string, a number or bytes, depending on its settings. */
export function toText(reply: unknown): string {
  return reply instanceof Uint8Array ? new TextDecoder().decode(reply) : String(reply)
}

type Scan = (cursor: string, glob: string) => Promise<ScanPage>

/** The commands of one library. */
interface Dialect {
  get(key: string): Promise<unknown>
  run(by: 'sha' | 'lua', script: string, keys: string[], words: string[]): Promise<unknown>
  /** One function for each master. */
  nodes(): Promise<readonly Scan[]>
}

/** Keys that the server looks at in one step of a scan. */
const COUNT = 1000

function overNodeRedis(client: NodeRedisClient): Dialect {
  return {
    get: (key) => client.get(key),
    run: (by, script, keys, words) => client[by === 'sha' ? 'evalSha' : 'eval'](script, { keys, arguments: words }),
    async nodes() {
      const nodes = client.masters
        ? await Promise.all(
            client.masters.map(async (master) => client.nodeClient?.(master) as Promise<NodeRedisClient>),
          )
        : [client]
      return nodes.map((node) => async (cursor: string, glob: string) => node.scan!(cursor, { MATCH: glob, COUNT }))
    },
  }
}

function overIoRedis(who: string, client: IoRedisClient): Dialect {
  if (!isIoRedis(client)) throw notAClient(who)
  return {
    get: (key) => client.get(key),
    run: (by, script, keys, words) => client[by === 'sha' ? 'evalsha' : 'eval'](script, keys.length, ...keys, ...words),
    async nodes() {
      const nodes = (client.nodes?.('master') ?? [client]) as readonly IoRedisClient[]
      return nodes.map((node) => async (cursor: string, glob: string) => {
        const [next, keys] = await node.scan!(cursor, 'MATCH', glob, 'COUNT', COUNT)
        return { cursor: next, keys }
      })
    },
  }
}

const has = (client: unknown, ...names: string[]): boolean =>
  names.every((name) => typeof (Object(client) as Record<string, unknown>)[name] === 'function')

const isNodeRedis = (client: RedisClient): client is NodeRedisClient => has(client, 'get', 'eval', 'evalSha')
const isIoRedis = (client: RedisClient): client is IoRedisClient => has(client, 'get', 'eval', 'evalsha')

function notAClient(who: string): UsageError {
  return new UsageError(
    `${who} needs a client of node-redis (createClient(), connected) or of ioredis (new Redis()): ${who}(client).`,
  )
}

/** WebCrypto's: a script is named by the SHA-1 of its source (Redis, EVALSHA). */
async function sha1(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(text))
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
