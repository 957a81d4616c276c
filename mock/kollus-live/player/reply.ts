import type { Delivered } from '../../core/deliver.js'
import type { ServiceAccount } from '../state.js'
import { messages, refusal, type PlayerRefusal } from './codes.js'
import { readToken, readUnverified } from './token.js'

/** What the mock found in the reply to a playback callback. Plain data without keys and token. */
export interface ReplyFinding {
  /** The HTTP status. Null if there was no reply. */
  readonly status: number | null
  /** Whether the body is a JWT that the security key signed, with a JSON object in `data`. */
  readonly isToken: boolean
  /** Whether `X-Kollus-UserKey` is the custom key. */
  readonly hasUserKey: boolean
  /** Whether `result`, and `expiration_date` if there is one, are JSON integers. */
  readonly hasIntegers: boolean
  readonly result: number | null
  readonly message: string | null
  /** Epoch seconds. */
  readonly expirationDate: number | null
}

/** The last second that `expiration_date` may name: 2029-12-31T23:59:59Z. */
const latestExpiration = 1_893_455_999

/** What a player makes of the result of a playback callback. A refusal, or null; `endsAt` is epoch milliseconds or null. */
export interface Judged {
  readonly finding: ReplyFinding
  readonly refused: PlayerRefusal | null
  readonly endsAt: number | null
}

/**
 * Judges the reply to a playback callback. Without a good reply nothing plays. The reply is that of VOD; that live has the same is inferred, as
 * are the codes for the wrong user key (4004), for integers as text (8672) and for no reply at all (8670).
 */
export async function judgeReply(
  delivered: Delivered | null,
  { securityKey, customKey }: ServiceAccount,
  now: number,
): Promise<Judged> {
  const status = delivered && 'status' in delivered ? delivered.status : null
  const reply = delivered && 'status' in delivered ? delivered.reply : undefined
  const body = reply?.body.trim() ?? ''
  const payload = body === '' ? 'signature' : await readToken(body, securityKey)
  const data = typeof payload === 'string' ? undefined : payload['data']
  const fields = typeof data === 'object' && data !== null ? (data as Readonly<Record<string, unknown>>) : undefined
  const { result, message, expiration_date: expires = 0 } = fields ?? {}
  const finding: ReplyFinding = {
    status,
    isToken: fields !== undefined,
    hasUserKey: reply?.headers['x-kollus-userkey'] === customKey,
    hasIntegers: fields !== undefined && (result === 0 || result === 1) && isExpiration(expires),
    result: typeof result === 'number' ? result : null,
    message: typeof message === 'string' ? message : null,
    expirationDate: typeof expires === 'number' && expires > 0 ? expires : null,
  }
  const endsAt = finding.expirationDate === null ? null : finding.expirationDate * 1000
  const refuse = (refused: PlayerRefusal): Judged => ({ finding, refused, endsAt: null })

  if (status !== null && status >= 400 && status <= 599)
    return refuse({ code: 10_000 + status, message: `The server of the playback callback answered ${status}.` })
  if (status !== 200 || body === '') return refuse(refusal(8670))
  if (payload === 'signature') return refuse(refusal(8671))
  if (!finding.isToken) return refuse(refusal(8672))
  if (!finding.hasUserKey) return refuse(refusal(4004))
  if (!finding.hasIntegers) return refuse(refusal(8672))
  if (result === 0) return refuse({ code: 8673, message: finding.message ?? messages[8673] })
  if (endsAt !== null && endsAt <= now) return refuse(refusal(8674))
  return { finding, refused: null, endsAt }
}

/** What a reply says, for the dashboard. The signature is not verified here: {@link judgeReply} does it. */
export function describeReply(body: string): string {
  const data = readUnverified(body.trim())?.['data']
  const { result, message } = (typeof data === 'object' && data !== null ? data : {}) as Readonly<
    Record<string, unknown>
  >
  if (result === 1) return 'allowed'
  if (result !== 0) return 'no token with a result of 0 or 1'
  return typeof message === 'string' ? `refused: ${message}` : 'refused'
}

const isExpiration = (value: unknown): boolean =>
  Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= latestExpiration
