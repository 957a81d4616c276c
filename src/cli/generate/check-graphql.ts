import type { DocumentNode, GraphQLError, GraphQLSchema } from 'graphql'
import { graphql, validateSDL } from './graphql-library.js'
import type { SourceText } from './read-source.js'
import { SpecError, type SpecProblem } from './spec-error.js'

/** A valid schema. */
export interface Schema {
  readonly document: DocumentNode
  readonly schema: GraphQLSchema
}

/** Reads a schema. Throws `SpecError` (`graphql-syntax`, `graphql-schema`) when it is wrong. */
export const checkSchema = (source: SourceText): Schema => {
  const document = parseSource(source)
  refuse('graphql-schema', validateSDL(document))
  const schema = graphql.buildASTSchema(document)
  refuse('graphql-schema', graphql.validateSchema(schema))
  refuse('graphql-schema', directiveErrors(schema, document))
  return { document, schema }
}

/** GraphQL itself takes any value in a schema's own directives. */
const directiveErrors = (schema: GraphQLSchema, document: DocumentNode): readonly GraphQLError[] => {
  const errors: GraphQLError[] = []
  graphql.visit(document, {
    Directive(node) {
      try {
        graphql.getArgumentValues(schema.getDirective(node.name.value)!, node)
      } catch (error) {
        errors.push(error as GraphQLError)
      }
    },
  })
  return errors
}

/**
 * Reads documents together, because they may use each other's fragments. Throws `SpecError` (`graphql-syntax`, `graphql-document`) for an
 * error against the schema, for an unused fragment or variable, and for an operation without a name.
 */
export const checkDocuments = ({ schema }: Schema, sources: readonly SourceText[]): DocumentNode => {
  const document = graphql.concatAST(sources.map(parseSource))
  const nameless = document.definitions.filter((node) => node.kind === graphql.Kind.OPERATION_DEFINITION && !node.name)
  refuse('graphql-document', [
    ...nameless.map((node) => new graphql.GraphQLError('The operation needs a name.', { nodes: node })),
    ...(sources.length > 0 ? graphql.validate(schema, document) : []),
  ])
  return document
}

const parseSource = ({ path, text }: SourceText): DocumentNode => {
  try {
    return graphql.parse(new graphql.Source(text, path))
  } catch (error) {
    if (!(error instanceof graphql.GraphQLError)) throw error
    throw new SpecError([problem('graphql-syntax', error)])
  }
}

const refuse = (rule: string, errors: readonly GraphQLError[]): void => {
  if (errors.length > 0) throw new SpecError(errors.map((error) => problem(rule, error)))
}

const problem = (rule: string, { locations, message, source }: GraphQLError): SpecProblem => {
  const { line, column } = locations?.[0] ?? { line: 1, column: 1 }
  return { file: source?.name ?? '', line, column, rule, message }
}
