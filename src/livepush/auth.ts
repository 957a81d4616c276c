import { createProviderAuth } from '../auth/provider.js'
import { livepush } from '../../generated/livepush/index.js'

/**
 * Signs users in to Livepush. On a server only: Livepush takes the client's secret, the code and the refresh token in the
 * address of a GET. No error, log or `Response` of this package shows that address, but a tool that instruments `fetch` sees
 * it: keep tracers and proxies that record addresses off `tokens.livepush.io`. Scopes are joined by a comma, the only form
 * known to work; `scopeSeparator: ' '` is RFC 6749's.
 *
 * @example
 * const auth = livepushAuth({ clientId, clientSecret, redirectUri, store })
 * const { url } = await auth.begin({ account: 'alice', scopes: ['streams.read'] }) // send the user there
 * await auth.complete(callbackUrl) // the address that the user came back to
 * const livepush = createLivepush({ auth: auth.account('alice') })
 */
export const livepushAuth = /* @__PURE__ */ createProviderAuth(livepush)
