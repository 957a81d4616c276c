import { isBoolean, isDuration, isOneOf, type Rules } from '../core/validate.js'
import type { Duration } from '../core/time/duration.js'

/**
 * The policy of Kollus Live's mock. Defaults are Kollus's most likely behavior.
 * Facts: specs/kollus-live/openapi.yaml.
 */
export interface KollusLivePolicy {
  /** The format of errors. `L8`: league/oauth2-server 7-8 and Laravel 5.8, which is more likely (inferred). `L9`: league 9 and Laravel 11. */
  readonly errorProfile: 'L8' | 'L9'
  /** Accepts `grant_type=refresh_code` for `refresh_token`. The seed page has it once. */
  readonly lenientRefreshCode: boolean
  /** Also serves `/{service account}/…` without `service-accounts/`, as the seed page has it once. */
  readonly shortPath: boolean
  /** Redirects a call without a token and without `Accept: application/json` to `/login`, as Laravel does, instead of a 401. */
  readonly loginRedirect: boolean
  /** Whether tokens of the client credentials grant may call the API. Not documented, but one of the provider's samples relies on it. */
  readonly clientCredentials: boolean
  /** How long reads are cached. The seed page warns of stale reads. */
  readonly readCacheTtl: Duration
  /** The delay of a broadcast's statistics after its end. The console's documentation says 30 minutes. */
  readonly statDelay: Duration
  /** The value of `latest_broadcast` if there was none: `{}` (the only form that a sample of the provider handles), `[]` or `null`. */
  readonly emptyBroadcast: 'object' | 'array' | 'null'
  /** Sends a `request_id` with each callback. One sample of the provider declares it; no captured callback has it. */
  readonly requestId: boolean
  /** How long the signal may be lost before the broadcast ends. Kollus has a channel setting for it; its name and default are not known. */
  readonly grace: Duration
  /** The delay from the end of a recording to its transfer callback (inferred). */
  readonly transferDelay: Duration
  /** The result in transfer callbacks. */
  readonly transferResult: 'done' | 'failed'
  /** The fields of reports on viewers: those of the newer receiver, with `start_at`, or of the older, with `start_time` and `hash`. */
  readonly lmsFields: 'start_at' | 'start_time'
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
  lmsFields: 'start_at',
}

/** The rules of the switches. */
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
  lmsFields: isOneOf('start_at', 'start_time'),
}
