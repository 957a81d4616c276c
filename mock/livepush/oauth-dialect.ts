import type { Random } from '../core/time/random.js'
import type { Reply } from '../core/http/reply.js'
import { withQuery } from '../oauth/authorize.js'
import { errorAnswer } from '../oauth/error-answer.js'
import type { OAuthDialect } from '../oauth/server.js'
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
    consent: { approve: 'Allow', deny: 'Deny', chooseScopes: policy.chooseScopes },
    // Opaque and in lower case, as the page shows them, although the reference says JWT.
    createAccessToken: () => random.key(40),
    createRefreshToken: () => random.key(56),
    createCode: () => random.key(40),
    createClientId: () => random.key(24),

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
      const status = failure.kind === 'invalid_client' ? 401 : 400
      const body = errorAnswer(failure)
      if (!policy.htmlErrors) return { status, headers: { 'cache-control': 'no-store' }, body }
      const title = status === 401 ? 'Unauthorized' : 'Bad Request'
      const page = `<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1></html>`
      return { status, headers: { 'cache-control': 'no-store', 'content-type': html }, body: page }
    },

    async showFailure(failure): Promise<Reply> {
      const { failurePage } = await import('../oauth/failure-page.js')
      return { status: 400, ...failurePage({ product, consolePath, failure }) }
    },

    redirectFailure(failure, redirectUri, state) {
      return withQuery(redirectUri, { error: errorAnswer(failure).error, ...(state !== null && { state }) })
    },
  }
}
