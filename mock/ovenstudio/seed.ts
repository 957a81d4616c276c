import type { Users } from '../accounts/users.js'
import type { State } from './state.js'

/** What the default seed gives: the token of the REST API. */
export interface OvenStudioCredentials {
  readonly accessToken: string
}

/**
 * What every mock begins with: one account `alice`, one token, CloudFront linked with *Signed URL* on, and the streams of the vendor's
 * examples, of which none is on air.
 */
export function seed(state: State, users: Users, now: number): OvenStudioCredentials {
  users.addUser('alice')
  Object.assign(state.cloudFront, {
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    isLoaded: true,
    isEnabled: true,
    isSigned: true,
  })
  state.addManaged('OvenStudio', 'Around the clock', now)
  state.addManaged('OvenStudio_Xmas', 'From Christmas Eve to Boxing Day', now)
  return { accessToken: state.addToken(now).value }
}
