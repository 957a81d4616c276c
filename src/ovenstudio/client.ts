import { ovenstudio } from '../../generated/ovenstudio/index.js'
import { systemClock } from '../clock.js'
import type { ClientOf } from '../http/client-type.js'
import { createProvider } from '../http/client.js'
import { BASE_RULES, type BaseOptions } from '../http/options.js'
import { refusalOf } from '../http/result.js'
import { checkOptions, isSignal } from '../options.js'
import { originOf, type Address } from './address.js'
import { OvenStudioError } from './error.js'
import { readSignedUrl } from './read-signed-url.js'
import { signRequest, type SignedUrlRequest } from './sign-request.js'

/** What a client for OvenStudio takes: `auth` is `staticToken(value)` with a token from the console. */
export interface OvenStudioOptions extends BaseOptions, Address {}

/** A playback URL. A secret until it ends: anyone who has it can watch, and it cannot be revoked. */
export interface SignedPlaybackUrl {
  readonly url: string
  /** Epoch milliseconds: when it stops working. */
  readonly expiresAt: number
}

/** A client for OvenStudio. */
export interface OvenStudio extends ClientOf<typeof ovenstudio> {
  /**
   * Signs a playback URL of `stream`. Rejects with a `UsageError` before anything is sent if the request cannot succeed, an {@link
   * OvenStudioError} if OvenStudio refuses, a `DecodeError` if its answer has no URL, and the signal's reason when aborted. A 401 is not
   * retried: there is no other token.
   */
  readonly createSignedUrl: (
    request: SignedUrlRequest,
    options?: { readonly signal?: AbortSignal | undefined },
  ) => Promise<SignedPlaybackUrl>
}

/**
 * A client for one machine that runs OvenStudio LLHLS: there is no host for all. It uses HTTPS by default. No
 * limits are known. Facts and their certainty: specs/ovenstudio/openapi.yaml. Throws a `UsageError` for an option that is
 * missing or wrong.
 *
 * @example
 * const studio = createOvenStudio({ host: 'studio.example.com', auth: staticToken(accessToken) })
 * const { url } = await studio.createSignedUrl({ stream: 'concert', until: new Date('2027-01-01T00:00:00Z') })
 */
export function createOvenStudio(options: OvenStudioOptions): OvenStudio {
  const { profile } = ovenstudio
  checkOptions(profile.title, options, { ...BASE_RULES, host: true, port: true, plainHttp: true })
  const { host, port, plainHttp, ...base } = { ...options }
  const api = originOf({ host, port, plainHttp })
  const shape = { ...profile, servers: { ...profile.servers, api } }
  const client = createProvider({ ...ovenstudio, profile: shape })(base)
  const { baseUrl = api, clock = systemClock } = base
  const isPlain = new URL(baseUrl).protocol === 'http:'
  return {
    ...client,
    async createSignedUrl(request, options = {}) {
      checkOptions('createSignedUrl', options, { signal: isSignal })
      const { signal } = options
      const { body, end } = signRequest(request, clock.now())
      const result = await client.call('createSignedUrl', { body, signal })
      if (!result.ok) throw new OvenStudioError(refusalOf(result))
      return { url: readSignedUrl(result.data, { isPlain, status: result.status }), expiresAt: end * 1000 }
    },
  }
}
