import type { GraphQLResolveInfo } from 'graphql'

/** The names of the fields of the object type that a field returns. Non-null types and lists are unwrapped. */
export function returnFields({ returnType }: GraphQLResolveInfo): string[] {
  // Uses the type's shape, so that this does not load graphql-js.
  let type = returnType as { readonly ofType?: unknown; getFields?(): object }
  while (type.ofType) type = type.ofType
  return Object.keys(type.getFields?.() ?? {})
}
