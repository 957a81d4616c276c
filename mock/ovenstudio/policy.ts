import { isBoolean, isOneOf, type Rules } from '../core/validate.js'
import type { Hash } from '../core/signing/signing-key.js'

/**
 * The policy of OvenStudio's mock. Little is documented, so most defaults are the most likely behavior (inferred). Facts:
 * specs/ovenstudio/openapi.yaml.
 */
export interface OvenStudioPolicy {
  /**
   * The API's port speaks TLS: every plain HTTP request gets the proxy's HTML page. In process, an `https://` URL counts as TLS.
   */
  readonly tlsPort: boolean
  /** The format of the response with a signed URL. Not documented. */
  readonly responseShape: 'object' | 'json-string' | 'text'
  /** Whether a name without a managed stream is refused or signed. */
  readonly unknownStream: '404' | 'sign'
  /** Refuses undocumented keys, such as `date_grater_than`, which the documentation has once. If off, they are ignored. */
  readonly strictKeys: boolean
  /** Refuses a window that ends in the past or before its start. Whether OvenStudio does is not known. */
  readonly strictWindow: boolean
  /**
   * `custom`: always a custom policy, valid for all files of the stream. `cli`: as in the AWS command line: a canned policy for one URL, or a
   * custom policy if there is a start; the files in the playlist are not covered.
   */
  readonly signing: 'custom' | 'cli'
  /** CloudFront uses SHA-1 by default, and SHA-256 with `Hash-Algorithm=SHA256` in the URL (CF-CODE in the spec). */
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

/** The rules of the switches. */
export const policyRules: Rules<OvenStudioPolicy> = {
  tlsPort: isBoolean,
  responseShape: isOneOf('object', 'json-string', 'text'),
  unknownStream: isOneOf('404', 'sign'),
  strictKeys: isBoolean,
  strictWindow: isBoolean,
  signing: isOneOf('custom', 'cli'),
  hash: isOneOf('SHA-1', 'SHA-256'),
}
