import { Hono } from 'hono'
import { getPath } from 'hono/utils/url'
import { printDefect } from '../core/printable.js'
import { RefusalError, toResponse } from '../core/http/reply.js'
import { api } from './api/router.js'
import { dashboard } from './dashboard/index.js'
import type { ControlEnv } from './env.js'
import { refuseControl } from './guard.js'
import { login } from './login.js'
import { problem } from './problem.js'
import { reference } from './reference/index.js'

/** Everything below `/_mock`, for the mock and for each sandbox. Its paths are relative to `/_mock`. */
export const control = new Hono<ControlEnv>({
  getPath: (request, options) => {
    const { prefix } = (options as { env: ControlEnv['Bindings'] }).env
    return getPath(request).slice(`${prefix}/_mock`.length) || '/'
  },
})

control.onError((error) => {
  if (error instanceof RefusalError) return toResponse(error.reply)
  printDefect(error)
  return problem(500, 'The mock has a defect: see its output.')
})

control.route('/', login)
control.use(async (c, next) => {
  const refused = refuseControl(c.req.raw, c.env.connection)
  if (!refused) return next()
  const wantsPage = c.req.method === 'GET' && (c.req.header('accept') ?? '').includes('text/html')
  return refused.status === 401 && wantsPage ? c.redirect(`${c.env.prefix}/_mock/login`) : refused
})
control.route('/', api)
control.route('/:provider/reference', reference)
control.route('/', dashboard)

/** The response of a mock that is mounted in an application and has no control token. */
export const refuseMounted = (): Response =>
  problem(
    403,
    'The dashboard and the control API are off here. To switch them on, pass createMock({ control: { token } }).',
  )
