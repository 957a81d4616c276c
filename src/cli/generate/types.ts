import openapiTS, { addJSDocComment, astToString, BOOLEAN, tsLiteral, tsUnion, type OpenAPI3 } from 'openapi-typescript'
import type { PropertySignature } from 'typescript'
import type { PathItem, SpecDocument, SpecOperation, SpecSchema } from './document.js'

/**
 * The `paths`, `operations` and `components` of a document as TypeScript. A flag (`x-onair.boolean`) accepts true and false as well as 1
 * and 0. Properties with a default stay optional: a caller need not send them.
 */
export const renderTypes = async (document: SpecDocument): Promise<string> => {
  const nodes = await openapiTS(structuredClone(document) as unknown as OpenAPI3, {
    defaultNonNullable: false,
    silent: true,
    transform: (schema) =>
      (schema as SpecSchema)['x-onair']?.boolean ? tsUnion([BOOLEAN, tsLiteral(0), tsLiteral(1)]) : undefined,
  })
  describeOperations(nodes, document)
  return astToString(nodes)
}

/** openapi-typescript describes the methods in `paths` only. For a call by operationId, editors show the comments in `operations`. */
const describeOperations = (nodes: Awaited<ReturnType<typeof openapiTS>>, document: SpecDocument): void => {
  const operations = new Map(
    Object.values(document.paths ?? {})
      .flatMap((item: PathItem) => Object.values(item) as SpecOperation[])
      .map((operation) => [operation.operationId, operation]),
  )
  for (const node of nodes) {
    if (!('name' in node && 'members' in node) || textOf(node.name) !== 'operations') continue
    for (const member of node.members as Iterable<PropertySignature>) {
      const operation = operations.get(textOf(member.name))
      if (operation) addJSDocComment(operation as Parameters<typeof addJSDocComment>[0], member)
    }
  }
}

const textOf = (name: unknown): string | undefined => (name as { readonly text?: string }).text
