import { isBoolean, isDuration, isOneOf, isText, type Rules } from '../core/validate.js'
import type { Duration } from '../core/time/duration.js'

/**
 * The switches of this mock. Defaults are what Livepush documents or, where it is silent, most likely does.
 * Facts: specs/livepush/openapi.yaml.
 */
export interface LivepushPolicy {
  /** What the token endpoint gives as `token_type`. The authentication page prints `access_token`; RFC 6749 would have `Bearer`. */
  readonly tokenType: string
  /** Also takes token requests as RFC 6749 has them: posted as a form, with the client in the form or in a Basic header. */
  readonly postTokenRequest: boolean
  /** Refuses token requests with an HTML page, as one public integration is prepared for. */
  readonly htmlErrors: boolean
  /** Gives every 400 and 401 the same words, as the inspector's reference prints them. */
  readonly vendorTexts: boolean
  /** Whether a token needs the scope of an operation. Which one it needs is inferred, and so is the 403. */
  readonly enforceScopes: boolean
  /** Lets the user allow single scopes. Inferred: the authentication page knows allowing and denying only. */
  readonly chooseScopes: boolean
  /** Takes a new stream without `category` for a simulcast; one public integration leaves it out. */
  readonly lenientCategory: boolean
  /** From the end of a session to its recording's appearance in the list, queued (inferred). */
  readonly recordingDelay: Duration
  /** From there to its result (inferred). */
  readonly recordingTime: Duration
  /** What recordings come to. */
  readonly recordingResult: 'completed' | 'errored'
  /** Refuses a playlist for a stream that is not of the category `schedule` (inferred). */
  readonly strictScheduler: boolean
  /** Whether a playlist begins anew at its end. There is an operation for this, of which only the title is known. */
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

/** What each switch must be. */
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
