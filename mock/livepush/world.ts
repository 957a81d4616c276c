import type { World } from '../core/definition/world.js'
import type { OAuthServer } from '../oauth/server.js'
import type { LivepushPolicy } from './policy.js'
import type { State } from './state.js'

/** The world of Livepush's mock. */
export type LivepushWorld = World<State, LivepushPolicy, OAuthServer>
