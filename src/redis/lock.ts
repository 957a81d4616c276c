import { systemClock } from '../clock.js'
import { untilAborted } from '../store/until-aborted.js'
import { redisScript, type RedisCommands } from './commands.js'
import { mayPass, redisFailure } from './failure.js'

/** Takes the lock if it is free or already the caller's, and renews its lease. */
const takeScript = redisScript(`
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`)

/** Releases the lock if it is the caller's. */
const freeScript = redisScript(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`)

/** Milliseconds between two attempts to take a lock that another process has: at first, and at most. */
const FIRST_PAUSE = 10
const LONGEST_PAUSE = 150

/** Milliseconds to wait for the release after `fn`. The lease expires on its own. */
const LONGEST_RELEASE = 1_000

export interface LockRequest {
  /** The lock's name in Redis. */
  readonly name: string
  /** The record's key, for errors. */
  readonly key: string
  /** Milliseconds until the lock of a process that died is free. */
  readonly lease: number
  /** Milliseconds that a waiter goes on without an answer from Redis. */
  readonly patience: number
  readonly signal?: AbortSignal | undefined
}

/**
 * Runs `fn` while this caller has the lock.
 *
 * - The lock is a key with a random value and a lease. It is renewed every third of the lease while `fn` runs.
 * - A process that stops for longer than the lease loses its lock. It does not notice: `fn` continues, and versions refuse its writes.
 * - Waiting is polling, with pauses that grow and vary. There is no order among processes.
 * - Throws a `TokenStoreError` if Redis refuses for good, or has not answered for `patience`.
 */
export async function withRedisLock<T>(
  commands: RedisCommands,
  request: LockRequest,
  fn: () => Promise<T>,
): Promise<T> {
  const { name, lease } = request
  const owner = crypto.randomUUID()
  const take = async () => Number(await commands.run(takeScript, [name], [owner, lease])) === 1
  const free = () => commands.run(freeScript, [name], [owner])
  await waitForLock(take, free, request)
  const done = new AbortController()
  const renewing = renew(take, lease / 3, done.signal)
  try {
    return await fn()
  } finally {
    done.abort()
    await untilAborted(renewing.then(free), AbortSignal.timeout(LONGEST_RELEASE)).catch(ignore)
  }
}

async function waitForLock(
  take: () => Promise<boolean>,
  free: () => Promise<unknown>,
  { key, lease, patience, signal }: LockRequest,
): Promise<void> {
  let attempt: Promise<boolean> | undefined
  let answeredAt = performance.now()
  let trouble: unknown
  try {
    for (let pause = FIRST_PAUSE; ; pause = Math.min(1.5 * pause, LONGEST_PAUSE)) {
      signal?.throwIfAborted()
      const askedAt = performance.now()
      attempt = take()
      const outOfPatience = AbortSignal.timeout(Math.max(1, Math.ceil(answeredAt + patience - askedAt)))
      try {
        const taken = await untilAborted(untilAborted(attempt, outOfPatience), signal)
        answeredAt = performance.now()
        trouble = undefined
        // Taken, but so long ago that the lease may be over: take it again.
        if (taken && answeredAt - askedAt > lease / 2) continue
        if (taken) return
      } catch (error) {
        signal?.throwIfAborted()
        trouble = trouble && outOfPatience.aborted ? trouble : error
        if (!mayPass(error) || performance.now() - answeredAt >= patience)
          throw redisFailure(`Cannot lock ${JSON.stringify(key)} in Redis.`, trouble, key)
      }
      await systemClock.sleep(pause * (0.5 + Math.random() / 2), { signal })
    }
  } catch (error) {
    // An attempt without an answer may still take the lock.
    attempt?.catch(ignore).then(free).catch(ignore)
    throw error
  }
}

/** Renews the lease every `pause` milliseconds until `done` aborts, or until another process has the lock. Never rejects. */
async function renew(take: () => Promise<boolean>, pause: number, done: AbortSignal): Promise<void> {
  for (;;) {
    await systemClock.sleep(pause, { signal: done, background: true }).catch(ignore)
    if (done.aborted) return
    // An error may pass before the lease is over.
    const isOurs = await take().catch(() => true)
    if (!isOurs) return
  }
}

function ignore(): void {
  // The lock expires on its own.
}
