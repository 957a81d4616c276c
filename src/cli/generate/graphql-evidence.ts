import type { DirectiveNode, DocumentNode, StringValueNode } from 'graphql'
import { graphql } from './graphql-library.js'

/** A copy of a schema in which each description ends in how sure we are of it (`@evidence(is:, source:)`). */
export const withEvidence = (document: DocumentNode): DocumentNode =>
  graphql.visit(document, {
    enter(node) {
      const mark = 'directives' in node ? node.directives?.find(({ name }) => name.value === 'evidence') : undefined
      if (!mark) return undefined
      const source = textArgument(mark, 'source')
      const note = `Evidence: ${textArgument(mark, 'is')}${source ? ` (${source})` : ''}.`
      const description = 'description' in node && node.description ? `${node.description.value}\n${note}` : note
      return { ...node, description: { kind: graphql.Kind.STRING, value: description } satisfies StringValueNode }
    },
  })

/** What a directive is given under a name, as text; undefined where it is not. */
export const textArgument = (directive: DirectiveNode, name: string): string | undefined => {
  const value = directive.arguments?.find((one) => one.name.value === name)?.value
  return value && 'value' in value ? String(value.value) : undefined
}
