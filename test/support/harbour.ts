import * as z from 'zod'
import type { MockSpec, MockOperationTable, Profile } from '../../specs/profile.js'

/** An invented provider as the generator writes one: OAuth, scopes, a limit, a socket, and examples of some operations. */
interface Ship {
  readonly id: number
  readonly name: string
}

interface Json<Body> {
  headers: { [name: string]: unknown }
  content: { 'application/json': Body }
}
interface NoParameters {
  query?: never
  header?: never
  path?: never
  cookie?: never
}
interface NoContent {
  headers: { [name: string]: unknown }
  content?: never
}

export interface Operations {
  authorize: { parameters: NoParameters; requestBody?: never; responses: { 302: NoContent } }
  exchangeToken: { parameters: NoParameters; requestBody?: never; responses: { 200: Json<object> } }
  listShips: {
    parameters: Omit<NoParameters, 'query'> & { query?: { limit?: number } }
    requestBody?: never
    responses: { 200: Json<{ ships: Ship[] }> }
  }
  createShip: {
    parameters: NoParameters
    requestBody: { content: { 'application/json': { name: string } } }
    responses: { 201: Json<Ship>; 409: Json<{ problem: string }> }
  }
  getShip: {
    parameters: Omit<NoParameters, 'path'> & { path: { id: number } }
    requestBody?: never
    responses: { 200: Json<Ship>; 404: Json<{ problem: string }> }
  }
  deleteShip: {
    parameters: Omit<NoParameters, 'path'> & { path: { id: number } }
    requestBody?: never
    responses: { 204: NoContent }
  }
}

const shared = {
  server: 'api',
  body: null,
  fields: {},
  idempotent: true,
  page: null,
  evidence: 'documented',
  statuses: {},
} as const
const ship = { ...shared, path: '/ships/{id}', fields: { id: { in: 'path', type: 'integer' } } } as const

const operations = {
  authorize: { ...shared, server: 'id', method: 'GET', path: '/authorize', scopes: null },
  exchangeToken: { ...shared, server: 'id', method: 'POST', path: '/token', scopes: null, body: 'form' },
  listShips: {
    ...shared,
    method: 'GET',
    path: '/ships',
    scopes: ['ships.read'],
    fields: { limit: { in: 'query', type: 'integer' } },
  },
  createShip: { ...shared, method: 'POST', path: '/ships', scopes: ['ships.write'], body: 'json' },
  getShip: { ...ship, method: 'GET', scopes: ['ships.read'] },
  deleteShip: { ...ship, method: 'DELETE', scopes: ['ships.write'] },
} as const satisfies MockOperationTable

const profile = {
  provider: 'harbour',
  title: 'Harbour',
  servers: {
    api: 'https://api.harbour.example',
    id: 'https://id.harbour.example',
    ws: 'wss://harbour.example/v2/waves/',
  },
  clientOptions: {},
  booleans: 'text',
  headers: {},
  authorizationScheme: 'Bearer',
  scopes: ['ships.read', 'ships.write'],
  limits: [
    {
      name: 'perMinute',
      bucket: 'api',
      requests: 60,
      window: 60,
      per: 'user',
      enforced: true,
      evidence: 'documented',
    },
  ],
  oauth: {
    authorize: 'authorize',
    token: 'exchangeToken',
    grants: ['authorization_code', 'client_credentials', 'refresh_token'],
    clientAuthentication: 'client_secret_post',
    scopeSeparator: ' ',
    pkce: 'S256',
    rejectedGrants: [{ status: 400, error: 'invalid_grant' }],
    lifetimes: { authorizationCode: 600, accessToken: 3600, refreshToken: 7200, personalAccessToken: 86_400 },
    refresh: 'rotate',
  },
} as const satisfies Profile

/** The contents of `mock.ts` from the generator. */
export const harbour: MockSpec<unknown, Operations, typeof profile, typeof operations> = {
  profile,
  operations,
  scopeDescriptions: { 'ships.read': 'See ships.', 'ships.write': 'Build and scrap ships.' },
  schemas: () =>
    Promise.resolve({
      ListShipsQuery: z.object({ limit: z.int().min(1).optional() }),
      CreateShipBody: z.object({ name: z.string().min(1) }),
      ExchangeTokenBody: z.object({}),
    }),
  examples: () =>
    Promise.resolve({
      listShips: { status: 200, body: { ships: [{ id: 1, name: 'Argo' }] } },
      createShip: { status: 201, body: { id: 2, name: 'Beagle' } },
      deleteShip: { status: 204 },
    }),
}

/** The same provider without OAuth: an application has one access token. */
const { authorize: _authorize, exchangeToken: _exchangeToken, ...calls } = operations
const withoutOAuth = { ...profile, oauth: null } as const satisfies Profile
export const tokenHarbour: MockSpec<unknown, Operations, typeof withoutOAuth, typeof calls> = {
  ...harbour,
  profile: withoutOAuth,
  operations: calls,
}
