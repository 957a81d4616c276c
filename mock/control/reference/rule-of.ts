import type { Evidence } from '../../../specs/profile.js'
import { resolve, sourcesOf, type OpenApiDocument, type OperationNode, type Source } from './document.js'

/** What the spec says of an answer. */
export interface ResponseRule {
  /** Markdown. */
  readonly description: string
  readonly evidence: Evidence | undefined
  readonly source: readonly Source[]
}

/**
 * What a document says of a status of an operation: of this status, of its class (`4XX`), or of any other (`default`). Undefined where it
 * says nothing. `operation` is an operationId, without the provider.
 */
export function ruleOf(
  document: Readonly<Record<string, unknown>> | OpenApiDocument,
  operation: string,
  status: number,
): ResponseRule | undefined {
  const spec = document as OpenApiDocument
  const { responses = {} } =
    Object.values(spec.paths ?? {})
      .flatMap((item) => Object.values(item) as OperationNode[])
      .find((one) => one?.operationId === operation) ?? {}
  const found = responses[status] ?? responses[`${String(status)[0]}XX`] ?? responses['default']
  if (!found) return undefined
  const response = resolve(spec, found)
  return {
    description: response.description ?? '',
    evidence: response['x-evidence'],
    source: sourcesOf(spec, response),
  }
}
