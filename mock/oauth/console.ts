import type { Context, Hono } from 'hono'
import { toResponse } from '../core/http/reply.js'
import type { ConsoleFrame, RenderedPage } from '../ui/layout.js'
import { eitherWay, expired, postedForm, type ConsoleRoutes, type PageServer } from './browser.js'
import type { OAuthServer } from './server.js'
import type { Session } from '../accounts/sessions.js'
import type { User } from '../accounts/users.js'

export type { ConsoleRoutes } from './browser.js'

/** A form as it was sent. */
interface Posted {
  readonly form: URLSearchParams
  readonly session: Session
  readonly user: User
}

type Answer = Response | Promise<Response>

/** Any bound will do, but one is wanted. */
const longestName = 255

/**
 * Puts the pages and forms of a provider's console on the app.
 * - A page is shown to whoever is logged in; anyone else is sent to log in first, and then back to it.
 * - A form is taken from a page of the same session only.
 * - A form that succeeds should answer with `done`, a redirect, so that a reload sends nothing twice.
 */
export function consolePages(app: Hono, { server, consolePath }: ConsoleRoutes<PageServer>) {
  return {
    page(path: string, show: (c: Context, session: Session) => Answer): void {
      app.on('GET', eitherWay(path), (c) => {
        const session = server.sessions.find(c.req.header('cookie') ?? null)
        if (session) return show(c, session)
        const { pathname, search } = new URL(c.req.url)
        return c.redirect(`${consolePath}/login?${new URLSearchParams({ next: pathname + search }).toString()}`)
      })
    },

    form(path: string, take: (c: Context, posted: Posted) => Answer): void {
      app.on('POST', eitherWay(path), async (c) => {
        const posted = await postedForm(c.req.raw, server)
        return posted ? take(c, posted) : expired(server, consolePath)
      })
    },

    /** What every page is rendered with. */
    frame: ({ user, formToken }: Session): ConsoleFrame => ({
      product: server.dialect.product,
      consolePath,
      session: { account: user.account, formToken },
      now: server.now(),
    }),

    show: (page: RenderedPage, status: 200 | 404 | 422 = 200) => toResponse({ status, ...page }),

    done: (c: Context, path: string) => c.redirect(path, 303),
  }
}

/** What stands in the form that registers a client: nothing at first, what was sent when it was refused. */
export interface ClientForm {
  readonly name: string
  readonly redirectUri: string
  readonly errors?: { readonly name?: string; readonly redirectUri?: string } | undefined
}

export const emptyClientForm: ClientForm = { name: '', redirectUri: '' }

/** Registers the client of a form for a user: its id, or the form with what is wrong with it. */
export function registerClient(
  server: OAuthServer,
  { form, user }: Posted,
  redirectField: string,
): { readonly id: string } | { readonly refused: ClientForm } {
  const name = line(form, 'name')
  const redirectUri = line(form, redirectField)
  const problem = nameProblem(name)
  if (problem) return { refused: { name, redirectUri, errors: { name: problem } } }
  try {
    return server.directory.addClient({ name, redirectUris: [redirectUri], ownerId: user.id })
  } catch (error) {
    if (error instanceof RangeError) return { refused: { name, redirectUri, errors: { redirectUri: error.message } } }
    throw error
  }
}

/** A one-line field of a form, without the blanks around it. */
export function line(form: URLSearchParams, field: string): string {
  return (form.get(field) ?? '').trim()
}

/** What is wrong with the name of something that a user makes in a console, or null. */
export function nameProblem(name: string): string | null {
  if (name === '') return 'Give it a name.'
  return name.length > longestName ? `The name may have at most ${longestName} characters.` : null
}
