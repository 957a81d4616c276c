import type { Context, Hono } from 'hono'
import { readBody, tooLarge } from '../core/http/body.js'
import { RefusalError, toResponse, type Reply } from '../core/http/reply.js'
import { withQuery, RedirectedOAuthError } from './authorize.js'
import { describe, OAuthError } from './failure.js'
import type { OAuthServer } from './server.js'
import type { Session, Sessions } from '../accounts/sessions.js'
import type { User, Users } from '../accounts/users.js'

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
  readonly authorizePaths: readonly string[]
}

/**
 * A URI for a `location` header. What no URI has (RFC 3986, 2) is percent-encoded, so that the platform never refuses the header with
 * an error that quotes it: it may hold a code.
 */
export const locationOf = (uri: string): string =>
  uri.replace(/[^!-~]+/g, (found) =>
    Array.from(new TextEncoder().encode(found), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(
      '',
    ),
  )

/** The address of a page with and without a slash at its end. */
export const eitherWay = (path: string): string[] => [path, `${path}/`]

const redirect = (uri: string): Reply => ({ status: 302, headers: { location: locationOf(uri) } })

/** Answers the authorization endpoint: log in first, then ask, then redirect. */
export async function authorizationEndpoint(
  { server, consolePath }: Omit<BrowserRoutes, 'authorizePaths'>,
  asked: Request,
): Promise<Reply> {
  const { pathname, search, searchParams } = new URL(asked.url)
  try {
    const request = server.authorizationRequest(searchParams)
    const session = server.sessions.find(asked.headers.get('cookie'))
    // As it was called: by whichever of its paths.
    const here = pathname + search
    if (!session) return redirect(withQuery(`${consolePath}/login`, { next: here }))
    if (server.alreadyGranted(request, session.user)) return redirect(server.approve(request, session.user))
    const { consentPage } = await import('./consent-page.js')
    const page = consentPage({
      product: server.dialect.product,
      client: request.client.name,
      account: session.user.account,
      scopes: request.scopes.map((name) => ({ name, meaning: server.profile.scopes[name] ?? '' })),
      labels: server.dialect.consent,
      action: here,
      formToken: session.formToken,
      consolePath,
    })
    return { status: 200, ...page }
  } catch (error) {
    if (error instanceof RedirectedOAuthError) {
      const location = server.dialect.redirectFailure(error.failure, error.redirectUri, error.state)
      return { ...redirect(location), reason: describe(error.failure) }
    }
    if (error instanceof OAuthError) {
      const { dialect } = server
      const shown = await (dialect.showFailure?.(error.failure) ?? dialect.refuse(error.failure))
      return { reason: describe(error.failure), ...shown }
    }
    throw error
  }
}

/** Puts log-in and log-out on the app. After it, the browser goes on to the page that asked for it: one of the console, or of `authorizePaths`. */
export function mountLogIn(
  app: Hono,
  { server, consolePath }: ConsoleRoutes<PageServer>,
  authorizePaths: readonly string[] = [],
): void {
  const ours = [`${consolePath}/`, ...authorizePaths.map((path) => `${path}?`)]
  const localPath = (next = '') =>
    ours.some((path) => next.startsWith(path)) && !/[\\\r\n]/.test(next) ? locationOf(next) : consolePath

  const showLogin = async (c: Context, status: 200 | 422, error?: string) => {
    const { loginPage } = await import('../accounts/login-page.js')
    const { product } = server.dialect
    const next = localPath(c.req.query('next'))
    return toResponse({ status, ...loginPage({ product, consolePath, next, users: server.directory.users(), error }) })
  }

  const login = eitherWay(`${consolePath}/login`)
  app.on('GET', login, (c) => showLogin(c, 200))

  app.on('POST', login, async (c) => {
    const form = await readForm(c.req.raw)
    if (!form) return expired(server, consolePath)
    const user = server.directory.userByAccount(form.get('account') ?? '')
    if (!user || user.password !== form.get('password')) {
      return showLogin(c, 422, 'These credentials do not match our records.')
    }
    c.header('set-cookie', server.sessions.start(user, c.req.header('cookie') ?? null))
    return c.redirect(localPath(c.req.query('next')))
  })

  app.on('POST', eitherWay(`${consolePath}/logout`), async (c) => {
    const posted = await postedForm(c.req.raw, server)
    if (!posted) return expired(server, consolePath)
    c.header('set-cookie', server.sessions.end(posted.session))
    return c.redirect(`${consolePath}/login`)
  })
}

/** Puts log-in, log-out and the consent form's target on the app. */
export function mountBrowserRoutes(app: Hono, routes: BrowserRoutes): void {
  const { server, consolePath, authorizePaths } = routes
  mountLogIn(app, routes, authorizePaths)

  app.on('POST', [...authorizePaths], async (c) => {
    const posted = await postedForm(c.req.raw, server)
    if (!posted) return expired(server, consolePath)
    try {
      const request = server.authorizationRequest(new URL(c.req.url).searchParams)
      const scopes = server.dialect.consent.chooseScopes ? posted.form.getAll('scope') : request.scopes
      const allowed = posted.form.get('decision') === 'approve'
      return c.redirect(locationOf(allowed ? server.approve(request, posted.user, scopes) : server.deny(request)))
    } catch (error) {
      if (error instanceof OAuthError) return expired(server, consolePath)
      throw error
    }
  })
}

/**
 * The form that a page of this site sent; null if a browser sent it from another site (cross-site request forgery), or from a page whose
 * origin it hides. What is no browser sends no `Origin`. Throws a `RefusalError` when it is too large.
 */
async function readForm(request: Request): Promise<URLSearchParams | null> {
  const origin = request.headers.get('origin')
  // Not the scheme: a proxy in front may speak TLS.
  const isOurs = origin === null || (URL.canParse(origin) && new URL(origin).host === new URL(request.url).host)
  if (!isOurs) return null
  const text = await readBody(request)
  if (text === null) throw new RefusalError(tooLarge)
  return new URLSearchParams(text)
}

/** A form sent by a browser that is logged in, from a page of ours; null for any other. */
export async function postedForm(
  request: Request,
  server: PageServer,
): Promise<{ form: URLSearchParams; session: Session; user: User } | null> {
  const form = await readForm(request)
  const session = server.sessions.find(request.headers.get('cookie'))
  return form && session && form.get('form_token') === session.formToken ? { form, session, user: session.user } : null
}

/** 419, as some frameworks have it: the form is not from a page of this session. */
export async function expired(server: PageServer, consolePath: string): Promise<Response> {
  const { expiredPage } = await import('../accounts/login-page.js')
  return toResponse({ status: 419, ...expiredPage({ product: server.dialect.product, consolePath }) })
}
