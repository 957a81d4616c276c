import type { operations } from '../../../generated/ovenstudio/types.js'
import type { Handlers } from '../../core/http/route.js'
import type { Caller } from '../authorize.js'
import type { Playback } from '../playback.js'
import type { OvenStudioPolicy } from '../policy.js'
import type { State } from '../state.js'

/** What the operations work on. */
export interface Model {
  readonly state: State
  readonly policy: OvenStudioPolicy
  readonly playback: Playback
  readonly now: () => number
}

/** Handlers of this provider: a reply that the spec does not have does not compile. */
export type OvenStudioHandlers = Handlers<operations, Caller>
