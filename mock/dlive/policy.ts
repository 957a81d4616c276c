import { isBoolean, isCount, isDuration, isOneOf, type Rules } from '../core/validate.js'
import type { Duration } from '../core/time/duration.js'

/**
 * The policy of DLive's mock. Defaults are DLive's documented or, if undocumented, most likely behavior.
 * Facts: specs/dlive/openapi.yaml and specs/dlive/schema.graphql.
 */
export interface DLivePolicy {
  /** How a call without a valid token is refused: by `errors` in a 200 (several clients), or by a 401 (one client). */
  readonly unauthenticated: 'errors' | 'status'
  /** Which servers allow public fields without a token. DLive's overview requires one; the samples on the next page have none. */
  readonly anonymousReads: { readonly api: boolean; readonly graphigo: boolean }
  /** Whether the socket opens without a token. The documentation requires one; DLive's own site sent an empty payload. */
  readonly anonymousSockets: boolean
  /** The highest complexity of an operation, see `complexityOf`. That there is a limit is documented; its value is not. */
  readonly complexityLimit: number
  /** Allows fields that no documented scope covers. Default: refused (inferred). */
  readonly unlistedMutations: boolean
  /** Refuses every GraphQL call: by the 403 of DLive's edge, which is HTML (one client), or by a 429, which is the mock's own. */
  readonly throttle: false | 403 | 429
  /** Sends chest events in a list, like chat events. One old client expects that. */
  readonly chestAsArray: boolean
  /** The delay from the event `Live` to `User.livestream`. One client reports some seconds. */
  readonly liveDelay: Duration
  /** The duration of a chest's giveaway (inferred). */
  readonly giveawayTime: Duration
  /**
   * How a token response states the expiry: as in the documented samples (`expiry` in the year 1 for a code, `expires_in` otherwise), by
   * `expires_in`, by both (`expiry` is then the real time), or not at all.
   */
  readonly responseProfile: 'documented' | 'expires_in' | 'both' | 'neither'
  /** Uses the error statuses of RFC 6749, section 5.2, instead of those of go-oauth2 (both inferred). */
  readonly rfcStatuses: boolean
  /** The format of access tokens. One documented sample begins like a JWT. Clients must treat both as opaque. */
  readonly accessTokens: 'jwt' | 'opaque'
  /** Also accepts the parameters of a token request in the query, as one old client sends them. */
  readonly lenientTokenRequest: boolean
}

export const defaultPolicy: DLivePolicy = {
  unauthenticated: 'errors',
  anonymousReads: { api: false, graphigo: true },
  anonymousSockets: false,
  // Enough for a chat's whole history: 200 events with every field.
  complexityLimit: 20_000,
  unlistedMutations: false,
  throttle: false,
  chestAsArray: false,
  liveDelay: 0,
  giveawayTime: '10m',
  responseProfile: 'documented',
  rfcStatuses: false,
  accessTokens: 'jwt',
  lenientTokenRequest: false,
}

/** The rules of the switches. */
export const policyRules: Rules<DLivePolicy> = {
  unauthenticated: isOneOf('errors', 'status'),
  anonymousReads: {
    must: 'be { api, graphigo }, each true or false',
    holds: (value) => {
      const { api, graphigo } = Object(value) as Record<string, unknown>
      return typeof api === 'boolean' && typeof graphigo === 'boolean'
    },
  },
  anonymousSockets: isBoolean,
  complexityLimit: isCount,
  unlistedMutations: isBoolean,
  throttle: isOneOf(false, 403, 429),
  chestAsArray: isBoolean,
  liveDelay: isDuration,
  giveawayTime: isDuration,
  responseProfile: isOneOf('documented', 'expires_in', 'both', 'neither'),
  rfcStatuses: isBoolean,
  accessTokens: isOneOf('jwt', 'opaque'),
  lenientTokenRequest: isBoolean,
}
