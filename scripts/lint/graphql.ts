import {
  type ASTNode,
  buildASTSchema,
  type DirectiveNode,
  type GraphQLAbstractType,
  getNamedType,
  GraphQLError,
  type GraphQLSchema,
  isAbstractType,
  isLeafType,
  isTypeDefinitionNode,
  OverlappingFieldsCanBeMergedRule,
  parse,
  Source,
  validate,
  visit,
} from 'graphql'
import type { SpecDocument } from '../../src/cli/generate/document.js'
import { textArgument } from '../../src/cli/generate/graphql-evidence.js'

/**
 * The violations of our rules in a schema.graphql, as `file:line:column rule: message`:
 *
 * - `graphql-evidence`: every member of a type says how sure we are of it, by its own mark or the type's;
 * - `graphql-source`: the sources of a mark are keys of the spec's `x-onair.sources`;
 * - `graphql-scope`: the scope of a field is in a flow of the spec's OAuth;
 * - `graphql-merge`: a document can select every field of every type of an interface or union, as documents of clients do.
 *
 * `npm run generate` checks the GraphQL syntax and the words of evidence.
 */
export const lintSchema = (path: string, text: string, spec: SpecDocument): readonly string[] => {
  const { sources = {} } = spec['x-onair'] as { sources?: object }
  const flows = Object.values(spec.components?.securitySchemes ?? {}).flatMap(({ flows }) => Object.values(flows ?? {}))
  const scopes = new Set(flows.flatMap((flow) => Object.keys(flow.scopes ?? {})))
  const problems: string[] = []
  const complain = (node: ASTNode, rule: string, message: string): void => {
    const at = new GraphQLError(message, { nodes: node }).locations?.[0]
    problems.push(`${path}:${at?.line}:${at?.column} ${rule}: ${message}`)
  }

  const schema = parse(new Source(text, path))
  visit(schema, {
    Directive(mark) {
      if (mark.name.value === 'evidence') {
        const named = textArgument(mark, 'source')?.split(', ') ?? []
        if (named.length === 0) complain(mark, 'graphql-source', 'The mark needs a source.')
        for (const name of named.filter((one) => !Object.hasOwn(sources, one))) {
          complain(mark, 'graphql-source', `${name} is not in x-onair.sources of openapi.yaml.`)
        }
      }
      const scope = mark.name.value === 'viewer' ? textArgument(mark, 'scope') : undefined
      if (scope !== undefined && !scopes.has(scope)) {
        complain(mark, 'graphql-scope', `The scope ${scope} is in no flow of openapi.yaml.`)
      }
    },
  })
  for (const type of schema.definitions.filter(isTypeDefinitionNode)) {
    // The words of evidence are not facts of the provider.
    if (hasEvidence(type) || type.name.value === 'Evidence') continue
    const parts = 'fields' in type ? type.fields : 'values' in type ? type.values : undefined
    for (const part of parts ?? [type]) {
      if (hasEvidence(part)) continue
      complain(part, 'graphql-evidence', `${part.name.value} needs @evidence, or its type does.`)
    }
  }
  // `npm run generate` checks that a directive is declared.
  const built = buildASTSchema(schema, { assumeValidSDL: true })
  for (const type of Object.values(built.getTypeMap()).filter(isAbstractType)) {
    const errors = validate(built, parse(everythingOf(type, built)), [OverlappingFieldsCanBeMergedRule])
    for (const message of new Set(errors.map((error) => error.message))) {
      if (type.astNode) complain(type.astNode, 'graphql-merge', `In ${type.name}, ${message}`)
    }
  }
  return problems
}

/** A fragment that selects every field of every possible type of this one. */
const everythingOf = (type: GraphQLAbstractType, schema: GraphQLSchema): string => {
  const parts = [type, ...schema.getPossibleTypes(type)].map((one) => {
    const fields = 'getFields' in one ? Object.values(one.getFields()) : []
    const selected = fields.map((field) =>
      isLeafType(getNamedType(field.type)) ? field.name : `${field.name} { __typename }`,
    )
    return `... on ${one.name} { __typename ${selected.join(' ')} }`
  })
  return `fragment Everything on ${type.name} { ${parts.join(' ')} }`
}

const hasEvidence = (node: { readonly directives?: readonly DirectiveNode[] | undefined }): boolean =>
  node.directives?.some(({ name }) => name.value === 'evidence') ?? false
