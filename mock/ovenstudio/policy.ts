import { isBoolean, isOneOf, type Rules } from '../core/validate.js'
import type { Hash } from '../core/signing/signing-key.js'

/**
 * The switches of this mock. Where OvenStudio's pages are silent, which is nearly everywhere, defaults are what it most likely does
 * (inferred). Facts: specs/ovenstudio/openapi.yaml.
 */
export interface OvenStudioPolicy {
  /**
   * The API's port speaks TLS: every request by plain HTTP gets the proxy's HTML page and nothing else. A socket of the mock never speaks
   * TLS; in process, an `https://` address does.
   */
  readonly tlsPort: boolean
  /** What a signed URL comes in; no page says. */
  readonly responseShape: 'object' | 'json-string' | 'text'
  /** Whether a name that no managed stream has is refused, or signed like any other. */
  readonly unknownStream: '404' | 'sign'
  /** Refuses keys that are not documented, such as `date_grater_than`, which the pages print once. Otherwise they are ignored. */
  readonly strictKeys: boolean
  /** Refuses a window that ends in the past or before it begins. Whether OvenStudio does is unknown. */
  readonly strictWindow: boolean
  /**
   * `custom`: always a custom policy over all that a player loads. `cli`: as the AWS command line has it for one address: a canned policy
   * unless there is a start, and what the playlist names is not covered.
   */
  readonly signing: 'custom' | 'cli'
  /** CloudFront takes SHA-1 unless `Hash-Algorithm=SHA256` stands in the URL (CF-CODE in the spec). */
  readonly hash: Hash
}

export const defaultPolicy: OvenStudioPolicy = {
  tlsPort: false,
  responseShape: 'object',
  unknownStream: '404',
  strictKeys: false,
  strictWindow: false,
  signing: 'custom',
  hash: 'SHA-1',
}

/** What each switch must be. */
export const policyRules: Rules<OvenStudioPolicy> = {
  tlsPort: isBoolean,
  responseShape: isOneOf('object', 'json-string', 'text'),
  unknownStream: isOneOf('404', 'sign'),
  strictKeys: isBoolean,
  strictWindow: isBoolean,
  signing: isOneOf('custom', 'cli'),
  hash: isOneOf('SHA-1', 'SHA-256'),
}
