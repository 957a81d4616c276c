import { createProviderAuth } from '../auth/provider.js'
import { kollusLive } from '../../generated/kollus-live/index.js'

/** Signs users in to Kollus Live. A dead refresh token gets 401 `invalid_request` or 400 `invalid_grant`; see the profile. */
export const kollusLiveAuth = createProviderAuth(kollusLive)
