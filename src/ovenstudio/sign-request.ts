import type { components } from '../../generated/ovenstudio/types.js'
import { UsageError } from '../errors/index.js'
import { checkOptions, type OptionRules } from '../options.js'
import { epochMs } from '../epoch-ms.js'

/** What to sign, and its times. A number is epoch milliseconds. */
export interface SignedUrlRequest {
  /** Name of a managed stream, as in the console. */
  readonly stream: string
  /** When the URL stops working; at most 2038-01-19T03:14:07Z. A fraction of a second is cut off. */
  readonly until: Date | number
  /** When it starts to work. A fraction of a second is rounded up. Default: at once. */
  readonly from?: Date | number | undefined
}

const rules: OptionRules<SignedUrlRequest> = { stream: true, until: true, from: true }

/** The last instant that OvenStudio takes, 2038-01-19T03:14:07Z, in epoch seconds; that it is itself allowed is inferred. */
const LATEST = 2 ** 31 - 1

/** Control characters, line and paragraph separators, halves of surrogate pairs. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u

/**
 * The body for `request`, and when the URL will end (epoch seconds). Rounding never extends the requested time.
 *
 * Throws a `UsageError` for a request that OvenStudio would refuse or turn into a URL that never works: a stream without a name or with
 * line breaks in it, an invalid time, or an end that is past at `now` (epoch milliseconds), not after the start, or beyond 2038. Only the
 * limit is documented; the rest is inferred.
 */
export function signRequest(
  request: SignedUrlRequest,
  now: number,
): { readonly body: components['schemas']['SignedUrlRequest']; readonly end: number } {
  checkOptions('createSignedUrl', request, rules)
  const { stream, until, from } = { ...request }
  const must = (holds: boolean, rule: string) => {
    if (!holds) throw new UsageError(`createSignedUrl needs ${rule}.`)
  }
  must(typeof stream === 'string' && stream.trim() !== '', '"stream" to be the name of a managed stream')
  must(!UNPRINTABLE.test(stream), '"stream" to be a name on one line, without control characters')
  const end = Math.floor(epochMs(until, 'until') / 1000)
  must(end <= LATEST, `"until" to be no later than ${text(LATEST)}, the last instant OvenStudio can sign for`)
  must(end * 1000 > now, `"until" to be in the future (it is ${text(end)}; check the clock of this machine too)`)
  if (from === undefined)
    return { body: { stream: { stream_name: stream }, policy: { date_less_than: text(end) } }, end }
  const start = Math.ceil(epochMs(from, 'from') / 1000)
  must(start < end, '"from" to be at least a second earlier than "until"')
  const policy = { date_less_than: text(end), date_greater_than: text(start) }
  return { body: { stream: { stream_name: stream }, policy }, end }
}

/** `yyyy-mm-ddThh:mm:ssZ`, the only documented form. */
function text(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')
}
