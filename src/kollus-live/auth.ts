import { createProviderAuth } from '../auth/provider.js'
import { operations, profile, type Scope } from '../../generated/kollus-live/operations.js'

/** Signs users in to Kollus Live. A dead refresh token is told by 401 `invalid_request` or 400 `invalid_grant`; see the profile. */
export const kollusLiveAuth = createProviderAuth<Scope>(profile, operations)
