import { fromBase64 } from '../base64.js'
import { systemClock } from '../clock.js'
import { UsageError } from '../errors/index.js'
import { checkOptions, isMilliseconds, isText, type OptionRules } from '../options.js'
import { type AdmissionSource, fault, readSignedBody } from './admission-body.js'
import { readAdmission } from './admission-fields.js'
import type { Admission } from './admission.js'

/** The options of the verification. */
export interface ParseAdmissionOptions {
  /** The `SecretKey` of `AdmissionWebhooks` in the server's `Server.xml`. */
  readonly secret: string
  /**
   * How far the time of the request may be from `now`, in milliseconds, before or after. Default: 300000 (five minutes), which leaves room
   * for two clocks that differ. `Infinity` accepts any time.
   */
  readonly maxAge?: number | undefined
  /** The time to check against (a number is epoch milliseconds). Default: now. */
  readonly now?: Date | number | undefined
}

const rules: OptionRules<ParseAdmissionOptions> = { secret: isText, maxAge: isMilliseconds, now: true }

const FIVE_MINUTES = 300_000

/**
 * The admission in a webhook of OvenMediaEngine, after its signature and its time are checked.
 *
 * - The signature `X-OME-Signature` is HMAC-SHA1 over the bytes of the body, in base64url. WebCrypto compares it in constant time.
 * - A request can be replayed within `maxAge`, because nothing in it is unique: a decision must not use up anything.
 * - Answer an opening with {@link allow} or {@link deny} within 3 seconds, and a closing with {@link acknowledge}. The engine lets no one in
 *   without a valid answer, so any error status denies.
 *
 * Throws a `CallbackError` that names the wrong field: without a signature, signed with another secret or over another body, too old, not
 * JSON, over 64 KiB. No message contains a secret. Throws a `UsageError` for a wrong option.
 * Source: OvenMediaEngine, docs/access-control/admission-webhooks.md and its code.
 *
 * @example
 * const admission = await parseAdmission(request, { secret })
 * if (admission.status === 'closing') console.log('left:', admission.protocol)
 */
export async function parseAdmission(source: AdmissionSource, options: ParseAdmissionOptions): Promise<Admission> {
  checkOptions('parseAdmission', options, rules)
  const { secret, maxAge = FIVE_MINUTES, now = systemClock.now() } = { ...options }
  if (typeof secret !== 'string' || secret === '')
    throw new UsageError("secret is empty: it is the SecretKey of AdmissionWebhooks in the server's Server.xml.")
  const moment = Number(now)
  if (!Number.isFinite(moment))
    throw new UsageError('now is not a valid time: give a valid Date or epoch milliseconds.')

  const { bytes, signature } = await readSignedBody(source)
  if (!(await isSigned(bytes, signature, secret))) {
    const message =
      'The X-OME-Signature does not fit the body. Compare the secret with SecretKey, and pass the body as received.'
    throw fault(message, 'x-ome-signature')
  }
  const admission = readAdmission(parseJson(bytes))
  if (Math.abs(moment - admission.time) > maxAge) {
    const message = 'The time of the webhook is too far from now: it was replayed, or a clock is wrong. See maxAge.'
    throw fault(message, 'request.time')
  }
  return admission
}

async function isSigned(bytes: Uint8Array<ArrayBuffer>, signature: string, secret: string): Promise<boolean> {
  // 20 bytes. The engine omits the padding.
  if (!/^[\w-]{27}=?$/.test(signature)) return false
  const given = fromBase64(`${signature.slice(0, 27).replaceAll('-', '+').replaceAll('_', '/')}=`)
  const algorithm = { name: 'HMAC', hash: 'SHA-1' }
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(secret), algorithm, false, ['verify'])
  return crypto.subtle.verify('HMAC', key, given, bytes)
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw fault('The body of the webhook is not JSON. Check that OvenMediaEngine sends it.', 'body')
  }
}
