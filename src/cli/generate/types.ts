import {
  addJSDocComment,
  astToString,
  BOOLEAN,
  type GlobalContext,
  NULL,
  type OpenAPI3,
  type OpenAPITSOptions,
  resolveRef,
  scanDiscriminators,
  transformSchema,
  tsLiteral,
  tsUnion,
} from 'openapi-typescript'
import ts, { type Node, type PropertySignature } from 'typescript'
import type { PathItem, SpecDocument, SpecOperation, SpecSchema } from './document.js'
import { addMediaSchemas } from './media-schemas.js'
import { isBinary } from './wire-type.js'

/**
 * The `paths`, `operations` and `components` of a document as TypeScript. A flag (`x-onair.boolean`) accepts true and false as well as 1
 * and 0. Bytes are a `Blob` in a response, and a `Blob`, a buffer or a view of one in a request. Properties with a default stay optional: a
 * caller need not send them.
 */
export const renderTypes = (document: SpecDocument): string => {
  const copy = { components: {}, ...structuredClone(document) }
  addMediaSchemas(copy)
  const schema = copy as unknown as OpenAPI3
  const options: OpenAPITSOptions = {
    defaultNonNullable: false,
    // Otherwise an object without properties would be an empty one.
    emptyObjectsUnknown: true,
    silent: true,
    transform: typeOf,
  }
  // The default export of the library would bundle and check the document once more, which takes half of the time.
  const context: Partial<GlobalContext> = {
    ...options,
    discriminators: scanDiscriminators(schema, options),
    injectFooter: [],
    resolve: ($ref) => resolveRef(schema, $ref, { silent: true }),
  }
  const nodes = transformSchema(schema, context as GlobalContext)
  describeOperations(nodes, document)
  return astToString(nodes).replace(/^type WithRequired<.*$(\n {4}.*$|\n\};)*/m, withRequired)
}

/** The helper of openapi-typescript for `required` beside `allOf`. Theirs does not compile if a part of the `allOf` can be null. */
const withRequired = `type WithRequired<T, K extends keyof NonNullable<T>> = NonNullable<T> & {
    [P in K]-?: NonNullable<T>[P];
};`

/** The type of a flag, and of bytes. Undefined for any other schema. */
const typeOf: OpenAPITSOptions['transform'] = (node, { path = '' }) => {
  const schema = node as SpecSchema
  if (schema['x-onair']?.boolean) return tsUnion([BOOLEAN, tsLiteral(0), tsLiteral(1)])
  if (!isBinary(schema)) return undefined
  const types = path.includes('/responses/') ? ['Blob'] : ['Blob', 'ArrayBuffer', 'ArrayBufferView']
  const named = types.map((name) => ts.factory.createTypeReferenceNode(name))
  return tsUnion([schema.type].flat().includes('null') ? [...named, NULL] : named)
}

/** openapi-typescript describes the methods in `paths` only. For a call by operationId, editors show the comments in `operations`. */
const describeOperations = (nodes: readonly Node[], document: SpecDocument): void => {
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
