import { perWorld } from '../core/definition/world.js'
import type { Call } from '../core/http/call.js'
import type { Reply } from '../core/http/reply.js'
import { ExpiringMap } from '../core/state/expiring-map.js'
import { milliseconds } from '../core/time/duration.js'
import type { KollusLiveHandlers } from './operations/own.js'
import type { KollusLiveWorld } from './world.js'

type ReadHandler = (call: Call, world: KollusLiveWorld) => Reply | Promise<Reply>

const readsOf = perWorld(({ state }: KollusLiveWorld) => new ExpiringMap(state.reads, ({ until }) => until))

/**
 * Caches the replies to reads, per caller, for the policy's `readCacheTtl`. The seed page warns of such stale reads: a read right after a
 * write may return the old state.
 */
export function withReadCache(handlers: KollusLiveHandlers): KollusLiveHandlers {
  const entries = Object.entries(handlers).map(([id, handler]) => [id, cached(handler as ReadHandler)])
  return Object.fromEntries(entries) as KollusLiveHandlers
}

const cached =
  (handler: ReadHandler): ReadHandler =>
  async (call, world) => {
    const ttl = milliseconds(world.policy.readCacheTtl)
    if (ttl === 0 || call.operation.method !== 'GET') return handler(call, world)
    const reads = readsOf(world)
    const now = world.clock.now()
    const key = `${call.account} ${call.request.url}`
    const found = reads.get(key, now)
    if (found) return found.reply
    // A copy, so that later changes of the state do not change the cached reply.
    const reply = structuredClone(await handler(call, world))
    reads.add(key, { until: now + ttl, reply }, now)
    return reply
  }
