import { isSame } from '../constant-time.js'
import { CallbackError } from '../errors/index.js'
import { readSingleFields, type FormSource } from '../http/read-form.js'
import { checkOptions, isText, type OptionRules } from '../options.js'
import { md5 } from './md5.js'

/** A report of a player on how far a viewer has watched. Two receivers are known, with different names for the same fields. */
export interface KollusLmsReport {
  /** Your id of the viewer. A public channel can be played without one. */
  readonly clientUserId?: string
  /** When this session began, in epoch milliseconds. With the viewer's id it tells sessions apart. */
  readonly startedAt?: number
  /** How long the session has run, and how long the viewer has watched, in milliseconds. That the fields count seconds is inferred. */
  readonly elapsed?: number
  readonly watched?: number
  readonly broadcastKey?: string
  /** The host of the page with the player. */
  readonly hostName?: string
  /** `lms_data` or `json_data` as JSON, or as text if it is none. Its structure is not documented for live. */
  readonly detail?: unknown
  /** Whether the report had a `hash` and the security key was given. A `hash` that is wrong is an error. */
  readonly isVerified: boolean
  /** All fields, unknown ones included. Values of digits only are numbers, in the units of Kollus. */
  readonly fields: Readonly<Record<string, string | number>>
  /** All fields as received. */
  readonly raw: Readonly<Record<string, string>>
}

/** The options of the parser. */
export interface KollusLmsOptions {
  /** Verifies the `hash` of reports that have one. That it is the security key which signs them is inferred. */
  readonly securityKey?: string | undefined
}

const rules: OptionRules<KollusLmsOptions> = { securityKey: isText }

/**
 * The report in an LMS callback: a `Request`, a body with its headers, or the form itself. The player ignores the answer and sends nothing
 * again, so expect gaps. Most reports are not signed: do not grade anyone by them alone.
 *
 * Throws a `CallbackError` that names the wrong field for a body that is no form, is over 64 KiB, has a field twice, or is no report, and
 * for a wrong `hash`. https://docs.kollus.com/en/dev-guide/live/player/lms-callback/
 *
 * @example
 * const { clientUserId, watched } = await parseKollusLmsCallback(request)
 * console.log(clientUserId, (watched ?? 0) / 1000)
 */
export async function parseKollusLmsCallback(source: FormSource, options?: KollusLmsOptions): Promise<KollusLmsReport> {
  checkOptions('parseKollusLmsCallback', options, rules)
  const pairs = await readSingleFields(source)
  const raw: Readonly<Record<string, string>> = Object.fromEntries(pairs)
  const clientUserId = raw.client_user_id
  if (!clientUserId && !raw.media_content_key)
    throw new CallbackError(
      'The callback has neither "client_user_id" nor "media_content_key". Check that a player of Kollus posts to this address.',
      { field: 'client_user_id' },
    )
  const isVerified = isSigned(pairs, options?.securityKey)
  const fields = Object.fromEntries(pairs.map(([name, value]) => [name, numberOf(value) ?? value]))
  const startedAt = milliseconds(raw.start_at ?? raw.start_time)
  const elapsed = milliseconds(raw.run_time)
  const watched = milliseconds(raw.show_time)
  const detail = raw.json_data ?? raw.lms_data
  return {
    ...(clientUserId && { clientUserId }),
    ...(startedAt !== undefined && { startedAt }),
    ...(elapsed !== undefined && { elapsed }),
    ...(watched !== undefined && { watched }),
    ...(raw.media_content_key && { broadcastKey: raw.media_content_key }),
    ...(raw.host_name && { hostName: raw.host_name }),
    ...(detail && { detail: jsonOrText(detail) }),
    isVerified,
    fields,
    raw,
  }
}

/** The pages of Kollus's players. */
const players = /^https:\/\/v-live-(kr|jp)\.kollus\.com$/

/**
 * The headers that let the browser player report: its reports are cross-origin requests. Add them to the answer to `POST`, and answer
 * `OPTIONS` with 204 and them. Empty for any other origin, and without one, as installed players send (inferred).
 *
 * @example
 * const headers = lmsCorsHeaders(request.headers.get('origin'))
 * const answer = new Response(null, { status: 204, headers })
 */
export function lmsCorsHeaders(origin: string | null | undefined): Record<string, string> {
  if (!origin || !players.test(origin)) return {}
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'POST, OPTIONS',
    'access-control-allow-headers': 'Content-Type',
    vary: 'Origin',
  }
}

/**
 * `hash` is `md5(md5(body) + '+' + key)` of the decoded body without it (a vendor sample has this, commented out). Nothing else of a report is
 * authentic, so a report without it is read all the same.
 */
function isSigned(pairs: readonly (readonly [string, string])[], securityKey: string | undefined): boolean {
  const hash = pairs.find(([name]) => name === 'hash')?.[1]
  if (hash === undefined || securityKey === undefined) return false
  const body = pairs.filter(([name]) => name !== 'hash').map(([name, value]) => `${name}=${value}`)
  if (isSame(hash.toLowerCase(), md5(`${md5(body.join('&'))}+${securityKey}`))) return true
  throw new CallbackError(
    'The "hash" of the callback does not fit its fields. Check the security key, and who posts.',
    {
      field: 'hash',
    },
  )
}

/** Only what a number writes in the same way: an id such as 007 stays text. */
const numberOf = (value: string | undefined): number | undefined =>
  value !== undefined && /^(0|[1-9]\d{0,14})$/.test(value) ? Number(value) : undefined

function milliseconds(value: string | undefined): number | undefined {
  const seconds = numberOf(value?.trim())
  return seconds === undefined ? undefined : seconds * 1000
}

function jsonOrText(value: string): unknown {
  try {
    return JSON.parse(value) as unknown
  } catch {
    return value
  }
}
