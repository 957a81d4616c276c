import { livepush as spec } from '../../generated/livepush/mock.js'
import { defineProvider } from '../core/definition/define-provider.js'
import { authorize } from './authorize.js'
import { consoleApp } from './console.js'
import { dialect } from './dialect.js'
import { timers } from './lifecycle.js'
import { oauthDialect } from './oauth-dialect.js'
import { accountOperations } from './operations/account.js'
import { destinationOperations } from './operations/destinations.js'
import { inspectorOperations } from './operations/inspector.js'
import { recordingOperations } from './operations/recordings.js'
import { schedulerOperations } from './operations/scheduler.js'
import { streamOperations } from './operations/streams.js'
import { overview } from './overview.js'
import { defaultPolicy, policyRules } from './policy.js'
import { defaultSeed, plantSeed, seedRules } from './seed.js'
import { emptyState } from './state.js'

/** The mock of Livepush. Facts and their evidence: specs/livepush/openapi.yaml. */
export const livepush = defineProvider(spec)
  .brand('violet')
  .policy(defaultPolicy, policyRules)
  .state(emptyState)
  .seed(defaultSeed, plantSeed, seedRules)
  .dialect(dialect)
  .oauth(oauthDialect)
  .authorize(authorize)
  .handlers(accountOperations)
  .handlers(streamOperations)
  .handlers(destinationOperations)
  .handlers(inspectorOperations)
  .handlers(recordingOperations)
  .handlers(schedulerOperations)
  .controls(() => import('./controls.js'))
  .overview(overview)
  .timers(timers)
  .pages(consoleApp)
  .routes({ methods: { exchangeToken: { POST: ({ postTokenRequest }) => postTokenRequest } } })
