import * as z from 'zod'
import { defineProvider, RefusalError, type Reply } from '../../mock/index.js'
import { lighthouse as spec } from './generated/lighthouse/mock.js'
import { Lamp as lampSchema } from './generated/lighthouse/schemas.js'
import type { components } from './generated/lighthouse/types.js'

type Lamp = components['schemas']['Lamp']

const lamp = (id: number, name: string, given: Partial<Lamp> = {}): Lamp => ({
  id,
  name,
  colour: 'white',
  flashes: [],
  lit: true,
  ...given,
})

const problem = (status: number, what: string): Reply => ({ status, body: { problem: what } })

/** Lighthouse as a mock: three operations on a list of lamps, and refusals in its own words. */
export const lighthouse = defineProvider(spec)
  .policy({ loud: false })
  .state(() => ({ lamps: new Map<number, Lamp>() }))
  .seed(
    {
      lamps: ['North', 'East', 'South', 'West', 'Mole'],
      clients: [{ name: 'Keeper', redirectUris: ['https://app.example/back'] }],
    },
    ({ lamps }, { state }) => {
      for (const [index, name] of lamps.entries()) state.lamps.set(index + 1, lamp(index + 1, name))
    },
  )
  .dialect({
    unauthenticated: () => problem(401, 'no token'),
    insufficientScope: () => problem(403, 'scope'),
    invalid: ({ issues }) => problem(400, issues.map(({ field, rule }) => `${field}: ${rule}`).join(', ')),
    unknownRoute: () => problem(404, 'nothing is here'),
    wrongMethod: () => problem(405, 'not like this'),
    failure: (status) => problem(status, 'out of oil'),
  })
  .oauth({ consent: () => ({ approve: 'Yes', deny: 'No', chooseScopes: true }) })
  .handlers({
    listLamps(call, { state }) {
      const { after, limit = 2, id: ids } = call.query()
      const wanted = [...state.lamps.values()].filter(({ id }) => ids?.includes(id) ?? true)
      const from = wanted.findIndex(({ id }) => id > Number(after ?? 0))
      const page = from < 0 ? [] : wanted.slice(from, from + limit)
      const isLast = page.at(-1)?.id === wanted.at(-1)?.id
      return { status: 200, body: { lamps: page, paging: { next: isLast ? null : String(page.at(-1)?.id) } } }
    },
    createLamp(call, { state }) {
      const { name, ...given } = call.body()
      const made = lamp(state.lamps.size + 1, name, given)
      state.lamps.set(made.id, made)
      return { status: 201, body: made }
    },
    getLamp(call, { state, policy }) {
      const found = state.lamps.get(call.path.lamp_id)
      if (!found) return { status: 404, body: { problem: policy.loud ? 'NO SUCH LAMP' : 'no such lamp' } }
      return { status: 200, body: found }
    },
  })
  .control('light', {
    summary: 'Lights a lamp.',
    input: z.strictObject({ lampId: z.number() }),
    output: lampSchema,
    run({ lampId }, { state, clock }) {
      const found = state.lamps.get(lampId)
      if (!found) throw new RefusalError(problem(404, 'no such lamp'))
      return Object.assign(found, { lit: true, flashes: [...found.flashes, clock.now()] })
    },
  })
  .overview(({ state }) => [
    {
      title: 'Lamps',
      columns: ['Name', 'Colour'],
      rows: [...state.lamps.values()].map(({ id, name, colour, lit }) => ({
        cells: [name, colour],
        isOnAir: lit,
        actions: [{ label: 'Light', control: 'light', input: { lampId: id } }],
      })),
    },
  ])
