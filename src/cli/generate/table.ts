import type { MockOperation, Page } from '../../../specs/profile.js'
import type { SpecOperation, SpecServer } from './document.js'
import { methods } from './draft.js'
import { fieldsOf } from './fields.js'
import { answersOf, bodyOf } from './media-types.js'
import { pageOf } from './page.js'
import type { Spec } from './read-spec.js'
import { authorizationOf } from './security.js'
import type { SpecProblem } from './spec-error.js'
import type { Subject } from './subject.js'
import { rootVocabulary } from './vocabulary.js'
import { locate } from './wire-type.js'

type Vocabulary = { paged?: true; page?: Page; idempotent?: boolean; bodyOptional?: true; points?: number }

/** RFC 9110, section 9.2.2. */
const idempotent = new Set(['get', 'head', 'put', 'delete'])

/** A server as one operation names it. */
export interface NamedServer {
  readonly name: string
  readonly url: string
}

/** The operation table of a spec in the spec's order, and the servers of its operations. */
export interface Table {
  readonly operations: Readonly<Record<string, MockOperation>>
  readonly servers: readonly NamedServer[]
}

/** What prevents an operation from being generated. */
export interface OperationProblem {
  /** Its method and path, such as `GET /users`. */
  readonly operation: string
  readonly path: string
  readonly method: string
  readonly problem: SpecProblem
}

/**
 * Makes the operation table, and finds the valid OpenAPI that it cannot express, because the client would omit it or send it differently.
 * specs/README.md lists what is supported. The table has the operations with problems too, without the unsupported parts.
 */
export const readTable = (spec: Spec): Table & { readonly problems: readonly OperationProblem[] } => {
  const { document } = spec
  const problems: OperationProblem[] = []
  const operations: Record<string, MockOperation> = {}
  const { clientIdHeader } = rootVocabulary.parse(document['x-onair']).oauth ?? {}
  const servers: NamedServer[] = (document.servers ?? []).map(named)

  for (const [path, reference] of Object.entries(document.paths ?? {})) {
    const { node: item, at: itemAt } = locate(document, reference, ['paths', path])
    for (const method of Object.keys(item).filter((key) => methods.includes(key))) {
      const report: Subject['report'] = (at, rule, message) =>
        problems.push({
          operation: `${method.toUpperCase()} ${path}`,
          path,
          method,
          problem: spec.problem(at, rule, message),
        })
      if (item !== reference && Object.keys(reference).length > 1) {
        report(['paths', path], 'path-item-ref', 'The keys beside this `$ref` are ignored. Move them to its target.')
      }
      const operation = item[method] as SpecOperation
      const subject: Subject = { document, item, operation, itemAt, at: [...itemAt, method], report }
      // The client calls the first. The others are for the reader of the spec, and for the mock.
      const livesOn = (operation.servers ?? item.servers ?? document.servers ?? []).map(named)
      servers.push(...livesOn)
      const says = (operation['x-onair'] ?? {}) as Vocabulary
      const { headers, ...authorization } = authorizationOf(subject)
      const isCalled = authorization.scopes !== null && clientIdHeader !== undefined
      const fields = fieldsOf(subject, isCalled ? [...headers, clientIdHeader] : headers)
      const { statuses, empty, ...answers } = answersOf(subject)
      operations[operation.operationId ?? ''] = {
        method: method.toUpperCase() as MockOperation['method'],
        path,
        server: livesOn[0]?.name ?? '',
        ...authorization,
        ...bodyOf(subject),
        ...answers,
        fields,
        idempotent: says.idempotent ?? idempotent.has(method),
        page: pageOf(subject, says, fields),
        evidence: operation['x-evidence'] ?? 'documented',
        statuses,
        ...(empty && { empty }),
        ...(says.points !== undefined && { points: says.points }),
        ...(says.bodyOptional && { bodyOptional: true as const }),
      }
    }
  }
  return { operations, servers, problems }
}

/** Its address uses the defaults of its variables. */
const named = ({ url, variables = {}, 'x-onair': says }: SpecServer): NamedServer => ({
  name: says?.name ?? '',
  url: url.replaceAll(/\{([^{}]+)\}/g, (template, name: string) => variables[name]?.default ?? template),
})
