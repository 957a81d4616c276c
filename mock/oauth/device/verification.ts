import type { Context, Hono } from 'hono'
import { expired, postedForm } from '../../accounts/forms.js'
import { siteOf } from '../../accounts/site.js'
import type { AnyWorld, Env } from '../../core/definition/world.js'
import { withQuery, withSlash } from '../../core/http/paths.js'
import { toResponse } from '../../core/http/reply.js'
import type { Decision } from '../consent.js'
import type { OAuthDialect } from '../dialect.js'
import type { OAuthServer } from '../server.js'
import type { DeviceCode } from './device-codes.js'

type OAuthWorld = AnyWorld & { readonly oauth: OAuthServer }

/** The path of the verification URI: a page of the provider's console. */
export const verificationPath = ({ consolePath }: Pick<AnyWorld, 'consolePath'>): string => `${consolePath}/device`

/** Adds the verification URI (RFC 8628, section 3.3): log-in, then the code, then the consent page, which posts to the same address. */
export function mountVerification(app: Hono<Env>, consolePath: string, dialect: OAuthDialect): void {
  const paths = withSlash(`${consolePath}/device`)

  app.on('GET', paths, async (c: Context<Env>) => {
    const world = c.env.world as OAuthWorld
    const session = world.sessions.find(c.req.header('cookie') ?? null)
    const typed = c.req.query('user_code')
    const here = withQuery(verificationPath(world), typed === undefined ? {} : { user_code: typed })
    if (!session) return c.redirect(withQuery(`${world.consolePath}/login`, { next: here }))
    const view = { site: siteOf(world), account: session.user.account, formToken: session.formToken }
    const code = typed === undefined ? undefined : world.oauth.devices.find(typed, world.clock.now())
    if (!code) {
      const { userCodePage } = await import('./device-page.js')
      const error = typed === undefined ? undefined : 'This code is wrong or has ended. Check it, or get a new one.'
      return toResponse({ status: error === undefined ? 200 : 422, ...userCodePage({ ...view, error }) })
    }
    const { consentPage } = await import('../consent-page.js')
    const scopes = code.scopes.map((name) => ({ name, meaning: world.scopeDescriptions[name] ?? '' }))
    const client = world.oauth.clients.get(code.clientId)?.name ?? code.clientId
    const page = consentPage({ ...view, client, scopes, labels: dialect.consent(world), action: here })
    return toResponse({ status: 200, ...page })
  })

  app.on('POST', paths, async (c: Context<Env>) => {
    const world = c.env.world as OAuthWorld
    const posted = await postedForm(c.req.raw, world)
    const code = world.oauth.devices.find(c.req.query('user_code') ?? '', world.clock.now())
    if (!posted || !code) return expired(world)
    const { form, user, session } = posted
    const isAllowed = form.get('decision') === 'approve'
    const scopes = dialect.consent(world).chooseScopes ? form.getAll('scope') : code.scopes
    decide(code, user.id, { deny: !isAllowed, scopes })
    const { decidedPage } = await import('./device-page.js')
    const view = { site: siteOf(world), account: user.account, formToken: session.formToken }
    return toResponse({ status: 200, ...decidedPage({ ...view, isAllowed }) })
  })
}

/** Decides a device authorization as a user's click would. */
export function decide(code: DeviceCode, userId: string, { deny, scopes }: Decision): void {
  const allowed = code.scopes.filter((scope) => scopes?.includes(scope) ?? true)
  code.decision = deny ? 'denied' : { allowed: true, userId, scopes: allowed }
}

/** Decides the authorization that a verification URI names: by its `user_code`, else the only one that waits. Returns the URI. */
export function decideDevice(world: OAuthWorld, uri: URL, decision: Decision): string {
  const { oauth, users, clock, profile } = world
  const typed = uri.searchParams.get('user_code')
  const waiting = oauth.devices.undecided(clock.now())
  const [code, ...others] = typed === null ? waiting : [oauth.devices.find(typed, clock.now())]
  if (!code)
    throw new Error(
      `${profile.title} has no device authorization that waits${typed === null ? '' : ' with this code'}.`,
    )
  if (others.length > 0) throw new Error('Several devices wait: pass verificationUriComplete, which names one of them.')
  const user = decision.account === undefined ? users.first() : users.require(decision.account)
  decide(code, user.id, decision)
  return uri.href
}
