/** The fields of `Query` and `Mutation` in a schema that the generator printed. Does not load graphql-js. */
export const rootFieldNames = (sdl: string): string[] =>
  [...sdl.matchAll(/^type (?:Query|Mutation) \{\n([^}]*)\}/gm)].flatMap(([, fields]) =>
    [...fields!.matchAll(/^ {2}(\w+)/gm)].map(([, name]) => name!),
  )
