import { systemClock } from '../clock.js'
import { isSame } from '../constant-time.js'
import { epochMs } from '../epoch-ms.js'
import { UsageError } from '../errors/index.js'
import { checkOptions, isMilliseconds, isText, type OptionRules } from '../options.js'
import { readKollusJwt, type KollusJwtRefusal } from './kollus-jwt.js'

/** The options of the verification. */
export interface VerifyKollusPlayUrlOptions {
  /** The secret of the service account. */
  readonly securityKey: string
  /** The custom key that the URL must have. Default: any. */
  readonly customKey?: string | undefined
  /** The channel that the URL must be for. Default: any. */
  readonly channelKey?: string | undefined
  /** The time to check against (a number is epoch milliseconds). Default: now. */
  readonly now?: Date | number | undefined
  /** By how many milliseconds the clocks may differ. Default: 0. */
  readonly clockTolerance?: number | undefined
}

const rules: OptionRules<VerifyKollusPlayUrlOptions> = {
  securityKey: isText,
  customKey: isText,
  channelKey: isText,
  now: true,
  clockTolerance: isMilliseconds,
}

/** Why a URL is refused, in the order of the checks. */
export type KollusPlayRefusal =
  | 'malformed_url'
  | 'duplicate_parameter'
  | 'missing_token'
  | 'missing_custom_key'
  | 'custom_key_mismatch'
  | KollusJwtRefusal
  | 'expired'
  | 'channel_mismatch'

/** What a URL allows, or why it is refused. Times are epoch milliseconds. */
export type KollusPlayVerdict =
  | {
      readonly ok: true
      readonly form: 's' | 'sr' | 'si'
      readonly channelKey: string
      readonly clientUserId?: string
      readonly expiresAt: number
      readonly playUntil?: number
      /** All claims as received. */
      readonly payload: Readonly<Record<string, unknown>>
    }
  | { readonly ok: false; readonly reason: KollusPlayRefusal }

/**
 * Whether Kollus would open the URL of a player: for tests of code that makes such URLs. A refusal is a value; a wrong option throws a
 * `UsageError`.
 *
 * - The order is inferred: custom key, signature, expiry, channel. Any host passes, because a proxy or mock has its own.
 * - Both names of a field are read, and the long one wins (inferred). A URL is valid until just before the second of its end (inferred).
 *
 * @example
 * const verdict = await verifyKollusPlayUrl(url, { securityKey, channelKey: 'abcd1234efgh5678' })
 * if (!verdict.ok) console.log(verdict.reason)
 */
export async function verifyKollusPlayUrl(
  url: string,
  options: VerifyKollusPlayUrlOptions,
): Promise<KollusPlayVerdict> {
  checkOptions('verifyKollusPlayUrl', options, rules)
  const { securityKey, customKey, channelKey, now, clockTolerance = 0 } = { ...options }
  if (!securityKey) throw new UsageError('verifyKollusPlayUrl needs the securityKey of the service account.')
  const at = now === undefined ? systemClock.now() : epochMs(now, 'now')
  const { pathname, searchParams } = (URL.canParse(url) ? new URL(url) : {}) as Partial<URL>
  const form = /\/(s|sr|si)$/.exec(pathname ?? '')?.[1] as 's' | 'sr' | 'si' | undefined
  if (!form || !searchParams) return refuse('malformed_url')
  if (['jwt', 'custom_key'].some((name) => searchParams.getAll(name).length > 1)) return refuse('duplicate_parameter')
  const token = searchParams.get('jwt')
  const key = searchParams.get('custom_key')
  if (!token) return refuse('missing_token')
  if (!key) return refuse('missing_custom_key')
  if (customKey !== undefined && !isSame(key, customKey)) return refuse('custom_key_mismatch')

  const payload = await readKollusJwt(token, securityKey)
  if (typeof payload === 'string') return refuse(payload)
  const channel = payload.live_media_channel_key ?? payload.lmckey
  const user = payload.client_user_id ?? payload.cuid
  const expires = payload.expire_time ?? payload.expt
  const { play_expt: play } = payload
  if (typeof channel !== 'string' || !isSeconds(expires) || (play !== undefined && !isSeconds(play)))
    return refuse('malformed_payload')
  if (user !== undefined && typeof user !== 'string') return refuse('malformed_payload')
  if (at - clockTolerance >= expires * 1000) return refuse('expired')
  if (channelKey !== undefined && channel !== channelKey) return refuse('channel_mismatch')
  return {
    ok: true,
    form,
    channelKey: channel,
    ...(user !== undefined && { clientUserId: user }),
    expiresAt: expires * 1000,
    ...(play !== undefined && { playUntil: play * 1000 }),
    payload,
  }
}

/** The last whole second that a `Date` holds. */
const lastSecond = 8_640_000_000_000

const isSeconds = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= lastSecond

const refuse = (reason: KollusPlayRefusal): KollusPlayVerdict => ({ ok: false, reason })
