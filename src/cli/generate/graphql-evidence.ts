import type { ConstDirectiveNode, DirectiveNode, DocumentNode, NameNode, StringValueNode } from 'graphql'
import { graphql } from './graphql-library.js'

/** A copy of a schema in which each description ends with its evidence (`@evidence(is:, source:)`). */
export const withEvidence = (document: DocumentNode): DocumentNode =>
  graphql.visit(document, {
    enter(node) {
      const mark = 'directives' in node ? directiveOf(node, 'evidence') : undefined
      if (!mark) return undefined
      const source = textArgument(mark, 'source')
      const note = `Evidence: ${textArgument(mark, 'is')}${source ? ` (${source})` : ''}.`
      const description = 'description' in node && node.description ? `${node.description.value}\n${note}` : note
      return { ...node, description: { kind: graphql.Kind.STRING, value: description } satisfies StringValueNode }
    },
  })

/** The directives of onair's own vocabulary. No provider has them. */
const vocabulary = new Set(['evidence', 'unlisted', 'viewer'])

/** A copy of a schema without onair's own directives, and without the types that only they use. */
export const withoutVocabulary = (document: DocumentNode): DocumentNode => {
  const types = new Set<string>()
  const isOurs = ({ name }: { readonly name: NameNode }) => vocabulary.has(name.value)
  const others = graphql.visit(document, {
    Directive: (node) => (isOurs(node) ? null : undefined),
    DirectiveDefinition(node) {
      if (!isOurs(node)) return undefined
      graphql.visit(node, { NamedType: ({ name }) => void types.add(name.value) })
      return null
    },
  })
  graphql.visit(others, { NamedType: ({ name }) => void types.delete(name.value) })
  return graphql.visit(others, { EnumTypeDefinition: ({ name }) => (types.has(name.value) ? null : undefined) })
}

/** What onair's own directives say about a schema's fields. */
export interface FieldMarks {
  /** By `Type.field`: the scope that a caller needs, if one is known, or that no known scope covers the field. */
  readonly access: Readonly<Record<string, { readonly scope?: string; readonly unlisted?: true }>>
  /** By `Type` and, for a field with a mark of its own, by `Type.field`. */
  readonly evidence: Readonly<Record<string, string>>
}

/** Reads `@viewer(scope:)`, `@unlisted` and `@evidence(is:)` of every field of objects and interfaces. */
export const readMarks = (document: DocumentNode): FieldMarks => {
  const access: Record<string, FieldMarks['access'][string]> = {}
  const evidence: Record<string, string> = {}
  for (const type of document.definitions) {
    if (type.kind !== graphql.Kind.OBJECT_TYPE_DEFINITION && type.kind !== graphql.Kind.INTERFACE_TYPE_DEFINITION)
      continue
    for (const node of [type, ...(type.fields ?? [])]) {
      const place = node === type ? type.name.value : `${type.name.value}.${node.name.value}`
      const mark = directiveOf(node, 'evidence')
      if (mark) evidence[place] = textArgument(mark, 'is')!
      const viewer = directiveOf(node, 'viewer')
      const scope = viewer && textArgument(viewer, 'scope')
      if (directiveOf(node, 'unlisted')) access[place] = { unlisted: true }
      else if (viewer) access[place] = scope === undefined ? {} : { scope }
    }
  }
  return { access, evidence }
}

const directiveOf = (
  { directives }: { readonly directives?: readonly DirectiveNode[] | readonly ConstDirectiveNode[] | undefined },
  name: string,
): DirectiveNode | undefined => directives?.find((one) => one.name.value === name)

/** The argument of a directive as text. Undefined if it is missing. */
export const textArgument = (directive: DirectiveNode, name: string): string | undefined => {
  const value = directive.arguments?.find((one) => one.name.value === name)?.value
  return value && 'value' in value ? String(value.value) : undefined
}
