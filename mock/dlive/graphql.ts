import * as schema from '../../generated/dlive/sdl.js'
import type { operations } from '../../generated/dlive/types.js'
import type { CallFields, Handlers } from '../core/definition/define-provider.js'
import { perWorld } from '../core/definition/world.js'
import type { Call } from '../core/http/call.js'
import type { Context, Executor } from '../graphql/executor.js'
import { executeOverHttp, rootFieldsOf } from '../graphql/over-http.js'
import { PersistedQueries } from '../graphql/persisted-queries.js'
import { rootFieldNames } from '../graphql/root-fields.js'
import type { Caller } from './authorize.js'
import { accessTexts } from './dialect.js'
import { usualPage } from './page.js'
import type { DLiveWorld } from './world.js'

/** The context of resolvers. */
export interface DLiveContext extends Context {
  readonly world: DLiveWorld
  readonly viewer: Caller | null
}

type DLiveHandlers = Handlers<operations, DLiveWorld, Caller | null>

/** The executor of a world. GraphQL and the resolvers are loaded on first use. */
export const executorOf = perWorld(async ({ policy }: DLiveWorld): Promise<Executor<DLiveContext>> => {
  const [{ Executor }, { resolvers }] = await Promise.all([import('../graphql/executor.js'), import('./resolvers.js')])
  const { complexityLimit, unlistedMutations: allowUnlisted } = policy
  return new Executor({ schema, resolvers, texts: accessTexts, complexityLimit, usualPage, allowUnlisted })
})

const persistedQueriesOf = perWorld(({ state }: DLiveWorld) => new PersistedQueries(state.persistedQueries))

const requestOf = ({ operation: { method, evidence }, search, text }: Call<never>) => ({
  method,
  search,
  text,
  evidence,
})

const executeGraphQL: DLiveHandlers['executeGraphQL'] = async (call, world) => {
  const executor = await executorOf(world)
  const persisted = persistedQueriesOf(world)
  const context = { world, viewer: call.context }
  const { fields, ...reply } = await executeOverHttp(requestOf(call), executor, persisted, context)
  call.fields = fields
  return reply as never
}

/** GraphQL over HTTP. */
export const graphqlOperations: DLiveHandlers = { executeGraphQL, queryGraphQL: executeGraphQL as never }

/** Allows faults on root fields: `dlive.sendStreamchatMessage`. */
export const graphqlFields: CallFields<DLiveWorld> = {
  operations: Object.keys(graphqlOperations),
  names: () => rootFieldNames(schema.sdl),
  of: async (call, world) => rootFieldsOf(requestOf(call), await executorOf(world), persistedQueriesOf(world)),
}
