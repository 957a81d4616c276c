import { isBoolean, isDuration, isOneOf, isText, type Rules } from '../core/validate.js'
import type { Duration } from '../core/time/duration.js'

/**
 * The policy of Livepush's mock. Defaults are Livepush's documented or, if undocumented, most likely behavior.
 * Facts: specs/livepush/openapi.yaml.
 */
export interface LivepushPolicy {
  /** The `token_type` in token responses. The authentication page shows `access_token`; RFC 6749 would have `Bearer`. */
  readonly tokenType: string
  /** Also accepts token requests as in RFC 6749: POST with a form, and the client in the form or in a Basic header. */
  readonly postTokenRequest: boolean
  /** Refuses token requests with an HTML page, as one public integration expects. */
  readonly htmlErrors: boolean
  /** Uses the same text for every 400 and 401, as in the inspector's reference. */
  readonly vendorTexts: boolean
  /** Whether a token needs the scope of the operation. The scopes of operations and the 403 are inferred. */
  readonly enforceScopes: boolean
  /** Lets the user allow single scopes. Inferred: the authentication page describes only allowing and denying. */
  readonly chooseScopes: boolean
  /** Creates a simulcast if `category` is missing. One public integration omits it. */
  readonly lenientCategory: boolean
  /** The delay from the end of a session to its queued recording (inferred). */
  readonly recordingDelay: Duration
  /** The delay from then to the result of the recording (inferred). */
  readonly recordingTime: Duration
  /** The result of recordings. */
  readonly recordingResult: 'completed' | 'errored'
  /** Refuses a playlist for a stream that is not of the category `schedule` (inferred). */
  readonly strictScheduler: boolean
  /** Whether a playlist repeats. Livepush has an operation for this, of which only the title is known. */
  readonly loop: boolean
}

export const defaultPolicy: LivepushPolicy = {
  tokenType: 'access_token',
  postTokenRequest: false,
  htmlErrors: false,
  vendorTexts: false,
  enforceScopes: true,
  chooseScopes: false,
  lenientCategory: false,
  recordingDelay: '1m',
  recordingTime: '1m',
  recordingResult: 'completed',
  strictScheduler: false,
  loop: true,
}

/** The rules of the switches. */
export const policyRules: Rules<LivepushPolicy> = {
  tokenType: isText,
  postTokenRequest: isBoolean,
  htmlErrors: isBoolean,
  vendorTexts: isBoolean,
  lenientCategory: isBoolean,
  enforceScopes: isBoolean,
  chooseScopes: isBoolean,
  strictScheduler: isBoolean,
  recordingDelay: isDuration,
  recordingTime: isDuration,
  recordingResult: isOneOf('completed', 'errored'),
  loop: isBoolean,
}
