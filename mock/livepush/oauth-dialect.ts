import { withQuery } from '../core/http/paths.js'
import type { OAuthDialect } from '../oauth/dialect.js'
import { errorResponse } from '../oauth/error-response.js'
import type { LivepushWorld } from './world.js'

/**
 * Livepush's OAuth on the wire. The tokens' answer and the denial are documented (https://api.livepush.io/authentication); refusals
 * are not, and are those of RFC 6749, sections 4.1.2.1 and 5.2 (inferred). Tokens are opaque and in lower case, as the page shows them,
 * although the reference says JWT.
 */
export const oauthDialect: Partial<OAuthDialect<LivepushWorld>> = {
  policy: ({ policy }) => ({
    // What joins scopes is not documented: a comma has been seen, RFC 6749 has a space, and a `+` may be one badly encoded.
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
