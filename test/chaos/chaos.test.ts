import { describe, expect, test } from 'vitest'
import { hasRedis } from '../support/redis.js'
import { mishaps, redisMishaps, slowMishaps } from './mishap.js'
import type { StoreName } from './open-store.js'
import { seeded } from './random.js'
import { round } from './round.js'
import { World } from './world.js'

/** Longer: ONAIR_CHAOS_ROUNDS=500. Another run, or the same again: ONAIR_CHAOS_SEED=7. */
const seed = Number(process.env['ONAIR_CHAOS_SEED'] ?? 1)
const rounds = Number(process.env['ONAIR_CHAOS_ROUNDS'] ?? 20)
const isLong = rounds >= 100

const timeout = 60_000 + rounds * 30_000

/** What went wrong in the first round in which anything did, or at the end. */
async function run(store: StoreName): Promise<readonly string[]> {
  const random = seeded(seed)
  const possible = [...mishaps, ...(store === 'redis' ? redisMishaps : []), ...(isLong ? slowMishaps : [])]
  const world = await World.open(store, 'rotate-and-revoke-family', { processes: isLong ? 4 + random.below(5) : 4 })
  try {
    for (let number = 1; number <= rounds; number++) {
      const wrong = await round(world, random.pick(possible), random)
      if (wrong.length > 0) return [`seed ${seed}, round ${number}, by ${store}:`, ...wrong]
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

describe.concurrent(`processes that share tokens, through ${rounds} mishaps of seed ${seed}`, () => {
  test('keep the token rules by file, and leave no lock', { timeout }, async () => {
    expect(await run('file')).toEqual([])
  })

  test.skipIf(!hasRedis)('keep the token rules by Redis, and leave no lock', { timeout }, async () => {
    expect(await run('redis')).toEqual([])
  })
})
