/** OvenStudio LLHLS: signed playback URLs, by its API and on one's own. */
export type { OperationId, Scope } from '../../generated/ovenstudio/operations.js'
export { createOvenStudio, type OvenStudio, type OvenStudioOptions, type SignedPlaybackUrl } from './client.js'
export { OvenStudioError, type OvenStudioErrorKind } from './error.js'
export type { SignedUrlRequest } from './sign-request.js'
