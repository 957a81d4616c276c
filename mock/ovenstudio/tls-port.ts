import type { Hono } from 'hono'
import type { Journal } from '../core/journal.js'
import { toResponse } from '../core/http/reply.js'
import { rest } from './rest-dialect.js'

/**
 * Lets nothing that comes by plain HTTP to the API, whatever its path and its token: the proxy in front of it speaks TLS on this port
 * (inferred; the message is documented as the API's own).
 */
export function mountTlsPort(app: Hono, journal: Journal, now: () => number): void {
  app.use('/ovenstudio/api/*', async (c, next) => {
    const { method, path, url } = c.req
    if (!url.startsWith('http:')) return next()
    const reply = rest.plainHttp()
    journal.record({
      at: now(),
      provider: 'ovenstudio',
      operation: null,
      method,
      path,
      status: reply.status,
      reason: reply.reason,
    })
    return toResponse(reply)
  })
}
