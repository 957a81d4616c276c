import { withQuery } from '../core/http/paths.js'
import type { OAuthDialect } from '../oauth/dialect.js'
import { errorResponse } from '../oauth/error-response.js'
import type { LivepushWorld } from './world.js'

/**
 * Livepush's OAuth dialect. The token response and the denial are documented (https://api.livepush.io/authentication). Other errors are those
 * of RFC 6749, sections 4.1.2.1 and 5.2 (inferred). Tokens are opaque and in lower case, as in the documented examples, although the reference
 * says JWT.
 */
export const oauthDialect: Partial<OAuthDialect<LivepushWorld>> = {
  policy: ({ policy }) => ({
    // The scope separator is not documented: a comma was observed, RFC 6749 has a space, and a `+` may be a wrongly encoded space.
    scopeSeparator: /[, +]/,
    clientAuthentication: policy.postTokenRequest
      ? ['client_secret_post', 'client_secret_basic']
      : ['client_secret_post'],
  }),

  consent: ({ policy }) => ({ approve: 'Allow', deny: 'Deny', chooseScopes: policy.chooseScopes }),

  tokens: ({ accessToken, refreshToken, expiresIn }, _grant, { policy }) => ({
    status: 200,
    headers: { 'cache-control': 'no-store' },
    body: {
      access_token: accessToken,
      ...(refreshToken !== null && { refresh_token: refreshToken }),
      token_type: policy.tokenType,
      expires_in: expiresIn,
    },
  }),

  refuse(failure, { policy }) {
    const status = failure.kind === 'invalid_client' ? 401 : 400
    const headers = { 'cache-control': 'no-store' }
    if (!policy.htmlErrors) return { status, headers, body: errorResponse(failure) }
    const title = status === 401 ? 'Unauthorized' : 'Bad Request'
    const page = `<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1></html>`
    return { status, headers: { ...headers, 'content-type': 'text/html; charset=utf-8' }, body: page }
  },

  redirectFailure: (failure, redirectUri, state) =>
    withQuery(redirectUri, { error: errorResponse(failure).error, ...(state !== null && { state }) }),
}
