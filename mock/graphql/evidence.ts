import { TypeInfo, visit, visitWithTypeInfo, type DocumentNode, type GraphQLSchema } from 'graphql'
import type { Evidence } from '../../specs/profile.js'
import { leastCertain } from './least-certain.js'

/** The least certain evidence of the selected fields. `seed` if no field has a mark. */
export function evidenceOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  marks: Readonly<Record<string, Evidence>>,
): Evidence {
  const found = new Set<Evidence>(['seed'])
  const types = new TypeInfo(schema)
  visit(
    document,
    visitWithTypeInfo(types, {
      Field({ name }) {
        const type = types.getParentType()?.name ?? ''
        const mark = marks[`${type}.${name.value}`] ?? marks[type]
        if (mark) found.add(mark)
      },
    }),
  )
  return leastCertain(...found)
}
