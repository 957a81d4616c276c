import type { operations } from '../../../generated/kollus-live/types.js'
import type { Handlers } from '../../core/definition/define-provider.js'
import type { Caller } from '../authorize.js'
import { notFound } from '../dialect.js'
import type { Broadcast, Channel, ServiceAccount } from '../state.js'
import type { KollusLiveWorld } from '../world.js'

/** Handlers of this provider. A reply that the spec does not have is a type error. */
export type KollusLiveHandlers = Handlers<operations, KollusLiveWorld, Caller>

/** The service account that the caller is authorized for. */
export const tenant = (context: Caller): ServiceAccount => context!.serviceAccount

/** The tenant's channel with this key. Throws the 404. */
export function findChannel({ state }: KollusLiveWorld, context: Caller, key: string): Channel {
  const channel = state.channels.get(key)
  if (channel?.serviceAccount !== tenant(context)) throw notFound('Channel', key)
  return channel
}

/** The tenant's broadcast with this key. Throws the 404. */
export function findBroadcast({ state }: KollusLiveWorld, context: Caller, key: string): Broadcast {
  const broadcast = state.broadcasts.get(key)
  if (broadcast?.channel.serviceAccount !== tenant(context)) throw notFound('Broadcast', key)
  return broadcast
}

/** Every broadcast of the tenant. */
export const ownBroadcasts = ({ state }: KollusLiveWorld, context: Caller): Broadcast[] =>
  [...state.broadcasts.values()].filter(({ channel }) => channel.serviceAccount === tenant(context))

/** Whether one of the texts contains the keyword. */
export function matches(keyword: string | undefined, ...texts: readonly string[]): boolean {
  return !keyword || texts.some((text) => text.toLowerCase().includes(keyword.toLowerCase()))
}
