import { systemClock } from '../clock.js'
import { TokenStoreError } from '../errors/index.js'
import { checkOptions, isText } from '../options.js'
import { KeyedLock } from '../store/lock.js'
import type { Stored, StoreRecord, TokenStore } from '../store/store.js'
import { redisCommands, redisScript, toText, type RedisClient } from './commands.js'
import { mayPass, redisFailure } from './failure.js'
import { keyNames } from './keys.js'
import { withRedisLock, type LockRequest } from './lock.js'

export interface RedisStoreOptions {
  /** The prefix of all keys. Default: `onair:`. */
  readonly prefix?: string | undefined
}

/**
 * A store in Redis, for any number of machines. `client` is one of node-redis 6 or ioredis 6, for a server or a cluster. The application
 * connects it and closes it. Valkey and sentinels have not been tried.
 *
 * - A record is a text, `<version> <write> <JSON>`, which a script compares and replaces in one atomic step.
 * - A version is the server's time in microseconds, or one more than the record's version if that is higher. So it grows with every
 *   write as long as the record exists, even if the clock goes back. After a record was deleted, has expired or was evicted, it
 *   grows unless the server's clock was set back meanwhile.
 * - A `lock` is a key with a lease of 10 s, which is renewed while its function runs. It is free 10 s after its holder died.
 * - Redis itself removes a record whose lifetime is over.
 * - A record is as durable as the server: use persistence and the eviction policy `noeviction`, or users must sign in again after a
 *   crash. A failover may lose the last writes. Read from the primary: a replica may still have tokens that are used up.
 * - While Redis is away or fails over, `lock` waits for 10 s, and `set` tries again for 5 s: new tokens are nowhere else yet.
 * - Errors are `TokenStoreError`s. They name the key, and never the value or the password.
 *
 * @example
 * const auth = livepushAuth({ clientId, clientSecret, redirectUri, store: redisStore(redisClient) })
 */
export function redisStore(client: RedisClient, options: RedisStoreOptions = {}): TokenStore {
  checkOptions<RedisStoreOptions>('redisStore', options, { prefix: isText })
  return openRedisStore(client, { prefix: options.prefix ?? 'onair:', lease: 10_000, patience: 10_000 })
}

/** `mark` identifies the write: a client may send a command twice if its connection breaks, and the second must recognize the first. */
const setScript = redisScript(`
local ifVersion, mark, json, lifetime = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local version = 0
local old = redis.call('GET', KEYS[1])
if old then
  local oldVersion, oldMark = string.match(old, '^(%d+) (%S+) {.*}$')
  if not oldVersion then return -1 end
  if oldMark == mark then return 1 end
  version = tonumber(oldVersion)
end
if ifVersion ~= '' and tonumber(ifVersion) ~= version then return 0 end
local time = redis.call('TIME')
local new = string.format('%.0f', math.max(version + 1, time[1] * 1000000 + time[2]))
local record = new .. ' ' .. mark .. ' ' .. json
if lifetime == '' then
  redis.call('SET', KEYS[1], record)
else
  redis.call('SET', KEYS[1], record, 'PX', lifetime)
end
return 1`)

const deleteScript = redisScript(`
local old = redis.call('GET', KEYS[1])
if not old then return 0 end
local version = string.match(old, '^(%d+) %S+ {.*}$')
if not version then return -1 end
if ARGV[1] ~= '' and tonumber(ARGV[1]) ~= tonumber(version) then return 0 end
return redis.call('DEL', KEYS[1])`)

/** Returns a key's full name: a client may put its own prefix in front of every key. */
const nameScript = redisScript('return KEYS[1]')

/** `redisStore` with every option, for its tests. */
export function openRedisStore(
  client: RedisClient,
  { prefix, ...times }: { readonly prefix: string } & Pick<LockRequest, 'lease' | 'patience'>,
): TokenStore {
  const commands = redisCommands('redisStore', client)
  const names = keyNames(prefix)
  const turn = new KeyedLock()

  /** The answer of a script: 1 for done, 0 for another version, -1 for a value that is not a record. */
  const isDone = (answer: unknown, key: string): boolean => {
    if (Number(answer) < 0) throw notARecord(key)
    return Number(answer) === 1
  }

  return {
    async get(key) {
      try {
        const value = await commands.get(names.record(key))
        return value === null ? undefined : toStored(toText(value), key)
      } catch (error) {
        throw failed('read', key, error)
      }
    },
    set: (key, record, { ifVersion, lifetime = Infinity } = {}) =>
      explain('write', key, async () => {
        const mark = crypto.randomUUID().slice(0, 8)
        const ends = lifetime === Infinity ? '' : wholeMilliseconds(lifetime)
        const words = [ifVersion ?? '', mark, JSON.stringify(record), ends]
        return isDone(await again(() => commands.run(setScript, [names.record(key)], words), times.patience / 2), key)
      }),
    delete: (key, { ifVersion } = {}) =>
      explain('delete', key, async () =>
        isDone(await commands.run(deleteScript, [names.record(key)], [ifVersion ?? '']), key),
      ),
    keys: (begin) =>
      explain('list', `${begin}*`, async () => {
        const name = names.record('')
        const root = toText(await commands.run(nameScript, [name], [])).slice(0, -name.length)
        const found = await commands.scan(names.glob(begin, root))
        return [...found].flatMap((one) => names.keyOf(one, root) ?? [])
      }),
    // A process asks Redis for a lock once at a time.
    lock: (key, fn, { signal } = {}) =>
      turn.run(key, () => withRedisLock(commands, { name: names.lock(key), key, signal, ...times }, fn), { signal }),
  }
}

/** Runs a command again if its failure may pass within `patience` milliseconds: Redis fails over, or starts again. */
async function again<T>(run: () => Promise<T>, patience: number): Promise<T> {
  const since = performance.now()
  for (;;) {
    try {
      return await run()
    } catch (error) {
      if (!mayPass(error) || performance.now() - since >= patience) throw error
      await systemClock.sleep(50)
    }
  }
}

async function explain<T>(what: string, key: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    throw failed(what, key, error)
  }
}

const failed = (what: string, key: string, error: unknown) =>
  redisFailure(`Cannot ${what} ${JSON.stringify(key)} in Redis.`, error, key)

/** `<version> <mark> <JSON>` */
function toStored(text: string, key: string): Stored {
  const [version, json] = [Number(text.slice(0, text.indexOf(' '))), text.slice(text.indexOf(' {') + 1)]
  if (!Number.isSafeInteger(version) || version <= 0 || !json.startsWith('{')) throw notARecord(key)
  try {
    return { record: JSON.parse(json) as StoreRecord, version }
  } catch {
    throw notARecord(key)
  }
}

const notARecord = (key: string) =>
  new TokenStoreError(
    `What Redis has for ${JSON.stringify(key)} is not a record of this store. It was left as it is: use another prefix, or delete it.`,
    { path: key },
  )

const wholeMilliseconds = (ms: number) => Math.min(Math.max(1, Math.ceil(ms)), Number.MAX_SAFE_INTEGER)
