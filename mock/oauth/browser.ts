import type { Context, Hono } from 'hono'
import { readBody, tooLarge } from '../core/body.js'
import { Refusal, type Reply } from '../core/reply.js'
import { pageHeaders } from '../ui/headers.js'
import { withQuery, RedirectedFailure } from './authorize.js'
import { describe, OAuthFailure } from './failure.js'
import type { OAuthServer } from './server.js'
import type { Session, Sessions } from './sessions.js'
import type { User, Users } from './users.js'

/** What the pages of whoever is logged in need; an OAuth server has it, and a provider without OAuth needs no more. */
export interface PageServer {
  /** `product`: the provider's name on its pages. */
  readonly dialect: { readonly product: string }
  readonly directory: Users
  readonly sessions: Sessions
  /** Epoch milliseconds. */
  readonly now: () => number
}

/** Where a console is, and who can log in to it. */
export interface ConsoleRoutes<Server extends PageServer = OAuthServer> {
  readonly server: Server
  /** Where the console is mounted, for example `/example/console`. */
  readonly consolePath: string
}

/** The browser's side of an OAuth server: logging in and out, and the consent page. */
export interface BrowserRoutes extends ConsoleRoutes {
  /** Where the authorization endpoint is mounted; at some providers it is on another host than the console. */
  readonly authorizePath: string
}

const html = { ...pageHeaders, 'content-type': 'text/html; charset=utf-8' } as const

const redirect = (location: string): Reply => ({ status: 302, headers: { location } })

/** Answers the authorization endpoint: log in first, then ask, then redirect. */
export async function authorizationEndpoint(
  { server, consolePath, authorizePath }: BrowserRoutes,
  query: URLSearchParams,
  cookie: string | null,
): Promise<Reply> {
  try {
    const request = server.authorizationRequest(query)
    const session = server.sessions.find(cookie)
    const here = `${authorizePath}?${query.toString()}`
    if (!session) return redirect(withQuery(`${consolePath}/login`, { next: here }))
    if (server.alreadyGranted(request, session.user)) return redirect(server.approve(request, session.user))
    const { consentPage } = await import('./consent-page.js')
    const body = consentPage({
      product: server.dialect.product,
      client: request.client.name,
      account: session.user.account,
      scopes: request.scopes.map((name) => ({ name, meaning: server.profile.scopes[name] ?? '' })),
      labels: server.dialect.consent,
      action: here,
      formToken: session.formToken,
      consolePath,
    })
    return { status: 200, headers: html, body }
  } catch (error) {
    if (error instanceof RedirectedFailure) {
      const location = server.dialect.redirectFailure(error.failure, error.redirectUri, error.state)
      return { ...redirect(location), reason: describe(error.failure) }
    }
    if (error instanceof OAuthFailure) {
      const { dialect } = server
      const shown = await (dialect.showFailure?.(error.failure) ?? dialect.refuse(error.failure))
      return { reason: describe(error.failure), ...shown }
    }
    throw error
  }
}

/** Puts log-in and log-out on the app. Whoever was sent to log in goes on to a page of the console or of `authorizePath`. */
export function mountLogIn(
  app: Hono,
  { server, consolePath }: ConsoleRoutes<PageServer>,
  authorizePath: string | null = null,
): void {
  const ours = [`${consolePath}/`, ...(authorizePath === null ? [] : [`${authorizePath}?`])]
  const localPath = (next = '') =>
    ours.some((path) => next.startsWith(path)) && !/[\\\r\n]/.test(next) ? next : consolePath

  const showLogin = async (c: Context, status: 200 | 422, error?: string) => {
    const { loginPage } = await import('./login-page.js')
    const next = localPath(c.req.query('next'))
    return c.html(
      loginPage({ product: server.dialect.product, consolePath, next, users: server.directory.users(), error }),
      status,
      pageHeaders,
    )
  }

  app.get(`${consolePath}/login`, (c) => showLogin(c, 200))

  app.post(`${consolePath}/login`, async (c) => {
    const form = await readForm(c)
    const user = server.directory.userByAccount(form.get('account') ?? '')
    if (!user || user.password !== form.get('password')) {
      return showLogin(c, 422, 'These credentials do not match our records.')
    }
    c.header('set-cookie', server.sessions.start(user).header['set-cookie'])
    return c.redirect(localPath(c.req.query('next')))
  })

  app.post(`${consolePath}/logout`, async (c) => {
    const posted = await postedForm(c, server)
    if (!posted) return expired(c, server, consolePath)
    c.header('set-cookie', server.sessions.end(posted.session)['set-cookie'])
    return c.redirect(`${consolePath}/login`)
  })
}

/** Puts log-in, log-out and the consent form's target on the app. */
export function mountBrowserRoutes(app: Hono, routes: BrowserRoutes): void {
  const { server, consolePath, authorizePath } = routes
  mountLogIn(app, routes, authorizePath)

  app.post(authorizePath, async (c) => {
    const posted = await postedForm(c, server)
    if (!posted) return expired(c, server, consolePath)
    try {
      const request = server.authorizationRequest(new URL(c.req.url).searchParams)
      const scopes = server.dialect.consent.chooseScopes ? posted.form.getAll('scope') : request.scopes
      const allowed = posted.form.get('decision') === 'approve'
      return c.redirect(allowed ? server.approve(request, posted.user, scopes) : server.deny(request))
    } catch (error) {
      if (error instanceof OAuthFailure) return expired(c, server, consolePath)
      throw error
    }
  })
}

/** The form of a page. Throws a `Refusal` when it is too large. */
async function readForm(c: Context): Promise<URLSearchParams> {
  const text = await readBody(c.req.raw)
  if (text === null) throw new Refusal(tooLarge)
  return new URLSearchParams(text)
}

/** A form sent by a browser that is logged in, from a page of ours; null for any other. */
export async function postedForm(
  c: Context,
  server: PageServer,
): Promise<{ form: URLSearchParams; session: Session; user: User } | null> {
  const form = await readForm(c)
  const session = server.sessions.find(c.req.header('cookie') ?? null)
  return session && form.get('form_token') === session.formToken ? { form, session, user: session.user } : null
}

/** 419, as some frameworks have it: the form is not from a page of this session. */
export async function expired(c: Context, server: PageServer, consolePath: string): Promise<Response> {
  const { expiredPage } = await import('./login-page.js')
  return c.html(expiredPage({ product: server.dialect.product, consolePath }), 419 as 400, pageHeaders)
}
