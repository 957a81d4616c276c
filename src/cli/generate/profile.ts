import type { Profile } from '../../../specs/profile.js'
import type { Spec } from './read-spec.js'
import { SpecError, type SpecProblem } from './spec-error.js'
import type { Table } from './table.js'
import { rootVocabulary } from './vocabulary.js'

/** Makes a provider's profile. Throws `SpecError` when servers disagree or the OAuth operations are missing. */
export const makeProfile = (spec: Spec, table: Table): Profile => {
  const { document } = spec
  const problems: SpecProblem[] = []
  const { oauth, ...says } = rootVocabulary.parse(document['x-onair'])

  const servers: Record<string, string> = {}
  for (const { name, url } of table.servers) {
    servers[name] ??= url
    if (servers[name] === url) continue
    const message = `The server ${name} is ${servers[name]} in one place and ${url} in another.`
    problems.push(spec.problem(['servers'], 'server-name', message))
  }
  for (const id of oauth ? ['authorize', 'exchangeToken'] : []) {
    if (table.operations[id]) continue
    problems.push(spec.problem(['x-onair', 'oauth'], 'oauth-operations', `OAuth needs an operation called ${id}.`))
  }
  if (problems.length > 0) throw new SpecError(problems)

  const schemes = Object.values(document.components?.securitySchemes ?? {})
  const flows = schemes.flatMap((scheme) => Object.values(scheme.flows ?? {}))
  return {
    provider: says.provider,
    title: document.info.title,
    servers,
    clientOptions: says.clientOptions,
    booleans: says.booleans,
    headers: says.headers,
    authorizationScheme: says.authorizationScheme,
    scopes: Object.assign({}, ...flows.map((flow) => flow.scopes ?? {})) as Record<string, string>,
    limits: says.limits,
    oauth: oauth && { authorize: 'authorize', token: 'exchangeToken', ...oauth },
  }
}
