import { Hono } from 'hono'
import { Random, seedRandom } from '../../mock/core/time/random.js'
import { toResponse } from '../../mock/core/http/reply.js'
import { mountConsole } from '../../mock/kollus-live/console.js'
import { authorizationEndpoint, mountBrowserRoutes } from '../../mock/oauth/browser.js'
import type { ConsoleRoutes } from '../../mock/oauth/console.js'
import { oauthPolicy, type OAuthPolicy } from '../../mock/oauth/policy.js'
import { OAuthServer, type OAuthDialect } from '../../mock/oauth/server.js'
import type { OAuthProfile, Profile } from '../../specs/profile.js'

const oauth: OAuthProfile = {
  authorize: 'authorize',
  token: 'exchangeToken',
  grants: ['authorization_code', 'refresh_token'],
  clientAuthentication: 'client_secret_post',
  scopeSeparator: ' ',
  pkce: 'S256',
  rejectedGrants: [{ status: 400, error: 'invalid_grant' }],
  lifetimes: { authorizationCode: 600, accessToken: 3600, refreshToken: 7200, personalAccessToken: 86_400 },
  refresh: 'rotate',
}

const profile: Profile & { oauth: OAuthProfile } = {
  provider: 'example',
  title: 'Example',
  servers: { console: 'https://console.example.com' },
  clientOptions: {},
  booleans: 'text',
  headers: {},
  authorizationScheme: 'Bearer',
  scopes: { 'live:control': 'Control live streams.', 'live:statistics': 'Read statistics.' },
  limits: [],
  oauth,
}

interface ConsoleAppOptions {
  readonly dialect?: Partial<OAuthDialect>
  readonly policy?: Partial<OAuthPolicy>
  /** Epoch milliseconds; 15 January 2026, 09:30 UTC, by default. */
  readonly now?: () => number
  /** The console of a provider; Kollus Live's unless told otherwise. */
  readonly mount?: (app: Hono, routes: ConsoleRoutes) => void
}

const mountKollusLive = (app: Hono, routes: ConsoleRoutes) =>
  mountConsole(app, {
    ...routes,
    account: (user) => ({
      serviceAccount: `${user.account}-key`,
      serviceAccountName: `${user.account} & co`,
      role: 'administrator',
    }),
  })

/** A console for a provider that does not exist, with the accounts alice and bob, driven without a socket. */
export function consoleApp(options: ConsoleAppOptions = {}) {
  const consolePath = '/example/console'
  const random = new Random(seedRandom('console'))
  const dialect: OAuthDialect = {
    product: 'Example Live',
    consent: { approve: 'Authorize', deny: 'Cancel', chooseScopes: false },
    createAccessToken: (token) => `access-${token.id}`,
    createRefreshToken: () => `refresh-${random.hex(20)}`,
    createCode: () => `code-${random.hex(20)}`,
    tokens: (tokens) => ({ status: 200, body: tokens }),
    refuse: (failure) => ({ status: 400, body: failure }),
    redirectFailure: (failure, uri, state) =>
      `${uri}?${new URLSearchParams({ error: failure.kind, state: state ?? '' })}`,
    ...options.dialect,
  }
  const policy = oauthPolicy(oauth, options.policy)
  const { now = () => Date.UTC(2026, 0, 15, 9, 30) } = options
  const server = new OAuthServer({ profile, policy, dialect, random, now })
  for (const account of ['alice', 'bob']) server.directory.addUser(account)

  const app = new Hono()
  const routes = { server, consolePath, authorizePaths: [`${consolePath}/oauth/authorize`] }
  mountBrowserRoutes(app, routes)
  const { mount = mountKollusLive } = options
  mount(app, { server, consolePath })
  app.get(`${consolePath}/oauth/authorize`, async (c) => toResponse(await authorizationEndpoint(routes, c.req.raw)))
  return { app, server, consolePath }
}
