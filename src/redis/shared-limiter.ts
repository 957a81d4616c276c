import { systemClock } from '../clock.js'
import type { Limit, Limiter, Slot, TurnRequest } from '../http/limiter.js'
import { longestWindowOf } from '../http/turns.js'
import { Deadlines } from '../http/timeout.js'
import { untilAborted } from '../store/until-aborted.js'
import { warnProcess } from '../warn.js'
import { redisCommands, type RedisClient } from './commands.js'
import { mayPass, redisFailure } from './failure.js'
import { Fallback, REUNION } from './fallback.js'
import { limiterScript } from './limiter-script.js'

interface SharedLimiterSettings {
  /** Before the names of all keys. */
  readonly name: string
  /** Milliseconds. */
  readonly longestAttempt: number
  readonly share: number
}

/** The answer of the script. Times in milliseconds. */
interface LimiterReply {
  readonly isGranted: boolean
  readonly wait: number
  readonly closedFor: number
  /** The number of the latest turn: of this one, if it is granted. */
  readonly count: number
  /** Server time, in microseconds. */
  readonly at: number
}

/** Milliseconds for an answer of Redis. A turn that arrives later is not used. */
const PATIENCE = 1000
/** Milliseconds without an answer after which Redis counts as unavailable. */
const LONGEST_ABSENCE = 2 * PATIENCE
/** Milliseconds after which a caller that does not ask again at its time is overtaken. */
const GRACE = 200
/** Milliseconds without turns, at most, if turns may have been lost. */
const LONGEST_HOLD = 60_000
/** Milliseconds that the limiter can be closed: a year. */
const LONGEST_PAUSE = 31_536_000_000

/** The clients without Redis: their users have been warned. */
const away = new WeakSet<RedisClient>()

/**
 * One process's part in a limiter whose state is in Redis (see `limiterScript`). Each caller asks for its turn, sleeps until the answered
 * time, and asks again. Only the script starts a turn, by the server's time.
 */
export class SharedLimiter implements Limiter {
  readonly longestWindow: number
  readonly #client: RedisClient
  readonly #run: (verb: string, id: string | number, value: number) => Promise<unknown>
  readonly #deadlines = new Deadlines(systemClock, PATIENCE)
  readonly #fallback: Fallback
  readonly #sleepers = new Set<AbortController>()
  #pending = 0
  /** By the clock's `monotonic`. */
  #closedUntil = -Infinity
  /** The last answer of Redis. Times by the clock's `monotonic`. */
  #known = { epoch: 0, count: 0, heardAt: -Infinity, nextFree: -Infinity }

  constructor(client: RedisClient, limits: readonly Limit[], { name, longestAttempt, share }: SharedLimiterSettings) {
    this.#client = client
    this.longestWindow = longestWindowOf(limits)
    const hold = Math.min(this.longestWindow, LONGEST_HOLD)
    const { run } = redisCommands('redisLimiter', client)
    const keys = ['turns', 'queue', 'due', 'spent', 'open'].map((key) => `${name}:${key}`)
    const words = [...[longestAttempt + PATIENCE, hold, GRACE].map(toMicroseconds), ...limits.flatMap(wordsOf)]
    // The state is kept for at least this time after a call.
    const life = this.longestWindow + longestAttempt
    this.#run = (verb, id, value) => {
      const isKept = systemClock.monotonic() - this.#known.heardAt < life
      const { epoch, count } = isKept ? this.#known : { epoch: 0, count: 0 }
      return run(limiterScript, keys, [verb, id, value, epoch, count, ...words])
    }
    this.#fallback = new Fallback({
      limits,
      share,
      hold,
      look: async () => {
        this.#hear(await this.#run('close', this.#closedFor(), toMicroseconds(hold + REUNION)))
        away.delete(client)
      },
      isWanted: () => this.#pending > 0,
      onLateFinish: () => this.#tell('close', 0, toMicroseconds(hold)),
    })
  }

  get pending(): number {
    return this.#pending
  }

  get nextFreeAt(): number {
    if (this.#fallback.isActive) return this.#fallback.nextFreeAt
    return systemClock.now() + Math.max(0, this.#known.nextFree - systemClock.monotonic())
  }

  async acquire(request: TurnRequest = {}): Promise<Slot> {
    const { signal } = request
    this.#pending++
    try {
      return await untilAborted(this.#take(request, signal), signal)
    } finally {
      this.#pending--
    }
  }

  close(until: number): void {
    this.#closedUntil = Math.max(this.#closedUntil, until)
    this.#fallback.close(until)
    if (this.#fallback.isActive) return
    this.#tell('close', this.#closedFor(), 0)
    // Waiting callers ask again, because the new wait may be too long for them.
    for (const sleeper of this.#sleepers) sleeper.abort()
  }

  async #take(request: TurnRequest, signal: AbortSignal | undefined): Promise<Slot> {
    const { deadline = Infinity, maxPause = Infinity, tooLate } = request
    const id = `${request.points ?? 1}:${crypto.randomUUID()}`
    let queuedAt = 0
    try {
      for (;;) {
        signal?.throwIfAborted()
        const answer = await this.#ask(id, queuedAt)
        if (answer && !answer.isGranted) {
          const { wait, closedFor } = answer
          queuedAt ||= answer.at
          if (tooLate && (systemClock.monotonic() + wait >= deadline || closedFor > maxPause)) throw tooLate(wait)
          await this.#sleep(wait, signal)
          continue
        }
        const slot = answer ? this.#slot(answer) : await this.#fallback.acquire(request, signal)
        if (slot && !signal?.aborted) return slot
        slot?.finish()
      }
    } catch (error) {
      if (queuedAt > 0) this.#tell('leave', id, 0)
      throw error
    }
  }

  /** Undefined: Redis is unavailable. It is asked again for a while, because it may fail over, or this process may have been busy. */
  async #ask(id: string, queuedAt: number): Promise<LimiterReply | undefined> {
    const since = systemClock.monotonic()
    while (!this.#fallback.isActive) {
      try {
        return await this.#askOnce(id, queuedAt)
      } catch (error) {
        if (mayPass(error) && systemClock.monotonic() - since < LONGEST_ABSENCE) {
          await systemClock.sleep(50)
          continue
        }
        this.#fallback.begin()
        if (!away.has(this.#client)) warn(error)
        away.add(this.#client)
      }
    }
    return undefined
  }

  #askOnce(id: string, queuedAt: number): Promise<LimiterReply> {
    return new Promise((resolve, reject) => {
      let isLate = false
      const deadline = this.#deadlines.set(() => {
        isLate = true
        reject(new Error('timed out'))
      })
      this.#run('ask', id, queuedAt)
        .then((reply) => {
          const answer = this.#hear(reply)
          if (isLate && answer.isGranted) this.#slot(answer).finish()
          resolve(answer)
        })
        .catch(reject)
        .finally(() => this.#deadlines.lift(deadline))
    })
  }

  #slot({ count, at }: LimiterReply): Slot {
    return { finish: () => this.#tell('finish', count, at) }
  }

  /** Sends a command that no caller waits for. If it does not arrive, the script continues without it after a time. */
  #tell(verb: string, id: string | number, value: number): void {
    this.#run(verb, id, value)
      .then((reply) => this.#hear(reply))
      .catch(() => {})
  }

  #hear(reply: unknown): LimiterReply {
    const numbers = Array.isArray(reply) ? reply.map(Number) : []
    if (numbers.length !== 7 || !numbers.every(Number.isFinite)) throw new Error('Redis sent an unexpected reply.')
    const [granted, wait = 0, closedFor = 0, nextIn = 0, epoch = 0, count = 0, at = 0] = numbers
    const heardAt = systemClock.monotonic()
    this.#known = { epoch, count, heardAt, nextFree: heardAt + nextIn / 1000 }
    return { isGranted: granted === 1, wait: wait / 1000, closedFor: closedFor / 1000, count, at }
  }

  async #sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
    const sleeper = new AbortController()
    this.#sleepers.add(sleeper)
    try {
      await untilAborted(
        systemClock.sleep(ms, { signal: sleeper.signal }).catch(() => {}),
        signal,
      )
    } finally {
      this.#sleepers.delete(sleeper)
      sleeper.abort()
    }
  }

  #closedFor(): number {
    const left = Math.max(0, this.#closedUntil - systemClock.monotonic())
    return toMicroseconds(Math.min(left, LONGEST_PAUSE))
  }
}

function warn(error: unknown): void {
  warnProcess(redisFailure('redisLimiter cannot use Redis: each process paces alone, and slowly.', error).message)
}

/** A limit for the script: what it is, how much it allows, and in which time. Of a token bucket, the time that fills it. */
const wordsOf = (limit: Limit): readonly (string | number)[] =>
  'capacity' in limit
    ? ['bucket', limit.capacity, toMicroseconds(limit.capacity / limit.refill)]
    : ['window', limit.requests, toMicroseconds(limit.window)]

function toMicroseconds(ms: number): number {
  return Math.ceil(ms * 1000)
}
