import { addSignIn } from './add-sign-in.js'
import { completeContents, completeOperations } from './complete-operations.js'
import { completeSchemas } from './complete-schemas.js'
import type { SpecDocument } from './document.js'
import { type Draft, type DraftNode, nodeOf } from './draft.js'
import { nameInnerSchemas } from './name-inner-schemas.js'
import { nameOperations } from './name-operations.js'
import { nameServers } from './name-servers.js'
import type { Spec } from './read-spec.js'
import type { SpecProblem } from './spec-error.js'

/** A spec with everything that the generators need, and what was changed for that. */
export interface CompleteSpec {
  readonly spec: Spec
  /** What the document has wrong, and how it was read. */
  readonly warnings: readonly SpecProblem[]
  /** The operations that cannot be read, by method and path, with the reason. */
  readonly leftOut: readonly LeftOut[]
}

/** An operation that is not generated. */
export interface LeftOut {
  /** Method and path, such as `GET /users`. */
  readonly operation: string
  readonly problem: SpecProblem
}

/**
 * Fills in what a plain OpenAPI document does not say: the provider's name, names of servers, operation ids, the sign-in of its flows. A
 * document that says everything stays as it is.
 */
export const completeSpec = (spec: Spec): CompleteSpec => {
  const document = structuredClone(spec.document) as unknown as DraftNode
  const warnings: SpecProblem[] = []
  const leftOut: LeftOut[] = []
  const draft: Draft = {
    document,
    warn: (at, rule, message) => warnings.push(spec.problem(at, rule, message)),
    leaveOut: (at, rule, message) => {
      const [, path = '', method] = at
      const operation = method === undefined ? String(path) : `${String(method).toUpperCase()} ${path}`
      leftOut.push({ operation, problem: spec.problem(at, rule, message) })
    },
  }
  const info = nodeOf(document.info)
  document.info = {
    ...info,
    title: typeof info.title === 'string' ? info.title : spec.provider,
    version: typeof info.version === 'string' || typeof info.version === 'number' ? `${info.version}` : '0',
  }
  document['x-onair'] = { provider: slug(spec.provider), ...nodeOf(document['x-onair']) }
  completeOperations(draft)
  nameInnerSchemas(draft)
  completeSchemas(draft)
  completeContents(draft)
  nameServers(draft)
  nameOperations(draft)
  addSignIn(draft)
  const completed = document as unknown as SpecDocument
  return { spec: { ...spec, document: completed }, warnings, leftOut }
}

/** A name for paths and for the command line. */
export const slug = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, '-')
    .replaceAll(/^-+|-+$/g, '') || 'api'
