/** Kollus Live (Catenoid): channels, broadcasts, syndications, statistics, callbacks, playback. */
import type { RateLimit } from '../../specs/profile.js'
import { kollusLive, type components } from '../../generated/kollus-live/index.js'

export type { OperationId, Scope } from '../../generated/kollus-live/index.js'
export type { components, operations, paths } from '../../generated/kollus-live/types.js'
export { kollusLiveAuth } from './auth.js'
export { isRepeat, parseKollusLiveCallback } from './callbacks.js'
export type { KollusLiveEvent, LiveState, LiveStateEvent, RecordingTransferEvent, UnknownEvent } from './callbacks.js'
export { createKollusLive } from './client.js'
export { latestBroadcast } from './latest-broadcast.js'
export { lmsCorsHeaders, parseKollusLmsCallback } from './lms-callback.js'
export type { KollusLmsOptions, KollusLmsReport } from './lms-callback.js'
export { kollusPlayReply, parseKollusPlayCallback } from './play-callback.js'
export type { KollusPlayAnswer, KollusPlayKeys, KollusPlayRequest } from './play-callback.js'
export type { KollusChat, KollusNames, KollusPlayClaims, KollusWatermark } from './play-claims.js'
export type { KollusPlayQuery } from './play-query.js'
export { kollusPlayUrl, type KollusPlayUrlOptions } from './play-url.js'
export { verifyKollusPlayUrl } from './play-url-verify.js'
export type { KollusPlayRefusal, KollusPlayVerdict, VerifyKollusPlayUrlOptions } from './play-url-verify.js'

/**
 * The provider's limits, with their certainty: for a limiter that several clients or processes share.
 *
 * @example
 * const limit = createLimiter(kollusLiveLimits)
 * const kollus = createKollusLive({ serviceAccount, auth, limit })
 */
export const kollusLiveLimits: readonly RateLimit[] = kollusLive.profile.limits

type Schemas = components['schemas']
export type Broadcast = Schemas['Broadcast']
export type Channel = Schemas['Channel']
