/** Kollus Live (Catenoid): channels, broadcasts, syndications, statistics, callbacks. */
import type { components } from '../../generated/kollus-live/index.js'

export type { OperationId, Scope } from '../../generated/kollus-live/index.js'
export { kollusLiveAuth } from './auth.js'
export { isRepeat, parseKollusLiveCallback } from './callbacks.js'
export type { KollusLiveEvent, LiveState, LiveStateEvent, RecordingTransferEvent, UnknownEvent } from './callbacks.js'
export { createKollusLive } from './client.js'
export { latestBroadcast } from './latest-broadcast.js'

type Schemas = components['schemas']
export type Broadcast = Schemas['Broadcast']
export type Channel = Schemas['Channel']
