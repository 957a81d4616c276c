import { describe, expect, test } from 'vitest'
import { hasRedis } from '../support/redis.js'
import { mishaps, redisMishaps, slowMishaps } from './mishap.js'
import type { StoreName } from './open-store.js'
import { seeded } from './random.js'
import { round } from './round.js'
import { World } from './world.js'

/** Each mishap happens this many times, in an order that the seed decides. For longer runs: ONAIR_CHAOS_TIMES=20. */
const times = Number(process.env['ONAIR_CHAOS_TIMES'] ?? 1)
const seed = Number(process.env['ONAIR_CHAOS_SEED'] ?? 1)
const isLong = times > 1

const timeout = 600_000 * times

/** What went wrong in the first bad round, or at the end. */
async function run(store: StoreName): Promise<readonly string[]> {
  const random = seeded(seed)
  const possible = [...mishaps, ...(store === 'redis' ? redisMishaps : []), ...(isLong ? slowMishaps : [])]
  const world = await World.open(store, 'rotate-and-revoke-family', { processes: isLong ? 4 + random.below(5) : 4 })
  try {
    const course = Array.from({ length: times }, () => random.shuffle(possible)).flat()
    for (const [index, mishap] of course.entries()) {
      const wrong = await round(world, mishap, random)
      if (wrong.length > 0) return [`seed ${seed}, round ${index + 1}, by ${store}:`, ...wrong]
    }
    await world.expire('known')
    const last = await world.start()
    world.members.push(last)
    const outcomes = await last.call(world.accounts, 1)
    const failed = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.message]))
    const left = await world.place.leftovers()
    return [...failed, ...left.map((name) => `left behind: ${name}`)]
  } finally {
    await world.end()
  }
}

describe.concurrent(`processes that share tokens, with mishaps in the order of seed ${seed}`, () => {
  test('follow the token rules with a file store, and leave no lock', { timeout }, async () => {
    expect(await run('file')).toEqual([])
  })

  test.skipIf(!hasRedis)('follow the token rules with a Redis store, and leave no lock', { timeout }, async () => {
    expect(await run('redis')).toEqual([])
  })
})
