import type { Evidence } from '../../../specs/profile.js'
import { resolve, sourcesOf, type OpenApiDocument, type OperationNode, type Source } from './document.js'

/** The spec's description of a response. */
export interface ResponseRule {
  /** Markdown. */
  readonly description: string
  readonly evidence: Evidence | undefined
  readonly source: readonly Source[]
}

/**
 * The description of a status of an operation: of the status itself, of its class (`4XX`), or of `default`. Undefined if there is none.
 * `operation` is an operationId, without the provider.
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
