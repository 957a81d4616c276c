import { pathsOf } from '../../mock/core/http/mounts.js'
import type { ProviderMock, World } from '../../mock/core/provider.js'
import { RefusalError } from '../../mock/core/http/reply.js'
import { mountOperations, type Handlers } from '../../mock/core/http/route.js'
import { withQuery } from '../../mock/oauth/authorize.js'
import { authorizationEndpoint, mountBrowserRoutes } from '../../mock/oauth/browser.js'
import type { Failure } from '../../mock/oauth/failure.js'
import { oauthPolicy } from '../../mock/oauth/policy.js'
import { OAuthServer, type OAuthDialect } from '../../mock/oauth/server.js'
import { operations, profile } from './generated/lighthouse/operations.js'
import type { components, operations as Operations } from './generated/lighthouse/types.js'

type Lamp = components['schemas']['Lamp']

const consolePath = `/${profile.provider}/door`

/** Lighthouse as a mock: an OAuth server and three operations on a list of lamps. */
export function createLighthouseMock(world: World): ProviderMock<null> {
  const { clock, random } = world
  const now = () => clock.now()
  const dialect: OAuthDialect = {
    product: profile.title,
    consent: { approve: 'Yes', deny: 'No', chooseScopes: true },
    createAccessToken: () => random.hex(32),
    createRefreshToken: () => random.hex(32),
    createCode: () => random.hex(32),
    tokens: ({ accessToken, refreshToken, expiresIn }) => ({
      status: 200,
      headers: { 'cache-control': 'no-store' },
      body: { access_token: accessToken, token_type: 'Bearer', expires_in: expiresIn, refresh_token: refreshToken },
    }),
    refuse: (failure) => ({ status: 400, body: { error: errorCode(failure) } }),
    redirectFailure: (failure, uri, state) =>
      withQuery(uri, { error: errorCode(failure), ...(state !== null && { state }) }),
  }
  const server = new OAuthServer({ profile, policy: oauthPolicy(profile.oauth), dialect, random, now })
  const alice = server.directory.addUser('alice')
  const redirectUri = 'https://app.example/back'
  const client = server.directory.addClient({ name: 'Keeper', redirectUris: [redirectUri], ownerId: alice.id })
  const browser = { server, consolePath, authorizePaths: pathsOf(profile, operations.authorize) }

  const lamps: Lamp[] = ['North', 'East', 'South', 'West', 'Mole'].map((name, index) => lamp(index + 1, name))

  const handlers: Handlers<Operations, null> = {
    authorize: (call) => authorizationEndpoint(browser, call.request) as never,
    exchangeToken(call) {
      const parameters = new URLSearchParams(call.text)
      call.grantType = parameters.get('grant_type') ?? ''
      return server.token(parameters, call.header('authorization')) as never
    },
    listLamps(call) {
      const { after, limit = 2, id: ids } = call.query()
      const wanted = lamps.filter(({ id }) => ids?.includes(id) ?? true)
      const from = wanted.findIndex(({ id }) => id > Number(after ?? 0))
      const page = from < 0 ? [] : wanted.slice(from, from + limit)
      const isLast = page.at(-1)?.id === wanted.at(-1)?.id
      return { status: 200, body: { lamps: page, paging: { next: isLast ? null : String(page.at(-1)?.id) } } }
    },
    createLamp(call) {
      const { name, ...given } = call.body()
      lamps.push(lamp(lamps.length + 1, name, given))
      return { status: 201, body: lamps.at(-1)! }
    },
    getLamp(call) {
      const found = lamps.find(({ id }) => id === call.path.lamp_id)
      return found ? { status: 200, body: found } : { status: 404, body: { problem: 'no such lamp' } }
    },
  }

  return {
    profile,
    oauth: server,
    credentials: { clientId: client.id, clientSecret: client.secret, redirectUri },
    controls: null,
    mount(app) {
      mountBrowserRoutes(app, browser)
      mountOperations<Operations, null>(app, {
        profile,
        operations,
        handlers,
        dialect: {
          authorize(call) {
            const { scopes } = call.operation
            if (scopes === null) return null
            const token = server.bearer(call.header('authorization'))
            if (!token) throw problem(401, 'no token')
            if (!scopes.every((scope) => token.scopes.includes(scope))) throw problem(403, 'scope')
            return null
          },
          invalid: ({ issues }) => problem(400, issues.map(({ field, rule }) => `${field}: ${rule}`).join(', ')).reply,
          unknownRoute: () => problem(404, 'nothing is here').reply,
          wrongVerb: () => problem(405, 'not like this').reply,
          fault: () => problem(500, 'out of oil').reply,
        },
        schemas: () => import('./generated/lighthouse/schemas.js'),
        journal: world.journal,
        now,
        onExchange: world.onExchange,
      })
    },
  }
}

const lamp = (id: number, name: string, given: Partial<Lamp> = {}): Lamp => ({
  id,
  name,
  colour: 'white',
  flashes: [],
  lit: true,
  ...given,
})

const problem = (status: number, what: string) => new RefusalError({ status, body: { problem: what } })

/** RFC 6749, 4.1.2.1 and 5.2. */
function errorCode({ kind }: Failure): string {
  if (kind === 'code' || kind === 'verifier' || kind === 'refresh_token') return 'invalid_grant'
  return kind === 'missing_parameter' || kind === 'repeated_parameter' || kind === 'invalid_redirect_uri'
    ? 'invalid_request'
    : kind
}
