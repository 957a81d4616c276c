import { Hono } from 'hono'
import { dlive as spec } from '../../generated/dlive/mock.js'
import { defineProvider } from '../core/definition/define-provider.js'
import type { Env } from '../core/definition/world.js'
import { protocols } from '../graphql/over-socket.js'
import { authorize } from './authorize.js'
import { timers } from './chest.js'
import { consoleApp } from './console.js'
import { dialect } from './dialect.js'
import { graphqlFields, graphqlOperations } from './graphql.js'
import { oauthDialect } from './oauth-dialect.js'
import { overview } from './overview.js'
import { defaultPolicy, policyRules } from './policy.js'
import { defaultSeed, plantSeed, seedRules } from './seed.js'
import { socketsOf } from './sockets.js'
import { emptyState } from './state.js'
import type { DLiveWorld } from './world.js'

/** CORS preflight requests, which browsers send before they post JSON. The response is gqlgen's (inferred). */
const preflight = new Hono<Env<DLiveWorld>>().on('OPTIONS', ['/api', '/api/', '/graphigo', '/graphigo/'], (c) =>
  c.body(null, 200, { allow: 'OPTIONS, GET, POST' }),
)

/** The mock of DLive. Facts and their evidence: specs/dlive/openapi.yaml and schema.graphql. */
export const dlive = defineProvider(spec)
  .brand('amber')
  .policy(defaultPolicy, policyRules)
  .state(emptyState)
  .seed(defaultSeed, plantSeed, seedRules)
  .dialect(dialect)
  .oauth(oauthDialect)
  .authorize(authorize)
  .handlers(graphqlOperations)
  .fields(graphqlFields)
  .controls(() => import('./controls.js'))
  .overview(overview)
  .timers(timers)
  .pages(consoleApp)
  .pages(preflight)
  .sockets({ ws: { protocols, accept: (socket, _request, world) => socketsOf(world).accept(socket) } })
  .routes({ aliases: { api: ['graphigo'] } })
