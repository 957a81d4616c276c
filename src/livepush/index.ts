/** Livepush: streams, destinations, recordings, the scheduler, account. */
import type { components } from '../../generated/livepush/index.js'

export type { OperationId, Scope } from '../../generated/livepush/index.js'
export type { components, operations, paths } from '../../generated/livepush/types.js'
export { livepushAuth } from './auth.js'
export { createLivepush } from './client.js'
export { publishUrl } from './publish-url.js'
export { zoneId, type ZoneRef } from './zone.js'

type Schemas = components['schemas']
export type Recording = Schemas['Recording']
export type Stream = Schemas['Stream']
