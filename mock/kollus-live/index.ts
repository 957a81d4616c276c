import { kollusLive as spec } from '../../generated/kollus-live/mock.js'
import { defineProvider } from '../core/definition/define-provider.js'
import { authorize } from './authorize.js'
import { callbacks } from './callbacks.js'
import { consoleApp } from './console.js'
import { callbackConsole } from './console-callbacks.js'
import { dialect } from './dialect.js'
import { lifecycleTimers } from './lifecycle.js'
import { oauthDialect } from './oauth-dialect.js'
import { accountOperations } from './operations/account.js'
import { broadcastOperations } from './operations/broadcasts.js'
import { channelOperations } from './operations/channels.js'
import { statisticsOperations } from './operations/statistics.js'
import { syndicationOperations } from './operations/syndications.js'
import { overview } from './overview.js'
import { player } from './player.js'
import { playTimers } from './player/playback.js'
import { defaultPolicy, policyRules } from './policy.js'
import { withReadCache } from './read-cache.js'
import { recordingTimers } from './recordings.js'
import { defaultSeed, plantSeed, seedRules } from './seed.js'
import { longPath } from './short-path.js'
import { emptyState } from './state.js'

/** The mock of Kollus Live. Facts and their evidence: specs/kollus-live/openapi.yaml. */
export const kollusLive = defineProvider(spec)
  .brand('blue')
  .policy(defaultPolicy, policyRules)
  .state(emptyState)
  .seed(defaultSeed, plantSeed, seedRules)
  .dialect(dialect)
  .oauth(oauthDialect)
  .authorize(authorize)
  .handlers(withReadCache(accountOperations))
  .handlers(withReadCache(channelOperations))
  .handlers(withReadCache(syndicationOperations))
  .handlers(withReadCache(broadcastOperations))
  .handlers(withReadCache(statisticsOperations))
  .controls(() => import('./controls.js'))
  .overview(overview)
  .timers(lifecycleTimers)
  .timers(recordingTimers)
  .timers(playTimers)
  .callbacks(callbacks)
  .pages(consoleApp)
  .pages(callbackConsole)
  .pages(player)
  // The seed page shows the API on the console's host; five other sources name a separate host.
  .routes({ aliases: { api: ['console/api/v1/live'] }, rewrite: longPath })
