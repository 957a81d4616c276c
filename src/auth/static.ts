import { systemClock, type Clock } from '../clock.js'
import { UsageError } from '../errors/index.js'
import { jwtExpiry } from './jwt.js'
import { warnProcess } from '../warn.js'
import { checkOptions, isClock, isFunction, isMilliseconds } from '../options.js'
import { isSendable, SealedToken, type TokenSource } from './token.js'

/** The options of `staticToken`. */
export interface StaticTokenOptions {
  readonly clock?: Clock | undefined
  /** Receives the warning. Default: a process warning, or the console on platforms without those. */
  readonly warn?: ((message: string) => void) | undefined
  /** Milliseconds before expiry at which it warns. Default: 30 days. */
  readonly warnWithin?: number | undefined
}

const MONTH = 30 * 86_400_000

/**
 * A token source for a token from the provider's console, such as a personal access token. It is never renewed. If the token is a JWT,
 * one warning is given when its `exp` is near or past. White space around the token is removed. Throws `UsageError` if the value cannot
 * be a token.
 *
 * @example
 * const livepush = createLivepush({ auth: staticToken(accessToken) })
 */
export function staticToken(value: string, options: StaticTokenOptions = {}): TokenSource {
  checkOptions('staticToken', options, { clock: isClock, warn: isFunction, warnWithin: isMilliseconds })
  const { clock = systemClock, warn = warnProcess, warnWithin = MONTH } = options
  const text = typeof value === 'string' ? value.trim() : ''
  if (text === '') throw new UsageError('staticToken got no token. Is the environment variable it comes from set?')
  if (!isSendable(text)) {
    throw new UsageError(
      'staticToken got a value with spaces, line breaks or other invalid characters. Paste the token alone.',
    )
  }
  const expiresAt = jwtExpiry(text)
  const token = new SealedToken(text, { expiresAt })
  let warned = false

  return {
    async token() {
      if (!warned && expiresAt !== undefined && expiresAt - clock.now() <= warnWithin) {
        warned = true
        const day = new Date(expiresAt).toISOString().slice(0, 10)
        const tense = expiresAt > clock.now() ? 'expires' : 'expired'
        warn(
          `onair: a static access token ${tense} on ${day} and cannot be renewed: make another in the provider's console.`,
        )
      }
      return token
    },
  }
}
