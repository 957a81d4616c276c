import type { AnyWorld } from '../core/definition/world.js'
import { checkOptions, isBoolean, isList, isText } from '../core/validate.js'
import { RedirectedOAuthError } from './authorize.js'
import { describe, OAuthError } from './failure.js'
import type { OAuthServer } from './server.js'

/** What the user does on the consent page. */
export interface Decision {
  /** Presses the other button. */
  readonly deny?: boolean | undefined
  /** Allows only these of the scopes asked for. Default: all. */
  readonly scopes?: readonly string[] | undefined
  /** The account that is logged in. Default: the first one of the seed. */
  readonly account?: string | undefined
}

/** The callback URL that the browser would be sent to. Throws if there is no redirect at all. */
export function consent(
  { oauth, users, profile }: AnyWorld & { readonly oauth: OAuthServer },
  query: URLSearchParams,
  decision: Decision = {},
): string {
  checkOptions('option of approve()', decision, { deny: isBoolean, scopes: isList, account: isText })
  const { deny, scopes, account } = decision
  const user = account === undefined ? users.first() : users.require(account)
  try {
    const request = oauth.authorizationRequest(query)
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
