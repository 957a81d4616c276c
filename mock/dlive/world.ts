import type { World } from '../core/definition/world.js'
import type { OAuthServer } from '../oauth/server.js'
import type { DLivePolicy } from './policy.js'
import type { State } from './state.js'

/** The world of DLive's mock. */
export type DLiveWorld = World<State, DLivePolicy, OAuthServer>
