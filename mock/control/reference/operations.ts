import type { MockSpec, MockOperation } from '../../../specs/profile.js'
import {
  resolve,
  type BodyNode,
  type OpenApiDocument,
  type OperationNode,
  type ParameterNode,
  type PathItemNode,
  type ResponseNode,
} from './document.js'

/** An operation, with its references resolved and the parameters of its path item added. */
export interface DescribedOperation {
  readonly id: string
  /** The heading that it is listed under. */
  readonly tag: string
  readonly node: OperationNode
  readonly parameters: readonly ParameterNode[]
  readonly body: BodyNode | undefined
  /** By status or status class (`4XX`). */
  readonly responses: readonly (readonly [status: string, response: ResponseNode])[]
  /** Its row in the operation table. */
  readonly row: MockOperation
}

/** A callback that the provider sends, with its references resolved. */
export type DescribedWebhook = Omit<DescribedOperation, 'row'>

const methods = ['get', 'head', 'post', 'put', 'patch', 'delete']

/** Operations of one tag. */
export interface OperationGroup {
  readonly name: string
  readonly description: string | undefined
  readonly operations: readonly DescribedOperation[]
}

/** Every operation of a document, in the document's order. */
export function operationsOf(document: OpenApiDocument, spec: MockSpec<unknown, unknown>): DescribedOperation[] {
  return described(document, document.paths).flatMap((one) => {
    const row = spec.operations[one.id]
    return row ? [{ ...one, row }] : []
  })
}

/** The callbacks that a document describes, by their names in `webhooks`. */
export const webhooksOf = (document: OpenApiDocument): readonly DescribedWebhook[] =>
  Object.entries(document.webhooks ?? {}).flatMap(([name, item]) =>
    described(document, { [name]: item }).map((one) => ({ ...one, id: name })),
  )

/** Operations by tag: first the tags that the document declares, in its order, then all others. */
export function groupsOf(
  document: OpenApiDocument,
  operations: readonly DescribedOperation[],
): readonly OperationGroup[] {
  const listed = document.tags ?? []
  const names = new Set([...listed.map(({ name }) => name), ...operations.map(({ tag }) => tag)])
  return [...names]
    .map((name) => ({
      name,
      description: listed.find((one) => one.name === name)?.description,
      operations: operations.filter(({ tag }) => tag === name),
    }))
    .filter((group) => group.operations.length > 0)
}

function described(document: OpenApiDocument, items: Readonly<Record<string, PathItemNode>> = {}): DescribedWebhook[] {
  return Object.values(items).flatMap((item) =>
    methods.flatMap((method) => {
      const node = item[method] as OperationNode | undefined
      return node ? [describe(document, item, node)] : []
    }),
  )
}

function describe(document: OpenApiDocument, item: PathItemNode, node: OperationNode): DescribedWebhook {
  const parameters = new Map(
    [...(item.parameters ?? []), ...(node.parameters ?? [])].map((one) => {
      const parameter = resolve(document, one)
      return [`${parameter.in} ${parameter.name}`, parameter]
    }),
  )
  return {
    id: node.operationId ?? '',
    tag: node.tags?.[0] ?? 'Operations',
    node,
    parameters: [...parameters.values()],
    body: node.requestBody && resolve(document, node.requestBody),
    responses: Object.entries(node.responses ?? {}).map(([status, one]) => [status, resolve(document, one)]),
  }
}
