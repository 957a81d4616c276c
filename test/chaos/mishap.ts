import { setTimeout as wait } from 'node:timers/promises'
import type { Member } from './crew.js'
import { steps, type Step } from './messages.js'
import { LEASE } from './open-store.js'
import type { Random } from './random.js'
import type { World } from './world.js'

/** What goes wrong in a round. */
export interface Mishap {
  readonly name: string
  /** Names of the errors that calls may end with, besides the end of a session whose answer was lost. */
  readonly permits?: RegExp
  /** Clocks differ, so that a token ends for one process and not for another. */
  readonly skews?: boolean
  /** The store loses its data, or the latest part of it. */
  readonly forgets?: boolean
  /** Prepares it before the calls. Returns the function that ends it after them. */
  prepare(world: World, random: Random): (() => Promise<unknown>) | void
}

const HOUR = 3_600_000

/** The milliseconds that a lock survives: a third of its lease may be over, and the machine may be busy. */
const shortTime = (random: Random) => 100 + random.below(LEASE / 3)

/** Holds the first process that comes to the step, for `work`. The others pass. */
function atStep(world: World, step: Step, work: (member: Member) => Promise<unknown>) {
  let working: Promise<unknown> | undefined
  for (const member of world.members) {
    member.onHeld = () => {
      if (working) member.order({ do: 'go' })
      else working = work(member)
    }
  }
  world.tell({ do: 'hold', step })
  return async () => {
    await working
    world.tell({ do: 'go' })
  }
}

/** Runs something after some milliseconds. */
function later(ms: number, work: () => unknown) {
  const done = wait(ms).then(work)
  return () => done
}

const killAt = (step: Step): Mishap => ({
  name: `kill -9 ${step}`,
  prepare: (world) => atStep(world, step, (member) => member.kill()),
})

const stopAt = (step: Step): Mishap => ({
  name: `stands still ${step}`,
  prepare: (world, random) =>
    atStep(world, step, async (member) => {
      await member.stop(shortTime(random))
      member.order({ do: 'go' })
    }),
})

const fault = (phase: 'before' | 'after', action: 'drop' | 'status'): Mishap => ({
  name: `fault ${phase} the work: ${action}`,
  permits: action === 'drop' ? /^NetworkError$/ : /^TokenEndpointError$/,
  prepare(world) {
    const operation = 'livepush.exchangeToken'
    if (action === 'drop') world.mock.faults.add({ operation, phase, action, times: 1 })
    else world.mock.faults.add({ operation, phase, action, status: 503, times: 1 })
    return async () => world.mock.faults.clear()
  },
})

/**
 * The next call writes new tokens that could not be stored. If another process sent the old refresh token meanwhile, they are dead by then,
 * and a call that already had one 401 ends with a second.
 */
const notPersisted = /^(TokenStoreError|TokenNotPersistedError|UnauthorizedError)$/

const broken = (command: 'get' | 'set'): Mishap => ({
  name: `the store fails to ${command}`,
  permits: command === 'get' ? /^TokenStoreError$/ : notPersisted,
  prepare(world) {
    world.tell({ do: 'break', command, how: 'throw', times: 1 })
    return async () => world.tell({ do: 'break', command, how: 'throw', times: 0 })
  },
})

/** What can happen with every store. */
export const mishaps: readonly Mishap[] = [
  { name: 'nothing', prepare: () => undefined },
  ...steps.map(killAt),
  ...(['before request', 'after answer', 'before unlock'] as const).map(stopAt),
  {
    name: 'kill -9 during a write',
    prepare: (world, random) =>
      atStep(world, random.pick(['before mark', 'before set']), async (member) => {
        member.order({ do: 'go' })
        await wait(random.below(12))
        await member.kill()
      }),
  },
  {
    name: 'stops at any time',
    prepare: (world, random) => later(random.below(60), () => random.pick(world.members).stop(shortTime(random))),
  },
  {
    name: 'a clock jumps',
    permits: /^UnauthorizedError$/,
    skews: true,
    prepare(world, random) {
      const member = random.pick(world.members)
      const by = random.chance(0.5) ? HOUR : -HOUR
      const jumped = later(random.below(40), () => world.skew(member, by))
      return async () => {
        await jumped()
        world.setClocks()
      }
    },
  },
  fault('before', 'drop'),
  fault('before', 'status'),
  fault('after', 'drop'),
  broken('get'),
  broken('set'),
]

/** Mishaps that take half a minute: for long runs. */
export const slowMishaps: readonly Mishap[] = [
  {
    name: 'a write never settles',
    permits: notPersisted,
    prepare: (world) =>
      atStep(world, 'before set', async (member) => {
        member.order({ do: 'break', command: 'set', how: 'hang', times: 1 })
        member.order({ do: 'go' })
      }),
  },
]

/** What can happen to a Redis. */
export const redisMishaps: readonly Mishap[] = [
  {
    name: 'Redis dies and comes back empty',
    permits: /^Token(Store|NotPersisted)Error$/,
    forgets: true,
    prepare: (world, random) => later(random.below(40), () => world.place.redis!.lose()),
  },
  {
    name: 'Redis stops responding',
    prepare: (world, random) => later(random.below(40), () => world.place.redis!.stop(shortTime(random))),
  },
  {
    name: 'Redis fails over to its replica',
    permits: /^TokenStoreError$/,
    prepare: (world, random) => later(random.below(40), () => world.place.redis!.failOver()),
  },
  {
    name: 'Redis dies, and its replica takes over',
    permits: notPersisted,
    forgets: true,
    prepare: (world, random) => later(random.below(40), () => world.place.redis!.crash()),
  },
]
