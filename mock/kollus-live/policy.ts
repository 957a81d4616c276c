import { isBoolean, isDuration, isOneOf, type Rules } from '../core/validate.js'
import type { Duration } from '../core/time/duration.js'

/**
 * The switches of this mock. Defaults are what Kollus most likely does; what is guessed says so.
 * Facts: specs/kollus-live/openapi.yaml.
 */
export interface KollusLivePolicy {
  /** Wording of errors. `L8`: league/oauth2-server 7-8 and Laravel 5.8, the likelier (inferred). `L9`: league 9 and Laravel 11. */
  readonly errorProfile: 'L8' | 'L9'
  /** Takes `grant_type=refresh_code`, which the seed page prints once, for `refresh_token`. */
  readonly lenientRefreshCode: boolean
  /** Also serves `/{service account}/…` without `service-accounts/`, as the seed page prints once. */
  readonly shortPath: boolean
  /** Without `Accept: application/json`, sends a caller without a token to `/login`, as Laravel does, instead of answering 401. */
  readonly loginRedirect: boolean
  /** Whether tokens of the client credentials grant may call the API. A vendor sample relies on it; unknown. */
  readonly clientCredentials: boolean
  /** How long a reply to a read is repeated unchanged; the seed page warns of stale reads. */
  readonly readCacheTtl: Duration
  /** Statistics of a broadcast show only this long after its end; 30 minutes in the console's documents. */
  readonly statDelay: Duration
  /** What `latest_broadcast` is where there was none: `{}`, the one form that a vendor sample survives, `[]` or `null`. */
  readonly emptyBroadcast: 'object' | 'array' | 'null'
  /** Sends a `request_id` with each callback. One vendor sample declares the field; no captured callback has it. */
  readonly requestId: boolean
  /** How long the signal may be lost before the broadcast ends. A channel setting whose name and default are unknown. */
  readonly grace: Duration
  /** From the end of a recording to its transfer callback (inferred). */
  readonly transferDelay: Duration
  /** What transfer callbacks report. */
  readonly transferResult: 'done' | 'failed'
}

export const defaultPolicy: KollusLivePolicy = {
  errorProfile: 'L8',
  lenientRefreshCode: false,
  shortPath: false,
  loginRedirect: false,
  clientCredentials: true,
  readCacheTtl: 0,
  statDelay: 0,
  emptyBroadcast: 'object',
  requestId: false,
  grace: '1m',
  transferDelay: '1m',
  transferResult: 'done',
}

/** What each switch must be. */
export const policyRules: Rules<KollusLivePolicy> = {
  errorProfile: isOneOf('L8', 'L9'),
  lenientRefreshCode: isBoolean,
  shortPath: isBoolean,
  loginRedirect: isBoolean,
  clientCredentials: isBoolean,
  readCacheTtl: isDuration,
  statDelay: isDuration,
  grace: isDuration,
  transferDelay: isDuration,
  emptyBroadcast: isOneOf('object', 'array', 'null'),
  requestId: isBoolean,
  transferResult: isOneOf('done', 'failed'),
}
