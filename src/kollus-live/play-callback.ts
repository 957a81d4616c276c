import { CallbackError, UsageError } from '../errors/index.js'
import { readSingleFields, type FormSource } from '../http/read-form.js'
import { checkOptions, isBoolean, isText, type OptionRules } from '../options.js'
import { systemClock } from '../clock.js'
import { epochMs } from '../epoch-ms.js'
import { futureSeconds } from './epoch-seconds.js'
import { signKollusJwt } from './kollus-jwt.js'

/** The question of a secure player whether a viewer may watch. */
export interface KollusPlayRequest {
  /** 100 for live. The reply repeats it. */
  readonly kind: number
  readonly channelKey: string
  readonly broadcastKey: string
  /** Your id of the viewer, from the token of the URL. A public channel can be played without one. */
  readonly clientUserId?: string
  readonly playerId?: string
  /** Only from players that have one (Windows). */
  readonly hardwareId?: string
  /** The model of the device. */
  readonly deviceName?: string
  /** The values of the URL by their names, `uservalue0` to `uservalue99`. The viewer can change them. */
  readonly uservalues: Readonly<Record<string, string>>
  /** The device's clock, in epoch milliseconds. That the callback counts seconds is inferred. */
  readonly localtime?: number
  /** All fields as received, unknown ones included. */
  readonly raw: Readonly<Record<string, string>>
}

/**
 * The question in a playback callback: a `Request`, a body with its headers, or the form itself. Answer with {@link kollusPlayReply}, fast:
 * the player waits, and plays nothing without a good reply. Only secure players ask; the HTML5 player does not, even if a URL is set.
 *
 * Nothing signs the question: give Kollus an address that cannot be guessed. Throws a `CallbackError` that names the wrong field for a body
 * that is no form, is over 64 KiB, lacks a field, or has one twice.
 * https://docs.kollus.com/en/dev-guide/live/player/play-callback/
 *
 * @example
 * const { clientUserId, kind } = await parseKollusPlayCallback(request)
 * const reply = await kollusPlayReply({ allow: clientUserId === 'viewer-1', kind }, { securityKey, customKey })
 */
export async function parseKollusPlayCallback(source: FormSource): Promise<KollusPlayRequest> {
  const raw: Readonly<Record<string, string>> = Object.fromEntries(await readSingleFields(source))
  const localtime = raw.localtime ? whole(raw, 'localtime') * 1000 : undefined
  return {
    kind: whole(raw, 'kind'),
    channelKey: text(raw, 'channel_key'),
    broadcastKey: text(raw, 'media_content_key'),
    ...(raw.client_user_id && { clientUserId: raw.client_user_id }),
    ...(raw.player_id && { playerId: raw.player_id }),
    ...(raw.hardware_id && { hardwareId: raw.hardware_id }),
    ...(raw.device_name && { deviceName: raw.device_name }),
    uservalues: uservaluesOf(raw.uservalues),
    ...(localtime !== undefined && { localtime }),
    raw,
  }
}

/** Whether the viewer may watch. */
export interface KollusPlayAnswer {
  readonly allow: boolean
  /** What the player shows on a refusal. */
  readonly message?: string | undefined
  /** When the player stops (a number is epoch milliseconds), 2029-12-31T23:59:59Z at the latest. Default: never. */
  readonly expiresAt?: Date | number | undefined
  /** The `kind` of the question. Default: 100. */
  readonly kind?: number | undefined
}

/** The keys that sign a reply (console: Settings → Basic info → Service account). */
export interface KollusPlayKeys {
  readonly securityKey: string
  readonly customKey: string
  /** The time that `expiresAt` is compared with (a number is epoch milliseconds). Default: now. */
  readonly now?: Date | number | undefined
}

const answerRules: OptionRules<KollusPlayAnswer> = {
  allow: isBoolean,
  message: isText,
  expiresAt: true,
  kind: { must: 'be a whole number', holds: Number.isSafeInteger },
}
const keyRules: OptionRules<KollusPlayKeys> = { securityKey: isText, customKey: isText, now: true }

/** 2029-12-31T23:59:59Z, the bound of `expiration_date` in the vendor's older page. */
const latestExpiration = 1_893_455_999

/**
 * The reply to a playback callback: a bare JWT, with the custom key in `X-Kollus-UserKey`. That live has the reply of VOD is inferred.
 *
 * Throws a `UsageError`, which contains no key, for a missing key, for an `allow` that is not a boolean, and for an end that is over or after
 * 2029.
 *
 * @example
 * const reply = await kollusPlayReply({ allow: false, message: 'Please subscribe.' }, { securityKey, customKey })
 */
export async function kollusPlayReply(answer: KollusPlayAnswer, keys: KollusPlayKeys): Promise<Response> {
  checkOptions('kollusPlayReply', answer, answerRules)
  checkOptions('kollusPlayReply', keys, keyRules)
  const { allow, message, expiresAt, kind = 100 } = { ...answer }
  const { securityKey, customKey, now } = { ...keys }
  if (allow === undefined) throw new UsageError('kollusPlayReply needs allow: true or false.')
  if (!customKey || !/^[\x21-\x7e]+$/.test(customKey))
    throw new UsageError('customKey is what the console shows beside the security key: Settings → Basic info.')
  const at = now === undefined ? systemClock.now() : epochMs(now, 'now')
  const data = {
    kind,
    // Integers: a reply with "1" fails.
    result: allow ? 1 : 0,
    message,
    expiration_date: expiresAt === undefined ? undefined : futureSeconds(expiresAt, 'expiresAt', at, latestExpiration),
  }
  const headers = { 'content-type': 'text/plain', 'x-kollus-userkey': customKey, 'cache-control': 'no-store' }
  return new Response(await signKollusJwt({ data }, securityKey), { headers })
}

type Raw = Readonly<Record<string, string>>

function text(raw: Raw, field: string): string {
  const value = raw[field]?.trim()
  if (value) return value
  throw new CallbackError(`The callback has no "${field}". Check that a player of Kollus posts to this address.`, {
    field,
  })
}

function whole(raw: Raw, field: string): number {
  const value = text(raw, field)
  if (/^\d{1,15}$/.test(value)) return Number(value)
  throw new CallbackError(`"${field}" of the callback is not a whole number.`, { field })
}

/** JSON text; one vendor sample decodes it once more. */
function uservaluesOf(value: string | undefined): Readonly<Record<string, string>> {
  if (!value) return {}
  for (const decode of [(one: string) => one, decodeURIComponent]) {
    try {
      const read: unknown = JSON.parse(decode(value))
      if (typeof read === 'object' && read !== null && !Array.isArray(read)) return textsOf(read)
    } catch {
      // The next form, or the error below.
    }
  }
  throw new CallbackError('"uservalues" of the callback is not a JSON object.', { field: 'uservalues' })
}

const textsOf = (read: object): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(read).flatMap(([name, value]: [string, unknown]) =>
      typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [],
    ),
  )
