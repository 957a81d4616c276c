/** OvenStudio LLHLS: signed playback URLs, from its API or signed locally. */
export type { OperationId, Scope } from '../../generated/ovenstudio/index.js'
export type { components, operations, paths } from '../../generated/ovenstudio/types.js'
export { createOvenStudio, type OvenStudio, type OvenStudioOptions, type SignedPlaybackUrl } from './client.js'
export { OvenStudioError, type OvenStudioErrorKind } from './error.js'
export type { SignedUrlRequest } from './sign-request.js'
export { signCookies, type SignCookiesOptions, signUrl, type SignUrlOptions } from './cloudfront-sign.js'
export type { CloudFrontHash, CloudFrontKey } from './cloudfront-key.js'
export {
  verifySignedUrl,
  type SignedUrlRefusal,
  type SignedUrlVerdict,
  type VerifySignedUrlOptions,
} from './cloudfront-verify.js'
export { signedPolicy, type SignedPolicyOptions } from './signed-policy.js'
export {
  verifySignedPolicy,
  type SignedPolicyRefusal,
  type SignedPolicyVerdict,
  type VerifySignedPolicyOptions,
} from './signed-policy-verify.js'
