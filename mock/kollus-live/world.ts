import type { World } from '../core/definition/world.js'
import type { OAuthServer } from '../oauth/server.js'
import type { KollusLivePolicy } from './policy.js'
import type { State } from './state.js'

/** The world of Kollus Live's mock. */
export type KollusLiveWorld = World<State, KollusLivePolicy, OAuthServer>
