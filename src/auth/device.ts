import type { Clock } from '../clock.js'
import { AuthorizationDeniedError, NetworkError, TimeoutError, TokenEndpointError } from '../errors/index.js'
import type { DeviceCodes } from './device-response.js'
import type { SigningProfile, TokenEndpoint } from './exchange.js'
import { checkScopes, type Grant, type SignIn } from './login.js'

/** The options of `device`. */
export interface DeviceRequest<Scope extends string = string> {
  /** A name of your choice for the user who signs in. */
  readonly account: string
  readonly scopes: readonly Scope[]
  /** Ends `complete`, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

/** A device authorization that waits for its user (RFC 8628, section 3.2). Show the user `userCode` and `verificationUri`. */
export interface DeviceAuthorization<Scope extends string = string> {
  /** The code that the user types at `verificationUri`. */
  readonly userCode: string
  readonly verificationUri: string
  /** The same address with the code in it, for a QR code. Absent if the provider gives none. */
  readonly verificationUriComplete?: string
  /** Epoch milliseconds at which the code ends. */
  readonly expiresAt: number
  /**
   * Waits until the user has decided, and stores the tokens. Further calls return the same promise. Rejects with an
   * `AuthorizationDeniedError` whose `error` is `access_denied` if the user denied, or `expired_token` if the code ended.
   */
  complete(): Promise<Grant<Scope>>
}

/** The settings of the device authorization grant. */
export interface DeviceOptions {
  readonly profile: SigningProfile
  readonly clock: Clock
  readonly exchange: TokenEndpoint
  readonly signIn: SignIn
}

/** Milliseconds that `slow_down` adds to the interval (RFC 8628, section 3.5). */
const SLOWER = 5000

/**
 * The device authorization grant (RFC 8628): a user signs in on another device.
 *
 * - It polls only while `complete` is awaited, and waits a whole interval before each poll.
 * - `slow_down` adds 5 s to the interval for good. A fault of the network or of the server doubles it.
 * - It stops when the code ends by the injected clock, although the provider would say so too.
 */
export async function authorizeDevice(
  options: DeviceOptions,
  { account, scopes, signal }: DeviceRequest,
): Promise<DeviceAuthorization> {
  const wanted = checkScopes(options.profile, scopes)
  const codes = await options.exchange.authorizeDevice(wanted)
  const { userCode, verificationUri, verificationUriComplete, expiresAt } = codes
  let grant: Promise<Grant> | undefined
  const complete = () => (grant ??= poll(options, codes, { account, scopes: wanted, signal }))
  return { userCode, verificationUri, verificationUriComplete, expiresAt, complete }
}

async function poll(
  { profile, clock, exchange, signIn }: DeviceOptions,
  { deviceCode, expiresAt, interval }: DeviceCodes,
  { account, scopes, signal }: DeviceRequest,
): Promise<Grant> {
  const over = (error: string, what: string) =>
    new AuthorizationDeniedError(`${profile.title}: ${what} Start again with device() if the user wants to.`, { error })
  let wait = interval
  while (clock.now() + wait < expiresAt) {
    await clock.sleep(wait, { signal })
    signal?.throwIfAborted()
    try {
      const granted = await signIn(account, async () => {
        const issued = await exchange.device(deviceCode)
        return { ...issued, scopes: issued.scopes ?? scopes, signIn: crypto.randomUUID() }
      })
      return { account, ...granted }
    } catch (error) {
      const code = error instanceof TokenEndpointError ? error.error : undefined
      if (code === 'authorization_pending') continue
      if (code === 'slow_down') wait += SLOWER
      else if (code === 'access_denied') throw over(code, 'the user denied the device.')
      else if (code === 'expired_token') break
      else if (mayPass(error)) wait *= 2
      else throw error
    }
  }
  throw over('expired_token', 'the user did not decide before the code ended.')
}

/** Whether a poll failed for a reason that may pass: the server or the network, not the request. */
function mayPass(error: unknown): boolean {
  if (error instanceof TokenEndpointError) return error.status === 429 || error.status >= 500
  return error instanceof NetworkError || error instanceof TimeoutError
}
