import type { Call } from '../core/http/call.js'
import { ExpiringMap } from '../core/state/expiring-map.js'
import type { Reply } from '../core/http/reply.js'
import type { Caller } from './authorize.js'
import type { KollusLiveHandlers } from './operations/model.js'

type Handler = (call: Call<never, Caller | null>) => Reply | Promise<Reply>

/**
 * Repeats the reply to a read for a while, as the seed page warns of: whoever reads right after writing may see what was
 * there before. A reply is kept for the caller, not for everyone.
 */
export function withStaleReads(handlers: KollusLiveHandlers, ttl: number, now: () => number): KollusLiveHandlers {
  if (ttl === 0) return handlers
  const kept = new ExpiringMap<string, { until: number; reply: Reply }>(({ until }) => until)
  const cached = (handler: Handler): Handler => {
    return async (call) => {
      if (call.operation.method !== 'GET' || call.operation.scopes === null) return handler(call)
      const key = `${call.account} ${call.request.url}`
      const found = kept.get(key)
      if (found && found.until > now()) return found.reply
      // A copy: what is shown later must not change with the state.
      const reply = structuredClone(await handler(call))
      kept.add(key, { until: now() + ttl, reply }, now())
      return reply
    }
  }
  const entries = Object.entries(handlers).map(([id, handler]) => [id, cached(handler as Handler)])
  return Object.fromEntries(entries) as KollusLiveHandlers
}
