import { Hono, type Context } from 'hono'
import type { AnyWorld, Env } from '../core/definition/world.js'
import { withSlash } from '../core/http/paths.js'
import { toResponse } from '../core/http/reply.js'
import type { ConsoleFrame } from '../ui/console-frame.js'
import type { RenderedPage } from '../ui/layout.js'
import { copyScript } from '../ui/script.js'
import { expired, postedForm, type PostedForm } from './forms.js'
import type { Session } from './sessions.js'
import { siteOf } from './site.js'

type PageResponse = Response | Promise<Response>

/**
 * The pages and forms of a provider's console, below `/<provider>/console`. The app is for `.pages()` of the definition.
 * - A page needs a user who is logged in. Any other browser is sent to the log-in page first, and then back.
 * - A form is accepted only from a page of the same session.
 * - After a success, return `done`: a redirect, so that a reload does not send the form again.
 */
export function consolePages<World extends AnyWorld>() {
  const app = new Hono<Env<World>>().basePath('/console')
  return {
    app,

    page(path: string, render: (c: Context<Env<World>>, session: Session) => PageResponse): void {
      app.on('GET', path === '' ? ['', '/'] : withSlash(path), (c) => {
        const { sessions, consolePath } = c.env.world
        const session = sessions.find(c.req.header('cookie') ?? null)
        if (session) return render(c, session)
        const { pathname, search } = new URL(c.req.url)
        return c.redirect(`${consolePath}/login?${new URLSearchParams({ next: pathname + search }).toString()}`)
      })
    },

    form(path: string, take: (c: Context<Env<World>>, posted: PostedForm) => PageResponse): void {
      app.on('POST', withSlash(path), async (c) => {
        const posted = await postedForm(c.req.raw, c.env.world)
        return posted ? take(c, posted) : expired(c.env.world)
      })
    },
  }
}

/** The props that every page of a console needs. */
export const frameOf = (world: AnyWorld, { user, formToken }: Session): ConsoleFrame => ({
  site: siteOf(world, 'Console'),
  session: { account: user.account, formToken },
  now: world.clock.now(),
  scripts: [copyScript],
})

export const pageResponse = (page: RenderedPage, status: 200 | 404 | 422 = 200): Response =>
  toResponse({ status, ...page })

/** The redirect after a form that succeeded. `path` is below the console. */
export const done = <World extends AnyWorld>(c: Context<Env<World>>, path: string): Response =>
  c.redirect(c.env.world.consolePath + path, 303)

/** In characters. An arbitrary bound. */
const longestName = 255

/** What is wrong with the name of a thing that a user makes in a console, or null. */
export function nameProblem(name: string): string | null {
  if (name === '') return 'Enter a name.'
  return name.length > longestName ? `The name may have at most ${longestName} characters.` : null
}
