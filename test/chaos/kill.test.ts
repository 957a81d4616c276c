import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasRedis } from '../support/redis.js'
import { steps, type Step } from './messages.js'
import { LEASE, type StoreName } from './open-store.js'
import { World } from './world.js'

/** The steps at which the provider has replaced the token and the new one is not stored yet. */
const loses = new Set<Step>(['after answer', 'before set'])

const stores: readonly StoreName[] = hasRedis ? ['file', 'redis'] : ['file']

/** Every process calls. The first that comes to the step is killed there. */
async function killAt(world: World, step: Step) {
  await world.restart()
  for (const account of world.accounts) if (world.ledger.hasLostAnswer(account)) await world.signIn(account)
  await world.look()
  await world.expire('known')
  let victim: Promise<void> | undefined
  for (const member of world.members) {
    member.onHeld = () => {
      if (victim) member.order({ do: 'go' })
      else victim = member.kill()
    }
  }
  world.tell({ do: 'hold', step })
  const outcomes = await world.callAll(3)
  await victim
  return { outcomes, wasKilled: victim !== undefined, refreshes: await world.look() }
}

/** Calls for one account. Its first refresh waits at `step` for this many milliseconds. */
async function sleepAt(world: World, step: Step, ms: number) {
  await world.expire('known')
  let sleeper: Promise<void> | undefined
  for (const member of world.members) {
    member.onHeld = () => {
      if (sleeper) member.order({ do: 'go' })
      else sleeper = member.stop(ms).then(() => member.order({ do: 'go' }))
    }
  }
  world.tell({ do: 'hold', step })
  const outcomes = await world.callAll(3)
  await sleeper
  return { outcomes, refreshes: await world.look() }
}

// The worlds run in parallel, because they mostly wait for locks. The tests of each one run in sequence.
describe.concurrent('processes over one store', { timeout: 120_000 }, () => {
  // It waits for two leases: ONAIR_LONG=1.
  test.each(process.env.ONAIR_LONG && hasRedis ? ['Redis'] : [])(
    'a process that sleeps past its lease in %s overwrites nothing, and uses the stored tokens',
    async () => {
      const world = await World.open('redis', 'grace', { accounts: ['alice'] })
      try {
        const { outcomes, refreshes } = await sleepAt(world, 'before set', LEASE * 2)
        expect(outcomes).toHaveLength(12)
        expect(outcomes.filter(({ ok }) => !ok)).toEqual([])
        const [slept, next, ...others] = refreshes.map(({ successor }) => successor!)
        expect(others).toEqual([])
        expect([world.ledger.isStored(slept!), world.ledger.isStored(next!)]).toEqual([false, true])
      } finally {
        await world.end()
      }
    },
  )

  describe.each(stores)('processes that share tokens by %s', (store) => {
    describe('at a provider that ends the grant when a refresh token is used twice', () => {
      let world: World
      beforeAll(async () => {
        world = await World.open(store, 'rotate-and-revoke-family', { accounts: ['alice'] })
      })
      afterAll(() => world.end())

      test.sequential.each(steps.filter((step) => !loses.has(step)))(
        'lose nothing when one is killed %s, and refresh once',
        async (step) => {
          const { outcomes, wasKilled, refreshes } = await killAt(world, step)
          expect(wasKilled).toBe(true)
          expect(outcomes).toHaveLength(9)
          expect(outcomes.filter(({ ok }) => !ok)).toEqual([])
          expect(refreshes.filter(({ successor }) => successor)).toHaveLength(1)
          expect(world.ledger.resent()).toEqual([])
        },
      )

      test.sequential.each([...loses])('report a lost answer once when one is killed %s', async (step) => {
        const { outcomes, wasKilled, refreshes } = await killAt(world, step)
        expect(wasKilled).toBe(true)
        expect(outcomes).toHaveLength(9)
        for (const outcome of outcomes)
          expect(outcome).toMatchObject({ name: 'ReauthorizationRequiredError', typed: true })
        const saying = outcomes.filter((one) => !one.ok && one.message.includes('its answer was lost'))
        // The calls of the process that detected it.
        expect(saying).toHaveLength(3)
        expect(refreshes.filter(({ successor }) => successor)).toHaveLength(1)
        expect(world.ledger.resent()).toEqual([])
      })
    })
  })

  // The result does not depend on the store.
  describe('at a provider that accepts a used refresh token for a while', () => {
    let world: World
    beforeAll(async () => {
      world = await World.open('file', 'grace', { accounts: ['alice'] })
    })
    afterAll(() => world.end())

    test.sequential.each([...loses])('lose nothing when one is killed %s', async (step) => {
      const { outcomes, wasKilled, refreshes } = await killAt(world, step)
      expect(wasKilled).toBe(true)
      expect(outcomes).toHaveLength(9)
      expect(outcomes.filter(({ ok }) => !ok)).toEqual([])
      expect(refreshes.filter(({ successor }) => successor)).toHaveLength(2)
      expect(world.ledger.resent()).toEqual([])
    })
  })
})
