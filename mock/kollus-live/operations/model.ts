import type { operations } from '../../../generated/kollus-live/types.js'
import { RefusalError } from '../../core/http/reply.js'
import type { Handlers } from '../../core/http/route.js'
import type { Caller } from '../authorize.js'
import { laravel } from '../rest-dialect.js'
import type { Lifecycle } from '../lifecycle.js'
import type { KollusLivePolicy } from '../policy.js'
import type { Broadcast, Channel, ServiceAccount, State } from '../state.js'

/** What the operations work on. */
export interface Model {
  readonly state: State
  readonly lifecycle: Lifecycle
  readonly policy: KollusLivePolicy
  readonly now: () => number
}

/** Handlers of this provider: a reply that the spec does not have does not compile. */
export type KollusLiveHandlers = Handlers<operations, Caller | null>

/** The tenant that `authorize` has let the caller into. */
export const tenant = (context: Caller | null): ServiceAccount => context!.serviceAccount

/** The tenant's channel with this key. Throws the 404. */
export function findChannel({ state }: Model, context: Caller | null, key: string): Channel {
  const channel = state.channels.get(key)
  if (channel?.serviceAccount !== tenant(context)) throw new RefusalError(laravel.noResult('Channel', key))
  return channel
}

/** The tenant's broadcast with this key. Throws the 404. */
export function findBroadcast({ state }: Model, context: Caller | null, key: string): Broadcast {
  const broadcast = state.broadcasts.get(key)
  if (broadcast?.channel.serviceAccount !== tenant(context)) throw new RefusalError(laravel.noResult('Broadcast', key))
  return broadcast
}

/** Whether a title or key contains the keyword. */
export function matches(keyword: string | undefined, ...texts: readonly string[]): boolean {
  return !keyword || texts.some((text) => text.toLowerCase().includes(keyword.toLowerCase()))
}
