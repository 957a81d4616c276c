import type { operations } from '../../generated/dlive/types.js'
import type { Handlers } from '../core/definition/define-provider.js'
import { perWorld } from '../core/definition/world.js'
import type { Context, Executor } from '../graphql/executor.js'
import { answerOverHttp } from '../graphql/over-http.js'
import { PersistedQueries } from '../graphql/persisted-queries.js'
import type { Caller } from './authorize.js'
import { accessTexts } from './dialect.js'
import { usualPage } from './page.js'
import type { DLiveWorld } from './world.js'

/** What resolvers are given. */
export interface DLiveContext extends Context {
  readonly world: DLiveWorld
  readonly viewer: Caller | null
}

type DLiveHandlers = Handlers<operations, DLiveWorld, Caller | null>

/** The executor of a world. GraphQL and the schema are loaded when one is first needed. */
export const executorOf = perWorld(async ({ policy }: DLiveWorld): Promise<Executor<DLiveContext>> => {
  const [{ Executor }, schema, { resolvers }] = await Promise.all([
    import('../graphql/executor.js'),
    import('../../generated/dlive/sdl.js'),
    import('./resolvers.js'),
  ])
  const { complexityLimit, unlistedMutations: allowUnlisted } = policy
  return new Executor({ schema, resolvers, texts: accessTexts, complexityLimit, usualPage, allowUnlisted })
})

const persistedQueriesOf = perWorld(({ state }: DLiveWorld) => new PersistedQueries(state.persistedQueries))

const answer: DLiveHandlers['executeGraphQL'] = async (call, world) => {
  const { method, evidence } = call.operation
  const request = { method, search: call.search, text: call.text, evidence }
  const context = { world, viewer: call.context }
  const { fields, ...reply } = await answerOverHttp(
    request,
    await executorOf(world),
    persistedQueriesOf(world),
    context,
  )
  call.fields = fields
  return reply as never
}

/** GraphQL over HTTP. */
export const graphqlOperations: DLiveHandlers = { executeGraphQL: answer, queryGraphQL: answer as never }
