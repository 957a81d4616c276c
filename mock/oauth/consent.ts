import { checkOptions, isBoolean, isList, isText } from '../core/validate.js'
import { RedirectedOAuthError } from './authorize.js'
import { describe, OAuthError } from './failure.js'
import type { OAuthServer } from './server.js'

/** What the user does on the consent page. */
export interface Decision {
  /** Presses the other button. */
  readonly deny?: boolean | undefined
  /** Allows only these of the scopes asked for; all by default. */
  readonly scopes?: readonly string[] | undefined
  /** Who is logged in; `alice` by default. */
  readonly account?: string | undefined
}

/** The callback URL that the browser would be sent to. Throws when there would be no redirect at all. */
export function consent(server: OAuthServer, query: URLSearchParams, decision: Decision = {}): string {
  checkOptions('option of approve()', decision, { deny: isBoolean, scopes: isList, account: isText })
  const { deny, scopes, account = 'alice' } = decision
  const user = server.directory.requireUser(account)
  try {
    const request = server.authorizationRequest(query)
    return deny ? server.deny(request) : server.approve(request, user, scopes)
  } catch (error) {
    if (error instanceof RedirectedOAuthError)
      return server.dialect.redirectFailure(error.failure, error.redirectUri, error.state)
    if (error instanceof OAuthError) {
      throw new Error(`${server.profile.title} refuses this authorization request (${describe(error.failure)}).`)
    }
    throw error
  }
}
