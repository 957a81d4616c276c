import type { World } from '../core/definition/world.js'
import type { OvenStudioPolicy } from './policy.js'
import type { State } from './state.js'

/** One machine with OvenStudio. */
export type OvenStudioWorld = World<State, OvenStudioPolicy, null>
