import type { Session } from '../../accounts/sessions.js'
import type { User } from '../../accounts/users.js'
import { noOAuthState, type OAuthState } from '../../oauth/server.js'
import type { Parts } from '../definition/define-provider.js'
import type { CallbackState } from '../callbacks.js'
import type { FaultState } from '../faults/fault-list.js'
import type { RateWindows } from '../limits.js'
import { seedRandom, type RandomState } from '../time/random.js'

/** The whole state of a mock except its clock, as one plain graph. No other state survives a request. */
export interface Graph {
  readonly faults: FaultState
  readonly callbacks: CallbackState
  /** By name. */
  readonly providers: Map<string, ProviderGraph>
}

/** The state of one provider. */
export interface ProviderGraph {
  readonly random: RandomState
  readonly users: Map<string, User>
  readonly sessions: Map<string, Session>
  readonly oauth: OAuthState | null
  readonly windows: RateWindows
  credentials: Readonly<Record<string, string>>
  /** The definition's own state. */
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
