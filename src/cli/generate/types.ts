import openapiTS, { astToString, BOOLEAN, tsLiteral, tsUnion, type OpenAPI3 } from 'openapi-typescript'
import type { SpecDocument, SpecSchema } from './document.js'

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
  return astToString(nodes)
}
