import { ovenstudio as spec } from '../../generated/ovenstudio/mock.js'
import { defineProvider } from '../core/definition/define-provider.js'
import { viewerTimers } from './admission/viewers.js'
import { authorize } from './authorize.js'
import { callbacks } from './callbacks.js'
import { consoleApp } from './console.js'
import { dialect } from './dialect.js'
import { edge } from './edge.js'
import { lifecycleTimers } from './lifecycle.js'
import { signedUrlOperations } from './operations/signed-url.js'
import { overview } from './overview.js'
import { defaultPolicy, policyRules } from './policy.js'
import { defaultSeed, plantSeed, seedRules } from './seed.js'
import { emptyState } from './state.js'
import { tlsPort } from './tls-port.js'

/** The mock of OvenStudio. Facts and their evidence: specs/ovenstudio/openapi.yaml. */
export const ovenstudio = defineProvider(spec)
  .brand('teal')
  .policy(defaultPolicy, policyRules)
  .state(emptyState)
  .seed(defaultSeed, plantSeed, seedRules)
  .dialect(dialect)
  .authorize(authorize)
  .handlers(signedUrlOperations)
  .controls(() => import('./controls.js'))
  .overview(overview)
  .timers({ ...lifecycleTimers, ...viewerTimers })
  .callbacks(callbacks)
  .pages(tlsPort)
  .pages(consoleApp)
  .pages(edge)
