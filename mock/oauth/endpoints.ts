import type { Context, Hono } from 'hono'
import { expired, postedForm } from '../accounts/forms.js'
import { siteOf } from '../accounts/site.js'
import type { AnyWorld, Env } from '../core/definition/world.js'
import { locationOf, withQuery } from '../core/http/paths.js'
import type { Reply } from '../core/http/reply.js'
import { RedirectedOAuthError } from './authorize.js'
import type { OAuthDialect } from './dialect.js'
import { describe, OAuthError } from './failure.js'
import type { OAuthServer } from './server.js'

type OAuthWorld = AnyWorld & { readonly oauth: OAuthServer }

const redirect = (uri: string): Reply => ({ status: 302, headers: { location: locationOf(uri) } })

/** The authorization endpoint: log-in, then consent page, then redirect. */
export async function authorizationEndpoint(
  request: Request,
  world: OAuthWorld,
  dialect: OAuthDialect,
): Promise<Reply> {
  const { oauth, scopeDescriptions, consolePath, sessions } = world
  const { pathname, search, searchParams } = new URL(request.url)
  try {
    const asked = oauth.authorizationRequest(searchParams)
    const session = sessions.find(request.headers.get('cookie'))
    // The path of this request: the endpoint may have several.
    const here = pathname + search
    if (!session) return redirect(withQuery(`${consolePath}/login`, { next: here }))
    if (oauth.alreadyGranted(asked, session.user)) return redirect(oauth.approve(asked, session.user))
    const { consentPage } = await import('./consent-page.js')
    const page = consentPage({
      site: siteOf(world),
      client: asked.client.name,
      account: session.user.account,
      scopes: asked.scopes.map((name) => ({ name, meaning: scopeDescriptions[name] ?? '' })),
      labels: dialect.consent(world),
      action: here,
      formToken: session.formToken,
    })
    return { status: 200, ...page }
  } catch (error) {
    if (error instanceof RedirectedOAuthError) {
      const location = oauth.redirectFailure(error.failure, error.redirectUri, error.state)
      return { ...redirect(location), reason: describe(error.failure) }
    }
    if (error instanceof OAuthError) {
      return { reason: describe(error.failure), ...(await dialect.showFailure(error.failure, world)) }
    }
    throw error
  }
}

/** Adds the target of the consent page's form to the app. */
export function mountConsent(app: Hono<Env>, authorizePaths: readonly string[], dialect: OAuthDialect): void {
  app.on('POST', [...authorizePaths], async (c: Context<Env>) => {
    const world = c.env.world as OAuthWorld
    const posted = await postedForm(c.req.raw, world)
    if (!posted) return expired(world)
    try {
      const asked = world.oauth.authorizationRequest(new URL(c.req.url).searchParams)
      const scopes = dialect.consent(world).chooseScopes ? posted.form.getAll('scope') : asked.scopes
      const isAllowed = posted.form.get('decision') === 'approve'
      return c.redirect(
        locationOf(isAllowed ? world.oauth.approve(asked, posted.user, scopes) : world.oauth.deny(asked)),
      )
    } catch (error) {
      if (error instanceof OAuthError) return expired(world)
      throw error
    }
  })
}
