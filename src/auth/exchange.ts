import type { OAuthProfile, Operation, Profile } from '../../specs/profile.js'
import { toBase64 } from '../base64.js'
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
import { readTokenResponse } from './token-response.js'
import type { TokenRecord } from './token.js'

/** A profile of a provider with OAuth. */
export type SigningProfile = Profile & { readonly oauth: OAuthProfile }

/** The settings for the token endpoint. */
export interface ExchangeOptions {
  readonly profile: SigningProfile
  /** The token endpoint. */
  readonly url: string
  /** POST sends a form (RFC 6749, section 3.2). GET sends everything in the query, for a provider that requires it. */
  readonly method: Operation['method']
  readonly clientId: string
  readonly clientSecret: string
  readonly clock: Clock
  /** Default: the platform's `fetch`, looked up at each call. */
  readonly fetch?: Fetch
  /** Default: one for the profile's `token` bucket. */
  readonly limit?: Limiter
}

/** The three grants of the token endpoint. Each returns a record that is not stored yet. */
export interface TokenEndpoint {
  /** RFC 6749, section 4.1.3; `verifier` as in RFC 7636, section 4.5. */
  code(request: {
    readonly code: string
    readonly redirectUri: string
    readonly verifier?: string
  }): Promise<TokenRecord>
  /** RFC 6749, section 6, for `scopes` (default: the granted ones). The record has a refresh token only if the answer has one. */
  refresh(refreshToken: string, scopes?: readonly string[]): Promise<TokenRecord>
  /** RFC 6749, section 4.4. */
  clientCredentials(scopes: readonly string[]): Promise<TokenRecord>
}

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
  const { profile, url, method, clientId, clientSecret, clock } = options
  const basic =
    profile.oauth.clientAuthentication === 'client_secret_basic' ? basicCredentials(profile, options) : undefined
  const limiter = options.limit ?? createLimiter(profile.limits, { clock, bucket: 'token' })
  const deadlines = new Deadlines(clock, TIMEOUT)
  const scope = (scopes: readonly string[] = []) =>
    scopes.length > 0 ? { scope: scopes.join(profile.oauth.scopeSeparator) } : undefined

  async function exchange(grant: string, fields: Readonly<Record<string, string>>): Promise<TokenRecord> {
    const secrets = [clientSecret, basic ?? '', ...secretsIn(fields)]
    const [target, init] = tokenRequest(grant, fields)
    let issuedAt = 0
    const { status, headers, text } = await withConnectRetry(clock, async () => {
      const slot = await limiter.acquire()
      issuedAt = clock.now()
      return attempt(secrets, target, init).finally(() => slot.finish())
    })
    const wait = retryAfter(status, headers, clock.now())
    return readTokenResponse(profile, { grant, status, text, retryAfter: wait, issuedAt }, secrets)
  }

  /**
   * The request of RFC 6749, section 4.1.3. If the provider's token endpoint takes only GET, all fields are in the query: the
   * address then holds the client's secret and must not be cached. (Not the `cache` of `fetch`: older Workers throw on it.)
   */
  function tokenRequest(grant: string, fields: Readonly<Record<string, string>>): [target: string, init: RequestInit] {
    const identity = basic === undefined ? { client_id: clientId, client_secret: clientSecret } : undefined
    const form = new URLSearchParams({ ...fields, grant_type: grant, ...identity }).toString()
    const headers = { accept: 'application/json', ...(basic !== undefined && { authorization: `Basic ${basic}` }) }
    const redirect = 'manual'
    if (method === 'GET')
      return [`${url}?${form}`, { method, redirect, headers: { ...headers, 'cache-control': 'no-cache, no-store' } }]
    const type = 'application/x-www-form-urlencoded;charset=UTF-8'
    return [url, { method, redirect, headers: { ...headers, 'content-type': type }, body: form }]
  }

  /** One attempt, with its whole answer. */
  async function attempt(secrets: readonly string[], target: string, init: RequestInit) {
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
  }
}

/**
 * The client's id and secret for a Basic header, as the profile says: encoded as `application/x-www-form-urlencoded` (RFC 6749,
 * appendix B) or raw. Throws `UsageError` for an id with a colon, which
 * cannot be sent raw (RFC 7617, section 2).
 */
function basicCredentials(
  { title, oauth: { basicCredentials: form } }: SigningProfile,
  client: ExchangeOptions,
): string {
  const { clientId, clientSecret } = client
  const encode = form === 'raw' ? String : (text: string) => new URLSearchParams({ '': text }).toString().slice(1)
  if (form === 'raw' && clientId.includes(':'))
    throw new UsageError(`${title} takes no clientId with a colon in it: copy it again from the provider's console.`)
  return toBase64(new TextEncoder().encode(`${encode(clientId)}:${encode(clientSecret)}`))
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
