import { DecodeError } from '../errors/index.js'
import type { SigningProfile } from './exchange.js'
import { nonEmpty, parse, readRefusal, seconds, type TokenResponse } from './token-response.js'

/** The codes of a device authorization (RFC 8628, section 3.2). */
export interface DeviceCodes {
  readonly deviceCode: string
  readonly userCode: string
  readonly verificationUri: string
  readonly verificationUriComplete?: string
  /** Epoch milliseconds. */
  readonly expiresAt: number
  /** Milliseconds between two polls. */
  readonly interval: number
}

/** Seconds between two polls, if the answer states none (RFC 8628, section 3.2). */
const INTERVAL = 5
/** Seconds that codes last, if the answer does not say, although it must. */
const LIFETIME = 600

/**
 * The codes in an answer of the device authorization endpoint. Throws `TokenEndpointError` if it is a refusal, and `DecodeError` if it has
 * no codes. The old name `verification_url` is read too.
 */
export function readDeviceResponse(
  profile: SigningProfile,
  answer: TokenResponse,
  secrets: readonly string[],
): DeviceCodes {
  const { status, text, issuedAt } = answer
  const body = parse(text)
  if (status < 200 || status > 299 || nonEmpty(body?.error)) throw readRefusal(profile, answer, secrets)
  const deviceCode = nonEmpty(body?.device_code)
  const userCode = nonEmpty(body?.user_code)
  const verificationUri = nonEmpty(body?.verification_uri) ?? nonEmpty(body?.verification_url)
  if (!deviceCode || !userCode || !verificationUri) {
    const message = `${profile.title}'s device authorization endpoint answered ${status} without its codes. Is the base URL right?`
    throw new DecodeError(message, { raw: '', status })
  }
  return {
    deviceCode,
    userCode,
    verificationUri,
    verificationUriComplete: nonEmpty(body?.verification_uri_complete),
    expiresAt: issuedAt + (seconds(body?.expires_in) ?? LIFETIME) * 1000,
    interval: (seconds(body?.interval) ?? INTERVAL) * 1000,
  }
}
