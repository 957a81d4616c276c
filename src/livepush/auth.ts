import { createProviderAuth } from '../auth/provider.js'
import { livepush } from '../../generated/livepush/index.js'

/**
 * Signs users in to Livepush. On a server only: Livepush takes the client's secret, the code and the refresh token in the
 * address of a GET. No error, log or `Response` of this package shows that address, but a tool that instruments `fetch` sees
 * it: keep tracers and proxies that record addresses off `tokens.livepush.io`. Scopes are joined by a comma, the only form
 * known to work; `scopeSeparator: ' '` is RFC 6749's.
 */
export const livepushAuth = createProviderAuth(livepush)
