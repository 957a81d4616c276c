import type { Evidence, Field, Operation, Page } from '../../../specs/profile.js'
import type { PathItem, SpecDocument, SpecOperation, SpecParameter, SpecSchema, SpecServer } from './document.js'
import type { Spec } from './read-spec.js'
import { SpecError, type SpecProblem } from './spec-error.js'
import { rootVocabulary } from './vocabulary.js'
import type { Path } from './walk.js'
import { dereference, isList, wireType } from './wire-type.js'

type Vocabulary = { paged?: true; page?: Page; idempotent?: boolean }

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const
const unsupported = ['head', 'options', 'trace']
/** RFC 9110, section 9.2.2. */
const idempotent = new Set(['get', 'put', 'delete'])

/** A server as one operation names it. */
export interface NamedServer {
  readonly name: string
  readonly url: string
}

/** The operation table of a spec in the spec's order, and the servers its operations live on. */
export interface Table {
  readonly operations: Readonly<Record<string, Operation>>
  readonly servers: readonly NamedServer[]
}

/**
 * Makes the operation table. Throws `SpecError` for what is sound OpenAPI but has no place in the table: a method, body
 * encoding or scope that is not known, a list without a paging style, two fields of one name.
 */
export const makeTable = (spec: Spec): Table => {
  const { document } = spec
  const problems: SpecProblem[] = []
  const operations: Record<string, Operation> = {}
  const servers: NamedServer[] = (document.servers ?? []).map(named)

  for (const [path, reference] of Object.entries(document.paths ?? {})) {
    const item = dereference(document, reference)
    for (const method of unsupported.filter((key) => key in item)) {
      problems.push(spec.problem(['paths', path, method], 'operation-method', 'The clients know no such method.'))
    }
    for (const method of Object.keys(item).filter((key) =>
      methods.includes(key as 'get'),
    ) as (typeof methods)[number][]) {
      const operation = item[method] as SpecOperation
      const complain = (at: Path, rule: string, message: string): void => {
        problems.push(spec.problem(['paths', path, method, ...at], rule, message))
      }
      const [server] = (operation.servers ?? item.servers ?? document.servers ?? []).map(named)
      if (server) servers.push(server)
      else complain([], 'server-name', 'The operation lives on no server. Name one at the root of the document.')
      const says = (operation['x-onair'] ?? {}) as Vocabulary
      const evidence = operation['x-evidence'] ?? 'documented'
      operations[operation.operationId ?? ''] = {
        method: method.toUpperCase() as Operation['method'],
        path,
        server: server?.name ?? '',
        scopes: scopesOf(document, operation, complain),
        body: bodyOf(document, operation, complain),
        ...(takesText(document, operation) && { text: true as const }),
        fields: fieldsOf(document, item, operation, complain),
        idempotent: says.idempotent ?? idempotent.has(method),
        page: pageOf(document, says, complain),
        evidence,
        statuses: statusesOf(document, operation, evidence),
      }
    }
  }
  if (problems.length > 0) throw new SpecError(problems)
  return { operations, servers }
}

type Complain = (at: Path, rule: string, message: string) => void

const named = (server: SpecServer): NamedServer => ({ name: server['x-onair']?.name ?? '', url: server.url })

/** Of the alternatives, the one that goes through OAuth says what a token must be allowed; else the first with a token. */
const scopesOf = (document: SpecDocument, operation: SpecOperation, complain: Complain): Operation['scopes'] => {
  const schemes = document.components?.securitySchemes ?? {}
  const ways = (operation.security ?? document.security ?? [])
    .flatMap((way) => Object.entries(way))
    // The client's own credentials are not an access token.
    .filter(([scheme]) => schemes[scheme]?.scheme !== 'basic')
  const way = ways.find(([scheme]) => schemes[scheme]?.type === 'oauth2') ?? ways[0]
  if (!way) return null
  const [scheme, scopes] = way
  const flows = Object.values(schemes[scheme]?.flows ?? {})
  for (const scope of schemes[scheme]?.type === 'oauth2' ? scopes : []) {
    if (flows.some((flow) => scope in (flow.scopes ?? {}))) continue
    complain(['security'], 'scope-known', `The scope ${scope} is in no flow of ${scheme}.`)
  }
  return scopes
}

const form = 'application/x-www-form-urlencoded'

const bodyOf = (document: SpecDocument, operation: SpecOperation, complain: Complain): Operation['body'] => {
  const types = Object.keys(dereference(document, operation.requestBody)?.content ?? {})
  if (types.length === 0) return null
  if (types.includes(form)) return 'form'
  if (types.some((type) => /^application\/(.+\+)?json\b/.test(type))) return 'json'
  complain(['requestBody'], 'body-encoding', `${types.join(', ')}: only forms (${form}) and JSON are known.`)
  return null
}

/** Whether a success may be plain text. */
const takesText = (document: SpecDocument, operation: SpecOperation): boolean =>
  Object.entries(operation.responses ?? {}).some(
    ([status, reference]) =>
      status.startsWith('2') && 'text/plain' in (dereference(document, reference)?.content ?? {}),
  )

/** The evidence of each response; a response without a mark has the operation's. */
const statusesOf = (document: SpecDocument, { responses = {} }: SpecOperation, evidence: Evidence) =>
  Object.fromEntries(
    Object.entries(responses)
      .filter(([status]) => Number.isInteger(Number(status)))
      .map(([status, response]) => [status, dereference(document, response)['x-evidence'] ?? evidence]),
  )

const fieldsOf = (
  document: SpecDocument,
  item: PathItem,
  operation: SpecOperation,
  complain: Complain,
): Operation['fields'] => {
  const fields: Record<string, Field> = {}
  const add = (name: string, field: Field): void => {
    if (fields[name] && fields[name].in !== field.in) {
      complain([], 'field-name', `${name} is both in the ${fields[name].in} and in the ${field.in}.`)
    }
    fields[name] = field
  }
  // The operation's own parameters come last: they override the path's.
  for (const reference of [...(item.parameters ?? []), ...(operation.parameters ?? [])]) {
    const parameter: SpecParameter = dereference(document, reference)
    if (parameter.in !== 'path' && parameter.in !== 'query') continue
    add(parameter.name, { in: parameter.in, ...wireForm(document, parameter.schema), ...parameter['x-onair'] })
  }
  const body = dereference(document, operation.requestBody)?.content?.[form]?.schema
  for (const [name, schema] of Object.entries(propertiesOf(document, body))) {
    add(name, { in: 'form', ...wireForm(document, schema) })
  }
  return fields
}

const wireForm = (document: SpecDocument, schema: SpecSchema | undefined): Pick<Field, 'type' | 'list'> => ({
  type: wireType(document, schema),
  ...(isList(document, schema) && { list: true }),
})

const propertiesOf = (document: SpecDocument, reference: SpecSchema | undefined): Record<string, SpecSchema> => {
  const schema = dereference(document, reference)
  const parts = [...(schema?.allOf ?? []), ...(schema?.oneOf ?? []), ...(schema?.anyOf ?? [])]
  return Object.assign({}, ...parts.map((part) => propertiesOf(document, part)), schema?.properties)
}

const pageOf = (document: SpecDocument, says: Vocabulary, complain: Complain): Page | null => {
  if (says.page) return says.page
  if (!says.paged) return null
  const { page } = rootVocabulary.parse(document['x-onair'])
  if (!page) complain(['x-onair', 'paged'], 'paging-style', 'Say how lists are paged: `x-onair.page` at the root.')
  return page ?? null
}
