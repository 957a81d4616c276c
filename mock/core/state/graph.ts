import type { Session } from '../../accounts/sessions.js'
import type { User } from '../../accounts/users.js'
import { noOAuthState, type OAuthState } from '../../oauth/server.js'
import type { Parts } from '../definition/define-provider.js'
import type { CallbackState } from '../callbacks.js'
import type { FaultState } from '../faults/fault-list.js'
import type { RateWindows } from '../limits.js'
import { seedRandom, type RandomState } from '../time/random.js'

/** All that a mock knows, besides its clock: one plain graph. Nothing else outlives a request. */
export interface Graph {
  readonly faults: FaultState
  readonly callbacks: CallbackState
  /** By their names. */
  readonly providers: Map<string, ProviderGraph>
}

/** All that it knows of one provider. */
export interface ProviderGraph {
  readonly random: RandomState
  readonly users: Map<string, User>
  readonly sessions: Map<string, Session>
  readonly oauth: OAuthState | null
  readonly windows: RateWindows
  credentials: Readonly<Record<string, string>>
  /** The definition's own. */
  readonly state: unknown
}

/** The graph of a provider before its seed. */
export const emptyGraph = ({ spec: { profile }, state }: Parts, randomSeed: string): ProviderGraph => ({
  random: seedRandom(`${randomSeed}/${profile.provider}`),
  users: new Map(),
  sessions: new Map(),
  oauth: profile.oauth && noOAuthState(),
  windows: new Map(),
  credentials: {},
  state: state(),
})
