import type { OAuthProfile } from '../../../specs/profile.js'
import { type Draft, type DraftNode, find, isNode, listOf, nodeOf, operationsOf } from './draft.js'
import { addressOf, serverFor } from './name-servers.js'
import type { Path } from './walk.js'

/** What a flow of OpenAPI cannot say. specs/README.md lists these defaults. Seconds. */
const defaults: Omit<OAuthProfile, 'authorize' | 'token' | 'grants'> = {
  clientAuthentication: 'client_secret_post',
  scopeSeparator: ' ',
  pkce: null,
  rejectedGrants: [{ status: 400, error: 'invalid_grant' }],
  lifetimes: { authorizationCode: 600, accessToken: 3600, refreshToken: null },
  refresh: 'keep',
}

interface Flow {
  readonly at: Path
  readonly code: DraftNode | undefined
  readonly client: DraftNode | undefined
}

/**
 * Describes the sign-in of a document whose flows have it (`authorizationCode`, `clientCredentials`): `x-onair.oauth`, and the operations
 * `authorize` and `exchangeToken` at the addresses of the flow, where the document does not describe them itself.
 */
export const addSignIn = (draft: Draft): void => {
  const { document } = draft
  const root = nodeOf(document['x-onair'])
  const flow = flowOf(document)
  addScopes(draft)
  // `oauth: null` says that tokens come from elsewhere.
  if (!flow || root.oauth === null) return
  const { code, client } = flow
  const has = (id: string) => operationsOf(draft).some(({ operation }) => operation.operationId === id)
  const isDescribed = isNode(root.oauth)
  const hasToken = nodeOf(root.oauth).token !== undefined
  const addresses = {
    authorize: code && addressIn(document, code.authorizationUrl),
    exchangeToken: hasToken ? undefined : addressIn(document, (code ?? client)?.tokenUrl),
  }
  for (const [id, url] of Object.entries(addresses)) {
    if (url === undefined || (isDescribed && has(id))) continue
    if (!addEndpoint(draft, flow.at, id as keyof typeof addresses, url)) return
  }
  if (isDescribed) return
  const grants = [...(code ? ['authorization_code', 'refresh_token'] : []), ...(client ? ['client_credentials'] : [])]
  document['x-onair'] = { ...root, oauth: { ...defaults, grants } }
}

/** The first scheme with a flow that has all its addresses. */
const flowOf = (document: DraftNode): Flow | undefined => {
  for (const { scheme, at } of oauthSchemesOf(document)) {
    const { authorizationCode, clientCredentials } = nodeOf(scheme.flows)
    const code = hasAddress(authorizationCode, 'authorizationUrl', 'tokenUrl')
    const client = hasAddress(clientCredentials, 'tokenUrl')
    if (code || client) return { at, code, client }
  }
  return undefined
}

const oauthSchemesOf = (document: DraftNode) =>
  Object.entries(nodeOf(nodeOf(document.components).securitySchemes)).flatMap(([name, reference]) => {
    const { node, at } = find(document, reference, ['components', 'securitySchemes', name])
    return isNode(node) && node.type === 'oauth2' ? [{ name, scheme: node, at }] : []
  })

const hasAddress = (flow: unknown, ...keys: readonly string[]): DraftNode | undefined =>
  isNode(flow) && keys.every((key) => typeof flow[key] === 'string' && flow[key] !== '') ? flow : undefined

/** An address of a flow. One without a host belongs to the first server. */
const addressIn = (document: DraftNode, url: unknown): string => {
  const address = String(url)
  if (/^https?:\/\//i.test(address)) return address
  const [server = {}] = listOf(document.servers) as DraftNode[]
  const base = addressOf(server).replace(/\/+$/, '')
  if (!address.startsWith('/')) return `${base}/${address}`
  const [origin = ''] = /^\w+:\/\/[^/]*/.exec(base) ?? []
  return origin + address
}

/** Adds an endpoint of the sign-in as an operation, or gives its name to the operation that is there. False if neither is possible. */
const addEndpoint = (draft: Draft, at: Path, id: 'authorize' | 'exchangeToken', url: string): boolean => {
  const { document } = draft
  const method = id === 'authorize' ? 'get' : 'post'
  const address = URL.canParse(url) ? new URL(url) : undefined
  const plain = url.replace(/[?#].*$/, '')
  const { server, path } = address ? serverFor(draft, plain) : relativeServer(document, plain)
  const paths = (document.paths ??= {}) as DraftNode
  const item = (paths[path] ??= {}) as DraftNode
  const serversOf = (node: DraftNode) => listOf(node.servers ?? item.servers ?? document.servers) as DraftNode[]
  for (const { operation, at: place, path: other } of operationsOf(draft)) {
    if (operation.operationId !== id || other === path) continue
    operation.operationId = `${id}2`
    draft.warn(
      [...place, 'operationId'],
      'operation-id',
      `${id} is the name of the sign-in. This one is called ${id}2.`,
    )
  }
  const present = item[method]
  if (isNode(present)) {
    if (serversOf(present)[0] !== server && addressOf(serversOf(present)[0] ?? {}) !== addressOf(server)) {
      const message = `The document has another operation at ${path}, on another server. Describe ${id} yourself, as specs/README.md says.`
      draft.warn(at, 'oauth-operations', message)
      return false
    }
    const own = String(present.operationId)
    const message = `The operation ${own} is an endpoint of the flow, so it is called ${id}. Write this operationId.`
    draft.warn(isNode(nodeOf(document['x-onair']).oauth) ? ['x-onair', 'oauth'] : at, 'oauth-operations', message)
    present.operationId = id
    present.security = []
    return true
  }
  item[method] = { ...endpoint[id], servers: [server] }
  return true
}

const relativeServer = (document: DraftNode, url: string): { server: DraftNode; path: string } => {
  const [server = {}] = listOf(document.servers) as DraftNode[]
  const base = addressOf(server).replace(/\/+$/, '')
  return { server, path: url.startsWith(`${base}/`) ? url.slice(base.length) : url }
}

const text = { schema: { type: 'string' } }
const query = (name: string, required = false) => ({ name, in: 'query', ...(required && { required }), ...text })

/** RFC 6749, sections 4.1.1, 4.1.3, 4.4, 5.1 and 6; RFC 7636, section 4.3. */
const endpoint = {
  authorize: {
    operationId: 'authorize',
    summary: 'Asks the user for consent.',
    security: [],
    parameters: [
      query('response_type', true),
      query('client_id', true),
      query('redirect_uri'),
      query('scope'),
      query('state'),
      query('code_challenge'),
      query('code_challenge_method'),
    ],
    responses: { '302': { description: 'Back to the application, with a code.' } },
  },
  exchangeToken: {
    operationId: 'exchangeToken',
    summary: 'Exchanges a grant for tokens.',
    security: [],
    requestBody: {
      required: true,
      content: {
        'application/x-www-form-urlencoded': {
          schema: {
            type: 'object',
            required: ['grant_type'],
            properties: Object.fromEntries(
              'grant_type code redirect_uri code_verifier refresh_token scope client_id client_secret'
                .split(' ')
                .map((name) => [name, { type: 'string', ...(/token|secret/.test(name) && { format: 'password' }) }]),
            ),
          },
        },
      },
    },
    responses: {
      '200': {
        description: 'The tokens.',
        content: {
          'application/json': {
            schema: {
              type: 'object',
              required: ['access_token'],
              properties: {
                access_token: { type: 'string', format: 'password' },
                token_type: { type: 'string' },
                expires_in: { type: 'number' },
                refresh_token: { type: 'string', format: 'password' },
                scope: { type: 'string' },
              },
            },
          },
        },
      },
      '400': { description: 'The grant is refused.' },
    },
  },
}

/** Adds the scopes that operations need and no flow lists. Without them `begin()` would refuse them. */
const addScopes = (draft: Draft): void => {
  const { document } = draft
  const schemes = new Map(oauthSchemesOf(document).map(({ name, scheme }) => [name, scheme]))
  for (const { operation, at } of [...operationsOf(draft), { operation: document, at: [] as Path }]) {
    for (const requirement of listOf(operation.security).filter(isNode)) {
      for (const [name, scopes] of Object.entries(requirement)) {
        const flows = Object.values(nodeOf(schemes.get(name)?.flows)).filter(isNode)
        for (const scope of listOf(scopes).map(String)) {
          if (flows.length === 0 || flows.some((flow) => scope in nodeOf(flow.scopes))) continue
          for (const flow of flows) flow.scopes = { ...nodeOf(flow.scopes), [scope]: '' }
          const message = `The scope ${scope} is in no flow of ${name}. It was added: list it there, with its description.`
          draft.warn([...at, 'security'], 'scope-known', message)
        }
      }
    }
  }
}
