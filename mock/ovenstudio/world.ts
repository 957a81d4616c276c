import type { World } from '../core/definition/world.js'
import type { OvenStudioPolicy } from './policy.js'
import type { State } from './state.js'

/** The world of OvenStudio's mock. */
export type OvenStudioWorld = World<State, OvenStudioPolicy, null>
