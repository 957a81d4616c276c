import type { Context, Hono } from 'hono'
import type { Env } from '../core/definition/world.js'
import { locationOf, withSlash } from '../core/http/paths.js'
import { toResponse } from '../core/http/reply.js'
import { expired, postedForm, readForm } from './forms.js'
import { siteOf } from './site.js'

/**
 * Adds log-in and log-out to a provider's app. After the log-in the browser goes to the page that asked for it: a page of the console,
 * or one of `authorizePaths`.
 */
export function mountLogin(app: Hono<Env>, consolePath: string, authorizePaths: readonly string[]): void {
  const ours = [`${consolePath}/`, ...authorizePaths.map((path) => `${path}?`)]
  const nextOf = (c: Context<Env>): string => {
    const { prefix, consolePath } = c.env.world
    const next = c.req.query('next') ?? ''
    const isOurs = ours.some((path) => next.startsWith(prefix + path)) && !/[\\\r\n]/.test(next)
    return isOurs ? locationOf(next) : consolePath
  }

  const loginResponse = async (c: Context<Env>, status: 200 | 422, error?: string) => {
    const { loginPage } = await import('./login-page.js')
    const { world } = c.env
    const view = { site: siteOf(world), next: nextOf(c), users: world.users.all(), error }
    return toResponse({ status, ...loginPage(view) })
  }

  const login = withSlash(`${consolePath}/login`)
  app.on('GET', login, (c) => loginResponse(c, 200))

  app.on('POST', login, async (c) => {
    const { world } = c.env
    const form = await readForm(c.req.raw)
    if (!form) return expired(world)
    const user = world.users.byAccount(form.get('account') ?? '')
    if (!user || user.password !== form.get('password')) {
      return loginResponse(c, 422, 'These credentials do not match our records.')
    }
    c.header('set-cookie', world.sessions.start(user, c.req.header('cookie') ?? null))
    return c.redirect(nextOf(c))
  })

  app.on('POST', withSlash(`${consolePath}/logout`), async (c) => {
    const { world } = c.env
    const posted = await postedForm(c.req.raw, world)
    if (!posted) return expired(world)
    c.header('set-cookie', world.sessions.end(posted.session))
    return c.redirect(`${world.consolePath}/login`)
  })
}
