import { Hono } from 'hono'
import type { Env } from '../core/definition/world.js'
import { toResponse } from '../core/http/reply.js'
import { recordRequest } from '../core/journal/record-request.js'
import { plainHttp } from './dialect.js'
import type { OvenStudioWorld } from './world.js'

/**
 * With the policy `tlsPort`, refuses every plain HTTP request to the API before path and token are checked: the proxy of the API speaks TLS
 * on this port (inferred; the message is documented as the API's own).
 */
export const tlsPort = new Hono<Env<OvenStudioWorld>>().use('/api/*', async (c, next) => {
  const { world } = c.env
  if (!world.policy.tlsPort || !c.req.url.startsWith('http:')) return next()
  recordRequest(world, null, c.req, plainHttp)
  return toResponse(plainHttp)
})
