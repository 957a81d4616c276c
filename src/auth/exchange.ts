import type { OAuthProfile, Profile } from '../../specs/profile.js'
import type { Clock } from '../clock.js'
import { DecodeError, NetworkError, TimeoutError, UsageError } from '../errors/index.js'
import { secretsIn } from '../errors/safe-text.js'
import { createLimiter } from '../http/limit.js'
import type { Limiter } from '../http/limiter.js'
import { networkFault } from '../http/network-fault.js'
import { readBody } from '../http/read-body.js'
import { retryAfter } from '../http/retry-after.js'
import type { Fetch } from '../http/send.js'
import { Deadlines } from '../http/timeout.js'
import { untilAborted } from '../store/until-aborted.js'
import { leaveNoTiming } from './leave-no-timing.js'
import { readDeviceResponse, type DeviceCodes } from './device-response.js'
import { tokenRequests, type ClientCredentials, type Endpoint } from './token-request.js'
import { readRefusal, readTokenResponse, type TokenResponse } from './token-response.js'
import type { RevocableTokens, TokenRecord } from './token.js'

/** A profile of a provider with OAuth. */
export type SigningProfile = Profile & { readonly oauth: OAuthProfile }

/** The settings for the token endpoint. */
export interface ExchangeOptions extends Endpoint, ClientCredentials {
  readonly profile: SigningProfile
  /** The endpoint that takes refresh tokens. Default: the token endpoint. */
  readonly refresh?: Endpoint
  /** The device authorization endpoint (RFC 8628, section 3.1). */
  readonly deviceAuthorization?: Endpoint
  /** The revocation endpoint (RFC 7009). */
  readonly revocation?: Endpoint
  readonly clock: Clock
  /** Default: the platform's `fetch`, looked up at each call. */
  readonly fetch?: Fetch
  /** Default: one for the profile's `token` bucket. */
  readonly limit?: Limiter
}

/** The grants of the token endpoint, and the endpoints beside it. Each grant returns a record that is not stored yet. */
export interface TokenEndpoint {
  /** RFC 6749, section 4.1.3; `verifier` as in RFC 7636, section 4.5. */
  code(request: {
    readonly code: string
    readonly redirectUri: string
    readonly verifier?: string
  }): Promise<TokenRecord>
  /** RFC 6749, section 6, for `scopes` (default: the granted ones). The record has a refresh token only if the answer has one. */
  refresh(refreshToken: string, scopes?: readonly string[]): Promise<TokenRecord>
  /** RFC 6749, section 4.4. An API key takes the place of the credentials at some providers. */
  clientCredentials(scopes: readonly string[]): Promise<TokenRecord>
  /** RFC 8628, section 3.1: the codes of a new device authorization. */
  authorizeDevice(scopes: readonly string[]): Promise<DeviceCodes>
  /** RFC 8628, section 3.4: one poll. Throws a `TokenEndpointError` with `authorization_pending` or `slow_down` before the user has decided. */
  device(deviceCode: string): Promise<TokenRecord>
  /** RFC 7009, section 2.1. Undefined if the provider has no revocation endpoint. */
  readonly revoke: ((record: RevocableTokens) => Promise<void>) | undefined
}

/** The grant type of a device code (RFC 8628, section 3.4). */
const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
/** Milliseconds for one attempt, the answer included. */
const TIMEOUT = 30_000
/** Milliseconds before the second and the third attempt. */
const BACKOFF = [250, 1000]
/** Maximum bytes of an answer, after decompression. Tokens take a few thousand. */
const LARGEST = 1_048_576

/**
 * Talks to a token endpoint as the profile says.
 *
 * - It retries only after a fault while connecting: once bytes were sent, a grant may be used up.
 * - Each attempt takes a turn of the `token` bucket of the limits. `issuedAt` is the time after that turn and before sending.
 * - It reads the whole answer, up to 1 MiB, within the attempt's timeout, so that the tokens can be stored at once.
 * - The address of a GET holds secrets: redirects are not followed, and no error, `Response` or resource timing shows the address.
 *
 * Throws what `readTokenResponse` throws, a `DecodeError` for an answer that is too long, `NetworkError` and `TimeoutError`.
 */
export function createExchange(options: ExchangeOptions): TokenEndpoint {
  const { profile, clock, deviceAuthorization, revocation } = options
  const requests = tokenRequests(profile, options)
  const limiter = options.limit ?? createLimiter(profile.limits, { clock, bucket: 'token' })
  const deadlines = new Deadlines(clock, TIMEOUT)
  const scope = (scopes: readonly string[] = []) =>
    scopes.length > 0 ? { scope: scopes.join(profile.oauth.scopeSeparator) } : undefined

  async function exchange(grant: string, fields: Readonly<Record<string, string>>): Promise<TokenRecord> {
    const endpoint = (grant === 'refresh_token' ? options.refresh : undefined) ?? options
    const { answer, secrets } = await send(endpoint, grant, { ...fields, grant_type: grant })
    return readTokenResponse(profile, answer, secrets)
  }

  /** Sends a request to an OAuth endpoint, and returns its whole answer. `what` names the request in errors. */
  async function send(endpoint: Endpoint, what: string, fields: Readonly<Record<string, string>>) {
    const secrets = [...requests.secrets, ...secretsIn(fields)]
    const [target, init] = requests.create(endpoint, fields)
    let issuedAt = 0
    const { status, headers, text } = await withConnectRetry(clock, async () => {
      const slot = await limiter.acquire()
      issuedAt = clock.now()
      return attempt(secrets, endpoint, target, init).finally(() => slot.finish())
    })
    const wait = retryAfter(status, headers, clock.now())
    const answer: TokenResponse = { grant: what, status, text, retryAfter: wait, issuedAt }
    return { answer, secrets }
  }

  /** One attempt, with its whole answer. */
  async function attempt(secrets: readonly string[], { url, method }: Endpoint, target: string, init: RequestInit) {
    const timeout = new AbortController()
    const deadline = deadlines.set(() => timeout.abort(outOfTime(profile)))
    const read = async () => {
      const response = await (options.fetch ?? globalThis.fetch)(target, { ...init, signal: timeout.signal })
      const text = await readBody(response, LARGEST, () => tooLong(profile, response.status))
      // A browser hides a redirect behind status 0.
      return { status: response.status || 302, headers: response.headers, text }
    }
    try {
      return await untilAborted(read(), timeout.signal)
    } catch (error) {
      throw networkFault(error, url, secrets)
    } finally {
      deadlines.lift(deadline)
      if (method === 'GET') leaveNoTiming(target)
    }
  }

  return {
    code: ({ code, redirectUri, verifier }) =>
      exchange('authorization_code', {
        code,
        redirect_uri: redirectUri,
        ...(verifier === undefined ? {} : { code_verifier: verifier }),
      }),
    refresh: (refreshToken, scopes) => exchange('refresh_token', { refresh_token: refreshToken, ...scope(scopes) }),
    clientCredentials: (scopes) => exchange('client_credentials', { ...scope(scopes) }),
    async authorizeDevice(scopes) {
      if (!deviceAuthorization) throw new UsageError(`${profile.title} has no device authorization: use begin().`)
      const { answer, secrets } = await send(deviceAuthorization, 'device authorization', { ...scope(scopes) })
      return readDeviceResponse(profile, answer, secrets)
    },
    device: (deviceCode) => exchange(DEVICE_GRANT, { device_code: deviceCode }),
    revoke:
      revocation &&
      (async ({ refreshToken, accessToken }) => {
        const token = refreshToken ?? accessToken
        const hint = refreshToken === undefined ? 'access_token' : 'refresh_token'
        const { answer, secrets } = await send(revocation, 'revocation', { token, token_type_hint: hint })
        if (answer.status < 200 || answer.status > 299) throw readRefusal(profile, answer, secrets)
      }),
  }
}

/** Runs `attempt` up to three times. It retries only after a network fault before anything was sent. */
async function withConnectRetry<T>(clock: Clock, attempt: () => Promise<T>): Promise<T> {
  for (const wait of BACKOFF) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof NetworkError) || error.phase !== 'connect') throw error
      await clock.sleep(wait)
    }
  }
  return attempt()
}

function outOfTime({ title }: Profile): TimeoutError {
  const message = `${title}'s token endpoint gave no answer in ${TIMEOUT / 1000} s. Stored tokens are kept; try again.`
  return new TimeoutError(message, { scope: 'attempt', limit: TIMEOUT })
}

function tooLong({ title }: Profile, status: number): DecodeError {
  const message = `${title}'s token endpoint answered ${status} with more than ${LARGEST} bytes. Is the base URL right?`
  return new DecodeError(message, { raw: '', status })
}
