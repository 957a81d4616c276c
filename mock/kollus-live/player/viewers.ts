import type { Channel } from '../state.js'
import type { KollusLiveWorld } from '../world.js'

/** Kollus tells viewers apart by both (https://docs.kollus.com/en/service-guide/live/security/setting/). */
export interface Viewer {
  readonly address: string
  readonly userAgent: string
}

/** How long a viewer counts after the last request. */
const goneAfter = 60_000

/** The key of a viewer in the state. */
export const viewerKey = ({ address, userAgent }: Viewer): string => `${address} ${userAgent}`

/**
 * Counts a request of a viewer. False if the channel has as many others as its limit allows. A viewer who plays makes requests all the time. That
 * a paused one does too, that any request to the player's server counts, and that 0 sets no limit is inferred. A guide says that a user who was
 * turned away stays out on every device: not modeled, because it does not say for how long.
 */
export function countRequest({ state, clock }: KollusLiveWorld, channel: Channel, viewer: Viewer): boolean {
  const limit = channel.settings.concurrently_viewer_limit
  if (limit === 0) return true
  const now = clock.now()
  const { requests } = channel
  for (const [key, at] of requests) if (now >= at + goneAfter) requests.delete(key)
  const present = new Set(requests.keys())
  for (const { broadcast, viewer: key, stoppedAt } of state.plays.values())
    if (broadcast.channel === channel && (stoppedAt === null || now < stoppedAt + goneAfter)) present.add(key)
  const key = viewerKey(viewer)
  if (!present.has(key) && present.size >= limit) return false
  requests.set(key, now)
  return true
}
