import type { Authorization, OAuthProfile, Profile } from '../../../specs/profile.js'
import { checkTokenRequests } from './check-token-requests.js'
import type { SpecDocument } from './document.js'
import { apiKeysOf } from './security.js'
import type { Spec } from './read-spec.js'
import { SpecError, type SpecProblem } from './spec-error.js'
import type { Table } from './table.js'
import { takenOptions } from './taken-options.js'
import { rootVocabulary } from './vocabulary.js'

/**
 * Makes a provider's profile. Throws `SpecError` if servers contradict each other, if the OAuth operations are missing, if a client option
 * fills nothing, and with `isStrict` if a server is not an address that a client can call.
 */
export const makeProfile = (spec: Spec, table: Table, isStrict = false): Profile => {
  const { document } = spec
  const problems: SpecProblem[] = []
  const { oauth: given, ...says } = rootVocabulary.parse(document['x-onair'])
  const authorize = table.operations['authorize'] ? 'authorize' : null
  const oauth: OAuthProfile | null = given && { authorize, token: 'exchangeToken', ...given }

  const servers: Record<string, string> = {}
  for (const { name, url } of table.servers) {
    servers[name] ??= url
    if (isStrict && !isWholeAddress(url)) {
      const message = `${url} is not a whole address without query and fragment. Write one, such as https://api.example.com/v2.`
      problems.push(spec.problem(['servers'], 'server-url', message))
    }
    if (servers[name] === url) continue
    const message = `The server ${name} is ${servers[name]} in one place and ${url} in another. Give the second another \`x-onair.name\`.`
    problems.push(spec.problem(['servers'], 'server-name', message))
  }
  const code = oauth?.grants.includes('authorization_code') ? ['authorize'] : []
  const signIn = oauth ? [...code, oauth.token, oauth.tokenRefresh, oauth.deviceAuthorization, oauth.revoke] : []
  for (const id of signIn) {
    if (id === undefined || table.operations[id]) continue
    const other = id === 'exchangeToken' ? ', name yours in `x-onair.oauth.token`' : ''
    const message = `OAuth needs an operation called ${id}. Describe it${other}, or describe an OAuth flow with its address.`
    problems.push(spec.problem(['x-onair', 'oauth'], 'oauth-operations', message))
  }
  if (oauth) problems.push(...checkTokenRequests(spec, table, oauth))
  const fields = Object.values(table.operations).flatMap((operation) => Object.entries(operation.fields))
  for (const [parameter, option] of Object.entries(says.clientOptions)) {
    const at = ['x-onair', 'clientOptions', parameter]
    if (!fields.some(([name, field]) => name === parameter && (field.in === 'path' || field.in === 'header'))) {
      problems.push(spec.problem(at, 'client-options', `There is no path or header parameter ${parameter}.`))
    }
    if (Object.hasOwn(takenOptions, option)) {
      problems.push(spec.problem(at, 'client-options', `Every client has an option ${option}. Choose another name.`))
    }
  }
  const { clientIdHeader } = oauth ?? {}
  if (clientIdHeader !== undefined && !Object.hasOwn(says.clientOptions, clientIdHeader)) {
    const message = `No client option fills the header. Name one in \`x-onair.clientOptions\`: { ${clientIdHeader}: clientId }.`
    problems.push(spec.problem(['x-onair', 'oauth', 'clientIdHeader'], 'client-options', message))
  }
  if (oauth?.clientAuthentication === 'none' && oauth.pkce === null) {
    const message = 'Public clients need PKCE (RFC 9700, section 2.1.1). Write `pkce: S256`.'
    problems.push(spec.problem(['x-onair', 'oauth', 'clientAuthentication'], 'oauth-pkce', message))
  }
  const rows = Object.values(table.operations)
  const ways = rows.map((row) => [row, ...(row.alternatives ?? [])])
  const isUsed = (uses: (way: Authorization) => boolean) => ways.some((all) => all.some(uses))
  const isNeeded = (uses: (way: Authorization) => boolean) => ways.some((all) => all.every(uses))
  const takesToken = ({ scopes }: Authorization) => scopes !== null
  const keys = Object.entries(apiKeysOf(document)).flatMap(([option, place]) => {
    const uses = (way: Authorization) => way.keys?.includes(option) === true
    return isUsed(uses) ? [[option, isNeeded(uses) ? place : { ...place, optional: true as const }] as const] : []
  })
  const options = [...Object.values(says.clientOptions), ...keys.map(([option]) => option)]
  if (oauth?.clientAuthentication === 'api_key' && options.includes('apiKey')) {
    const message =
      'The sign-in has the option apiKey. Rename the other one: the security scheme, or the client option.'
    problems.push(spec.problem(['x-onair', 'oauth', 'clientAuthentication'], 'client-options', message))
  }
  if (problems.length > 0) throw new SpecError(problems)

  return {
    provider: says.provider,
    title: document.info.title,
    servers,
    clientOptions: says.clientOptions,
    ...(keys.length > 0 && { keys: Object.fromEntries(keys) }),
    ...(!isNeeded(takesToken) && { auth: isUsed(takesToken) ? ('optional' as const) : ('none' as const) }),
    booleans: says.booleans,
    headers: says.headers,
    authorizationScheme: says.authorizationScheme,
    scopes: Object.keys(scopeDescriptionsOf(document)),
    limits: says.limits,
    oauth,
  }
}

/** Whether a client can call an address as it stands. */
const isWholeAddress = (url: string): boolean => /^(https?|wss?):/.test(url) && URL.canParse(url) && !/[?#]/.test(url)

/** Scope → what it allows, of all OAuth flows. */
export const scopeDescriptionsOf = (document: SpecDocument): Readonly<Record<string, string>> => {
  const schemes = Object.values(document.components?.securitySchemes ?? {})
  const flows = schemes.flatMap((scheme) => Object.values(scheme.flows ?? {}))
  return Object.assign({}, ...flows.map((flow) => flow.scopes ?? {})) as Record<string, string>
}
