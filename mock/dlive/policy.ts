import { isBoolean, isCount, isDuration, isOneOf, type Rules } from '../core/validate.js'
import type { Duration } from '../core/time/duration.js'

/**
 * The switches of this mock. Defaults are what DLive documented or, where it was silent, most likely did.
 * Facts: specs/dlive/openapi.yaml and specs/dlive/schema.graphql.
 */
export interface DLivePolicy {
  /** How a call without a live token is refused where it needs one: by `errors` in a 200 (clients), or by a 401 (one client). */
  readonly unauthenticated: 'errors' | 'status'
  /** Which servers answer public fields without a token. The overview always wants one, the samples of the next page have none. */
  readonly anonymousReads: { readonly api: boolean; readonly graphigo: boolean }
  /** Whether the socket opens without a token. The documents want one; the site's own socket took an empty payload. */
  readonly anonymousSockets: boolean
  /** What an operation may cost at most, in the mock's own measure; see `complexityOf`. That there is a limit is documented, its value is not. */
  readonly complexityLimit: number
  /** Allows the fields that no scope of the official table fits. Refused by default (inferred). */
  readonly unlistedMutations: boolean
  /** Refuses every GraphQL call: by the edge's 403, which is no JSON (one client), or by a 429, which is this mock's own. */
  readonly throttle: false | 403 | 429
  /** Delivers events of the chest in a list, as those of the chat are; one old client read them so. */
  readonly chestAsArray: boolean
  /** From the event `Live` to the moment when `User.livestream` is there; known to lag by some seconds (one client). */
  readonly liveDelay: Duration
  /** How long a giveaway of a chest takes (inferred). */
  readonly giveawayTime: Duration
  /**
   * How the token endpoint says when an access token ends: as the page's samples do (`expiry` in the year 1 for a code,
   * `expires_in` otherwise), by one, by both (then with the real time), or not at all.
   */
  readonly responseProfile: 'documented' | 'expires_in' | 'both' | 'neither'
  /** Refuses with the statuses of RFC 6749, section 5.2, and not with those of go-oauth2 (both inferred). */
  readonly rfcStatuses: boolean
  /** What access tokens look like: one sample begins like a JWT, the others say nothing. Opaque either way. */
  readonly accessTokens: 'jwt' | 'opaque'
  /** Also reads the parameters of a token request from its query, as one old client sends them. */
  readonly lenientTokenRequest: boolean
}

export const defaultPolicy: DLivePolicy = {
  unauthenticated: 'errors',
  anonymousReads: { api: false, graphigo: true },
  anonymousSockets: false,
  // Enough for all that a chat remembers, 200 events with every field.
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

/** What each switch must be. */
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
