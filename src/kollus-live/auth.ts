import { createProviderAuth } from '../auth/provider.js'
import { kollusLive } from '../../generated/kollus-live/index.js'

/**
 * Signs users in to Kollus Live. A dead refresh token gets 401 `invalid_request` or 400 `invalid_grant`; see the profile.
 *
 * @example
 * const auth = kollusLiveAuth({ clientId, clientSecret, redirectUri, store })
 * const { url } = await auth.begin({ account: 'alice', scopes: ['live:control'] }) // send the user there
 * await auth.complete(callbackUrl) // the address that the user came back to
 * const kollus = createKollusLive({ serviceAccount, auth: auth.account('alice') })
 */
export const kollusLiveAuth = /* @__PURE__ */ createProviderAuth(kollusLive)
