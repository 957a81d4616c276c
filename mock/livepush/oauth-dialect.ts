import type { Random } from '../core/random.js'
import type { Reply } from '../core/reply.js'
import { withQuery } from '../oauth/authorize.js'
import type { Failure } from '../oauth/failure.js'
import type { OAuthDialect } from '../oauth/server.js'
import { pageHeaders } from '../ui/headers.js'
import type { LivepushPolicy } from './policy.js'

const product = 'Livepush'
const html = 'text/html; charset=utf-8'

/**
 * Livepush's OAuth on the wire. The tokens' answer and the denial are documented (https://api.livepush.io/authentication); refusals
 * are not, and are those of RFC 6749, sections 4.1.2.1 and 5.2 (inferred).
 */
export function livepushDialect(
  policy: LivepushPolicy,
  { random, consolePath }: { readonly random: Random; readonly consolePath: string },
): OAuthDialect {
  return {
    product,
    consent: { approve: 'Allow', deny: 'Deny', chooseScopes: true },
    // Opaque and in lower case, as the page shows them, although the reference says JWT.
    mintAccessToken: () => random.key(40),
    mintRefreshToken: () => random.key(56),
    mintCode: () => random.key(40),
    mintClientId: () => random.key(24),

    tokens: ({ accessToken, refreshToken, expiresIn }) => ({
      status: 200,
      headers: { 'cache-control': 'no-store' },
      body: {
        access_token: accessToken,
        ...(refreshToken !== null && { refresh_token: refreshToken }),
        token_type: policy.tokenType,
        expires_in: expiresIn,
      },
    }),

    refuse(failure): Reply {
      const { status, ...body } = refusal(failure)
      if (!policy.htmlErrors) return { status, headers: { 'cache-control': 'no-store' }, body }
      const title = status === 401 ? 'Unauthorized' : 'Bad Request'
      const page = `<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1></html>`
      return { status, headers: { 'cache-control': 'no-store', 'content-type': html }, body: page }
    },

    async showFailure(failure): Promise<Reply> {
      const { failurePage } = await import('../oauth/failure-page.js')
      const body = failurePage({ product, consolePath, failure })
      return { status: 400, headers: { ...pageHeaders, 'content-type': html }, body }
    },

    redirectFailure(failure, redirectUri, state) {
      return withQuery(redirectUri, { error: refusal(failure).error, ...(state !== null && { state }) })
    },
  }
}

interface Refused {
  readonly status: number
  readonly error: string
  readonly error_description: string
}

const invalidGrant = (error_description: string): Refused => ({
  status: 400,
  error: 'invalid_grant',
  error_description,
})

function refusal(failure: Failure): Refused {
  switch (failure.kind) {
    case 'unsupported_grant_type':
    case 'unsupported_response_type':
      return { status: 400, error: failure.kind, error_description: 'It is not one that is supported.' }
    case 'missing_parameter':
      return { status: 400, error: 'invalid_request', error_description: `${failure.parameter} is missing.` }
    case 'invalid_client':
      return { status: 401, error: 'invalid_client', error_description: 'The client id or the secret is wrong.' }
    case 'invalid_redirect_uri':
      return { status: 400, error: 'invalid_request', error_description: 'The redirect URI is not registered.' }
    case 'invalid_scope':
      return { status: 400, error: 'invalid_scope', error_description: 'There is no such scope to be had.' }
    case 'access_denied':
      return { status: 400, error: 'access_denied', error_description: 'The user said no.' }
    case 'code':
      return invalidGrant(codeProblems[failure.problem])
    case 'refresh_token':
      return invalidGrant(refreshTokenProblems[failure.problem])
    case 'verifier':
      return invalidGrant('The code verifier is wrong.')
  }
}

const codeProblems = {
  unknown: 'There is no such code.',
  expired: 'The code has expired.',
  used: 'The code has been used.',
  foreign: 'The code was given to another client.',
  redirect_uri: 'The redirect URI is not the one that the code was asked with.',
}

const refreshTokenProblems = {
  unknown: 'There is no such refresh token.',
  expired: 'The refresh token has expired.',
  revoked: 'The refresh token has been revoked.',
  foreign: 'The refresh token was given to another client.',
}
