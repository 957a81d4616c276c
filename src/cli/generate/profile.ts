import type { Profile } from '../../../specs/profile.js'
import type { SpecDocument } from './document.js'
import { apiKeysOf } from './security.js'
import type { Spec } from './read-spec.js'
import { SpecError, type SpecProblem } from './spec-error.js'
import type { Table } from './table.js'
import { takenOptions } from './taken-options.js'
import { rootVocabulary } from './vocabulary.js'

/**
 * Makes a provider's profile. Throws `SpecError` if servers contradict each other or are not addresses, if the OAuth operations are
 * missing, or if a client option fills nothing.
 */
export const makeProfile = (spec: Spec, table: Table): Profile => {
  const { document } = spec
  const problems: SpecProblem[] = []
  const { oauth, ...says } = rootVocabulary.parse(document['x-onair'])

  const servers: Record<string, string> = {}
  for (const { name, url } of table.servers) {
    servers[name] ??= url
    if (!/^(https?|wss?):/.test(url) || !URL.canParse(url) || /[?#]/.test(url)) {
      const message = `${url} is not a whole address without query and fragment.`
      problems.push(spec.problem(['servers'], 'server-url', message))
    }
    if (servers[name] === url) continue
    const message = `The server ${name} is ${servers[name]} in one place and ${url} in another.`
    problems.push(spec.problem(['servers'], 'server-name', message))
  }
  const signIn = oauth ? ['authorize', 'exchangeToken', oauth.deviceAuthorization, oauth.revoke] : []
  for (const id of signIn) {
    if (id === undefined || table.operations[id]) continue
    problems.push(spec.problem(['x-onair', 'oauth'], 'oauth-operations', `OAuth needs an operation called ${id}.`))
  }
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
  if (problems.length > 0) throw new SpecError(problems)
  const rows = Object.values(table.operations)
  const keys = Object.entries(apiKeysOf(document)).filter(([option]) => rows.some((row) => row.keys?.includes(option)))

  return {
    provider: says.provider,
    title: document.info.title,
    servers,
    clientOptions: says.clientOptions,
    ...(keys.length > 0 && { keys: Object.fromEntries(keys) }),
    ...(rows.every(({ scopes }) => scopes === null) && { auth: 'none' as const }),
    booleans: says.booleans,
    headers: says.headers,
    authorizationScheme: says.authorizationScheme,
    scopes: Object.keys(scopeDescriptionsOf(document)),
    limits: says.limits,
    oauth: oauth && { authorize: 'authorize', token: 'exchangeToken', ...oauth },
  }
}

/** Scope → what it allows, of all OAuth flows. */
export const scopeDescriptionsOf = (document: SpecDocument): Readonly<Record<string, string>> => {
  const schemes = Object.values(document.components?.securitySchemes ?? {})
  const flows = schemes.flatMap((scheme) => Object.values(scheme.flows ?? {}))
  return Object.assign({}, ...flows.map((flow) => flow.scopes ?? {})) as Record<string, string>
}
