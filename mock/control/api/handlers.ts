import type { components, operations } from '../../../generated/control/types.js'
import { UnknownError } from '../../core/unknown-error.js'
import { loadControls, runControl } from '../../core/definition/controls.js'
import type { Handlers } from '../../core/definition/define-provider.js'
import type { FaultOptions } from '../../core/faults/fault.js'
import type { Snapshot } from '../../core/state/snapshot.js'
import { addressesOf } from '../addresses.js'
import { version } from '../../version.js'
import type { ControlWorld } from '../env.js'
import { originOf } from '../origin.js'
import { describeControls } from './controls.js'

type Schemas = components['schemas']

/** All operations but `followRequests`, whose response is a stream. */
type ControlHandlers = Required<Handlers<Omit<operations, 'followRequests'>, ControlWorld, undefined>>

const done = { status: 204 } as const

const clockOf = ({ sandbox: { clock } }: ControlWorld) => ({
  status: 200 as const,
  body: { now: clock.now(), mode: clock.mode, isFrozen: clock.isFrozen, scheduled: [...clock.scheduled()] },
})

function describeProvider(name: string, { instance }: ControlWorld, { url }: Request): Schemas['Provider'] {
  const world = instance.world(name)
  const { title, scopes } = world.profile
  const addresses = addressesOf(instance.partsOf(name), world, originOf(url))
  const accounts = world.users.all().map(({ account }) => account)
  return { name, title, ...addresses, scopes: [...scopes], accounts }
}

export const handlers: ControlHandlers = {
  getHealth: (_, { sandbox, instance }) => ({
    status: 200,
    body: { status: 'ok', version, now: sandbox.clock.now(), providers: [...instance.names] },
  }),

  reset(_, { sandbox }) {
    sandbox.reset()
    return done
  },

  getSnapshot: (_, { sandbox }) => ({ status: 200, body: sandbox.snapshot() as unknown as Record<string, unknown> }),

  restoreSnapshot(call, { sandbox }) {
    sandbox.restore(call.body() as unknown as Snapshot)
    return done
  },

  async approve(call, { sandbox }) {
    const { url, ...decision } = call.body()
    return { status: 200, body: { url: await sandbox.approve(url, decision) } }
  },

  listSandboxes: (_, { mock }) => ({ status: 200, body: { sandboxes: [...mock.sandboxes()] } }),

  createSandbox({ path }, { mock }) {
    mock.sandbox(path.sandbox)
    return done
  },

  async deleteSandbox({ path }, { mock }) {
    if (!mock.sandboxes().includes(path.sandbox)) throw new UnknownError(`There is no sandbox '${path.sandbox}'.`)
    await mock.sandbox(path.sandbox).close()
    return done
  },

  getClock: (_, world) => clockOf(world),

  async advanceClock(call, { sandbox: { clock } }) {
    const fired = await clock.advance(call.body().duration)
    return { status: 200, body: { now: clock.now(), fired: [...fired] } }
  },

  freezeClock(_, world) {
    world.sandbox.clock.freeze()
    return clockOf(world)
  },

  resumeClock(_, world) {
    world.sandbox.clock.resume()
    return clockOf(world)
  },

  listFaults: (_, { sandbox }) => ({
    status: 200,
    body: { faults: sandbox.faults.list() as unknown as Schemas['Fault'][] },
  }),

  addFault: (call, { sandbox }) => ({ status: 201, body: { id: sandbox.faults.add(call.body() as FaultOptions) } }),

  clearFaults(call, { sandbox }) {
    sandbox.faults.clear(call.query() as object)
    return done
  },

  clearFault({ path }, { sandbox }) {
    if (!sandbox.faults.list().some(({ id }) => id === path.fault)) {
      throw new UnknownError(`There is no fault ${path.fault}: it was used up or cleared.`)
    }
    sandbox.faults.clear(path.fault)
    return done
  },

  listRequests: (call, { sandbox }) => ({
    status: 200,
    body: { requests: sandbox.journal.requests(call.query()) as never },
  }),

  getHar: async (call, { sandbox }) => ({ status: 200, body: await sandbox.journal.har(call.query()) }),

  async getRequest({ path }, { sandbox }) {
    const found = await sandbox.journal.entry(path.request)
    if (!found) throw new UnknownError(`The journal does not have request ${path.request}, or no longer has it.`)
    return { status: 200, body: found as never }
  },

  listCallbacks: (call, { sandbox }) => ({
    status: 200,
    body: { callbacks: sandbox.callbacks.list(call.query()) as never },
  }),

  async replayCallback({ path }, { sandbox }) {
    return { status: 200, body: await sandbox.callbacks.replay(path.callback) }
  },

  listProviders: ({ request }, world) => ({
    status: 200,
    body: { providers: world.instance.names.map((name) => describeProvider(name, world, request)) },
  }),

  getProvider: (call, world) => ({
    status: 200,
    body: describeProvider(call.path.provider, world, call.request),
  }),

  getCredentials: (call, world) => ({
    status: 200,
    body: { ...world.instance.world(call.path.provider).credentials },
  }),

  listGrants: (call, world) => ({
    status: 200,
    body: { grants: world.sandbox.grants(call.path.provider as never) as never },
  }),

  async grant(call, world) {
    const granted = await world.sandbox.grant(call.path.provider as never, call.body())
    return { status: 201, body: granted }
  },

  revoke({ path }, { sandbox }) {
    sandbox.revoke(path.provider as never, path.grant)
    return done
  },

  async listControls(call, world) {
    const controls = await loadControls(world.instance.partsOf(call.path.provider))
    return { status: 200, body: { controls: describeControls(controls) } }
  },

  async runControl(call, { instance }) {
    const { provider, control } = call.path
    const controls = await loadControls(instance.partsOf(provider))
    return { status: 200, body: await runControl(controls, control, call.body(), instance.world(provider)) }
  },
}
