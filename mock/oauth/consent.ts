import type { AnyWorld } from '../core/definition/world.js'
import { checkOptions, isBoolean, isList, isText } from '../core/validate.js'
import { decideDevice, verificationPath } from './device/verification.js'
import { RedirectedOAuthError } from './authorize.js'
import { describe, OAuthError } from './failure.js'
import type { OAuthServer } from './server.js'

/** The user's decision on the consent page. */
export interface Decision {
  /** Denies the request. Default: false */
  readonly deny?: boolean | undefined
  /** Allows only these of the requested scopes. Default: all. */
  readonly scopes?: readonly string[] | undefined
  /** The account that is logged in. Default: the first one of the seed. */
  readonly account?: string | undefined
}

/**
 * Returns the callback URL that the browser would be redirected to. Throws if the request causes no redirect. For the verification URI of a
 * device authorization, it returns that URI.
 */
export function consent(
  world: AnyWorld & { readonly oauth: OAuthServer },
  asked: URL,
  decision: Decision = {},
): string {
  const { oauth, users, profile } = world
  checkOptions('option of approve()', decision, { deny: isBoolean, scopes: isList, account: isText })
  const { deny, scopes, account } = decision
  if (asked.pathname.endsWith(verificationPath(world))) return decideDevice(world, asked, decision)
  const user = account === undefined ? users.first() : users.require(account)
  try {
    const request = oauth.authorizationRequest(asked.searchParams)
    return deny ? oauth.deny(request) : oauth.approve(request, user, scopes)
  } catch (error) {
    if (error instanceof RedirectedOAuthError)
      return oauth.redirectFailure(error.failure, error.redirectUri, error.state)
    if (error instanceof OAuthError) {
      throw new Error(`${profile.title} refuses this authorization request (${describe(error.failure)}).`)
    }
    throw error
  }
}
