import type { GraphQLResolveInfo } from 'graphql'

/** The names of the fields of the object type that a field gives, whether that must not be null or is a list's. */
export function fieldsGiven({ returnType }: GraphQLResolveInfo): string[] {
  // Read off the type's shape, so that this does not load graphql-js.
  let type = returnType as { readonly ofType?: unknown; getFields?(): object }
  while (type.ofType) type = type.ofType
  return Object.keys(type.getFields?.() ?? {})
}
