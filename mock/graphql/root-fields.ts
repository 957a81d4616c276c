/** The fields of the types `Query` and `Mutation`, out of a schema as the generator prints it. It does not load graphql-js. */
export const rootFieldNames = (sdl: string): string[] =>
  [...sdl.matchAll(/^type (?:Query|Mutation) \{\n([^}]*)\}/gm)].flatMap(([, fields]) =>
    [...fields!.matchAll(/^ {2}(\w+)/gm)].map(([, name]) => name!),
  )
