import {
  isTypeDefinitionNode,
  Kind,
  parse,
  print,
  type ConstDirectiveNode,
  type DefinitionNode,
  type EnumTypeDefinitionNode,
  type FieldDefinitionNode,
  type InputObjectTypeDefinitionNode,
  type InputValueDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type TypeDefinitionNode,
  type TypeNode,
  type UnionTypeDefinitionNode,
} from 'graphql'
import type { Marked } from './document.js'

/** A root field, or a field of a type. */
export interface GraphQLField {
  readonly name: string
  readonly type: string
  /** The name of the type, without `!` and brackets. */
  readonly of: string
  readonly description: string | undefined
  readonly mark: Marked
  /** The token that a caller needs, in words. Undefined if the field needs none. */
  readonly needs: string | undefined
  readonly arguments: readonly Omit<GraphQLField, 'arguments' | 'needs'>[]
}

export interface GraphQLType {
  readonly name: string
  readonly kind: string
  readonly description: string | undefined
  readonly mark: Marked
  readonly fields: readonly GraphQLField[]
  /** The values of an enum, or the member types of a union. */
  readonly values: readonly { readonly name: string; readonly description: string | undefined }[]
}

/** A GraphQL schema, prepared for the reference page. */
export interface GraphQLReference {
  /** `Query`, `Mutation` and `Subscription`, if the schema has them. */
  readonly roots: readonly GraphQLType[]
  /** Every other type, in the order of the schema. */
  readonly types: readonly GraphQLType[]
  /** An example document for a root field, with its required variables. `text` is the value of every string. */
  example(root: string, field: string, text: string): { readonly query: string; readonly variables: object } | undefined
}

type WithFields = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode | InputObjectTypeDefinitionNode

const rootNames = ['Query', 'Mutation', 'Subscription']

/** Reads a schema with onair's own directives: `@evidence`, `@viewer` and `@unlisted`. */
export function readGraphQL(sdl: string): GraphQLReference {
  const nodes = parse(sdl, { noLocation: true }).definitions.filter(isType)
  // `Evidence` is onair's own type, not the provider's.
  const all = nodes.filter(({ name }) => name.value !== 'Evidence').map(typeOf)
  const byName = new Map(nodes.map((node) => [node.name.value, node]))
  return {
    roots: rootNames.flatMap((root) => all.find(({ name }) => name === root) ?? []),
    types: all.filter(({ name }) => !rootNames.includes(name)),
    example: (root, field, text) => exampleOf(byName, root, field, text),
  }
}

const isType = (node: DefinitionNode): node is TypeDefinitionNode =>
  isTypeDefinitionNode(node) && node.kind !== Kind.SCALAR_TYPE_DEFINITION

function typeOf(node: TypeDefinitionNode): GraphQLType {
  return {
    name: node.name.value,
    kind: kinds[node.kind] ?? 'type',
    description: node.description?.value,
    mark: markOf(node.directives),
    fields: ((node as WithFields).fields ?? []).map(fieldOf),
    values: [
      ...((node as EnumTypeDefinitionNode).values ?? []).map(({ name, description }) => ({
        name: name.value,
        description: description?.value,
      })),
      ...((node as UnionTypeDefinitionNode).types ?? []).map(({ name }) => ({
        name: name.value,
        description: undefined,
      })),
    ],
  }
}

const kinds: Readonly<Record<string, string>> = {
  [Kind.INTERFACE_TYPE_DEFINITION]: 'interface',
  [Kind.UNION_TYPE_DEFINITION]: 'union',
  [Kind.ENUM_TYPE_DEFINITION]: 'enum',
  [Kind.INPUT_OBJECT_TYPE_DEFINITION]: 'input',
}

function fieldOf(node: FieldDefinitionNode | InputValueDefinitionNode): GraphQLField {
  const { arguments: own = [] } = node as FieldDefinitionNode
  return {
    name: node.name.value,
    type: print(node.type),
    of: nameOf(node.type),
    description: node.description?.value,
    mark: markOf(node.directives),
    needs: needsOf(node.directives),
    arguments: own.map(fieldOf),
  }
}

const nameOf = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type))

function markOf(directives: readonly ConstDirectiveNode[] | undefined): Marked {
  const is = textOf(directives, 'evidence', 'is')
  const source = textOf(directives, 'evidence', 'source')
  return {
    ...(is !== undefined && { 'x-evidence': is as NonNullable<Marked['x-evidence']> }),
    ...(source !== undefined && { 'x-source': source.split(/,\s*/) }),
  }
}

function needsOf(directives: readonly ConstDirectiveNode[] | undefined): string | undefined {
  const scope = textOf(directives, 'viewer', 'scope')
  if (scope !== undefined) return `Needs a user’s token with the scope ${scope}`
  const has = (name: string) => directives?.some((one) => one.name.value === name)
  if (has('unlisted')) return 'Needs a user’s token. No known scope covers it'
  return has('viewer') ? 'Needs a user’s token' : undefined
}

function textOf(directives: readonly ConstDirectiveNode[] | undefined, directive: string, argument: string) {
  const value = directives
    ?.find(({ name }) => name.value === directive)
    ?.arguments?.find(({ name }) => name.value === argument)?.value
  return value && 'value' in value ? String(value.value) : undefined
}

type Types = ReadonlyMap<string, TypeDefinitionNode>

function exampleOf(types: Types, root: string, name: string, text: string) {
  const field = fieldsOf(types, root).find((one) => one.name.value === name)
  if (!field) return undefined
  const required = (field.arguments ?? []).filter(({ type }) => type.kind === Kind.NON_NULL_TYPE)
  const declared = required.map((one) => `$${one.name.value}: ${print(one.type)}`).join(', ')
  const passed = required.map((one) => `${one.name.value}: $${one.name.value}`).join(', ')
  const query = `${root.toLowerCase()}${declared && ` (${declared})`} { ${name}${passed && `(${passed})`} ${selectionOf(types, field.type, [])} }`
  const variables = Object.fromEntries(required.map((one) => [one.name.value, valueOf(types, one.type, text)]))
  return { query: print(parse(query)), variables }
}

const fieldsOf = (types: Types, name: string): readonly FieldDefinitionNode[] =>
  (types.get(name) as ObjectTypeDefinitionNode | undefined)?.fields ?? []

/** Up to eight scalar fields that need no token, or the fields that lead to some. */
function selectionOf(types: Types, type: TypeNode, above: readonly string[]): string {
  const name = nameOf(type)
  if (isLeaf(types, type)) return ''
  if (above.length > 3 || above.includes(name)) return '{ __typename }'
  const open = fieldsOf(types, name).filter(
    (field) =>
      needsOf(field.directives) === undefined && !field.arguments?.some((one) => one.type.kind === Kind.NON_NULL_TYPE),
  )
  const plain = open.filter((field) => isLeaf(types, field.type)).slice(0, 8)
  const others = open.filter((field) => !isLeaf(types, field.type))
  // A page of a list has few scalar fields itself, and so has the error of a mutation.
  const inside = plain.length > 1 ? others.filter((field) => nameOf(field.type).endsWith('Error')) : others.slice(0, 2)
  const chosen = [...plain, ...inside].map(
    (field) => `${field.name.value} ${selectionOf(types, field.type, [...above, name])}`,
  )
  return `{ ${chosen.join(' ') || '__typename'} }`
}

/** Whether a type has no fields to select: a scalar or an enum. */
function isLeaf(types: Types, type: TypeNode): boolean {
  const definition = types.get(nameOf(type))
  return !definition || definition.kind === Kind.ENUM_TYPE_DEFINITION
}

/** A minimal value of a type. */
function valueOf(types: Types, type: TypeNode, text: string): unknown {
  if (type.kind === Kind.NON_NULL_TYPE) return valueOf(types, type.type, text)
  if (type.kind === Kind.LIST_TYPE) return [valueOf(types, type.type, text)]
  const definition = types.get(type.name.value)
  if (definition?.kind === Kind.ENUM_TYPE_DEFINITION) return definition.values?.[0]?.name.value
  if (definition?.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) {
    const wanted = (definition.fields ?? []).filter((field) => field.type.kind === Kind.NON_NULL_TYPE)
    return Object.fromEntries(wanted.map((field) => [field.name.value, valueOf(types, field.type, text)]))
  }
  return { Int: 1, Float: 1, Boolean: true }[type.name.value] ?? text
}
