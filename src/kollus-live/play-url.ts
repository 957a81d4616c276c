import { kollusLive } from '../../generated/kollus-live/index.js'
import { systemClock } from '../clock.js'
import { epochMs } from '../epoch-ms.js'
import { UsageError } from '../errors/index.js'
import { serverUrls } from '../http/server-urls.js'
import { checkOptions, isText, type OptionRules, type Rule } from '../options.js'
import { signKollusJwt } from './kollus-jwt.js'
import { claimRules, payloadOf, type KollusNames, type KollusPlayClaims } from './play-claims.js'
import { type KollusPlayQuery, playQuery } from './play-query.js'

/** The claims, the two keys of the service account, and the form of the URL. */
export interface KollusPlayUrlOptions extends KollusPlayClaims {
  /** The secret that signs the token (console: Settings → Basic info → Service account). Never send it to a page. */
  readonly securityKey: string
  /** The custom key, or user key, of the same page: the security key in encrypted form. Opaque, and several can stand for one key. */
  readonly customKey: string
  /** `s`: the player's page. `sr`: a redirect to the playlist, for players of your own. `si`: information for the player SDKs. Default: `s` */
  readonly form?: 's' | 'sr' | 'si' | undefined
  /** Default: `kr`. Only the host of `jp` is documented; it is inferred that its tokens are the same. */
  readonly region?: 'kr' | 'jp' | undefined
  /** Field names in the token. Default: `long`. `short` has `lmckey`, `cuid` and `expt`. */
  readonly names?: KollusNames | undefined
  /** Options of the player in the query. */
  readonly query?: KollusPlayQuery | undefined
  /** The address of a mock or proxy: `{baseUrl}/kollus-live/player/…`. */
  readonly baseUrl?: string | undefined
  /** The time that the ends are compared with (a number is epoch milliseconds). Default: now. */
  readonly now?: Date | number | undefined
}

const isOneOf = (...values: readonly string[]): Rule => ({
  must: `be ${values.join(' or ')}`,
  holds: (value) => values.includes(value as string),
})

const rules: OptionRules<KollusPlayUrlOptions> = {
  ...claimRules,
  securityKey: isText,
  customKey: isText,
  form: isOneOf('s', 'sr', 'si'),
  region: isOneOf('kr', 'jp'),
  names: isOneOf('long', 'short'),
  query: true,
  baseUrl: isText,
  now: true,
}

const japan = 'https://v-live-jp.kollus.com'

/**
 * The URL by which one viewer plays a channel. Needs no network. The result is a secret: anyone who has it can open it until `expiresAt`.
 * Make a new one for each page, as late as possible.
 *
 * - The token is HS256 over the claims, without registered claims (`iat`, `exp`), with which playback can fail.
 * - Times in seconds, times that are over and times after 2100 throw a `UsageError`, as every wrong option does. No message has a key.
 *
 * https://docs.kollus.com/en/dev-guide/live/player/jwt/
 *
 * @example
 * const url = await kollusPlayUrl({
 *   channelKey,
 *   clientUserId: 'viewer-1',
 *   expiresAt: new Date(Date.now() + 60_000),
 *   securityKey,
 *   customKey,
 *   query: { autoplay: true },
 * })
 */
export async function kollusPlayUrl(options: KollusPlayUrlOptions): Promise<string> {
  checkOptions('kollusPlayUrl', options, rules)
  const {
    securityKey,
    customKey,
    form = 's',
    region = 'kr',
    names = 'long',
    query,
    baseUrl,
    now,
    ...claims
  } = {
    ...options,
  }
  if (!customKey)
    throw new UsageError('customKey is empty. The console shows it beside the security key: Settings → Basic info.')
  const at = now === undefined ? systemClock.now() : epochMs(now, 'now')
  const jwt = await signKollusJwt(payloadOf(claims, names, at), securityKey)
  const host = region === 'jp' && baseUrl === undefined ? japan : serverUrls(kollusLive.profile, { baseUrl }).player
  return [`${host}/${form}?jwt=${jwt}`, `custom_key=${encodeURIComponent(customKey)}`, ...playQuery(query)].join('&')
}
