import type { Context, Hono } from 'hono'
import { expired, postedForm } from '../../accounts/forms.js'
import type { Session } from '../../accounts/sessions.js'
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
    const path = verificationPath(world)
    const here = typed === undefined ? path : withQuery(path, { user_code: typed })
    if (!session) return c.redirect(withQuery(`${world.consolePath}/login`, { next: here }))
    const code = typed === undefined ? undefined : world.oauth.devices.find(typed, world.clock.now())
    if (!code) return askForCode(world, session, typed)
    const view = viewOf(world, session)
    const { consentPage } = await import('../consent-page.js')
    const scopes = code.scopes.map((name) => ({ name, meaning: world.scopeDescriptions[name] ?? '' }))
    const client = world.oauth.clients.get(code.clientId)?.name ?? code.clientId
    const { userCode } = code
    const page = consentPage({ ...view, client, scopes, labels: dialect.consent(world), action: here, userCode })
    return toResponse({ status: 200, ...page })
  })

  app.on('POST', paths, async (c: Context<Env>) => {
    const world = c.env.world as OAuthWorld
    const posted = await postedForm(c.req.raw, world)
    if (!posted) return expired(world)
    const { form, user, session } = posted
    const typed = c.req.query('user_code') ?? ''
    const code = world.oauth.devices.find(typed, world.clock.now())
    if (!code) return askForCode(world, session, typed)
    const isAllowed = form.get('decision') === 'approve'
    const scopes = dialect.consent(world).chooseScopes ? form.getAll('scope') : code.scopes
    decide(code, user.id, { deny: !isAllowed, scopes })
    const { decidedPage } = await import('./device-page.js')
    return toResponse({ status: 200, ...decidedPage({ ...viewOf(world, session), isAllowed }) })
  })
}

const viewOf = (world: OAuthWorld, { user, formToken }: Session) => ({
  site: siteOf(world),
  account: user.account,
  formToken,
})

/** The page for the code: again with an error, if the user typed one. */
async function askForCode(world: OAuthWorld, session: Session, wrong: string | undefined): Promise<Response> {
  const { userCodePage } = await import('./device-page.js')
  return toResponse({
    status: wrong === undefined ? 200 : 422,
    ...userCodePage({ ...viewOf(world, session), wrong }),
  })
}

/** Decides a device authorization as a user's click would. */
function decide(code: DeviceCode, userId: string, { deny, scopes }: Decision): void {
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
