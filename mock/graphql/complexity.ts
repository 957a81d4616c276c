import {
  getNamedType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  Kind,
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql'

/** How many items a field is taken to have, where it can be asked for a number of them. */
const sizes = new Set(['first', 'count', 'limit'])

type Type = GraphQLNamedType | undefined
type Field = GraphQLField<unknown, unknown> | undefined

/**
 * What an operation costs: one for each field, and what is below a field once for each item that it asks for (`first`, `count`,
 * `limit`; in an input object as well), `usual` where it could say how many, and does not. Of fragments on several types the
 * dearest counts, as an object is of one type only. A measure of the mock's own: which one providers use is not known.
 */
export function complexityOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  usual: number,
): number {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  }
  // A fragment costs the same wherever it is spread; counted once, no document can make this slow.
  const known = new Map<string, number>()

  const ofFragment = (name: string): number => {
    let cost = known.get(name)
    if (cost === undefined) {
      const { selectionSet, typeCondition } = fragments.get(name)!
      known.set(name, (cost = ofSelections(selectionSet, schema.getType(typeCondition.name.value))))
    }
    return cost
  }

  const ofField = ({ name, selectionSet, arguments: given = [] }: FieldNode, parent: Type): number => {
    if (!selectionSet) return 1
    const field = fieldOf(parent, name.value)
    const items = sizeOf(given, variables) ?? (takesSize(field) ? usual : 1)
    return 1 + ofSelections(selectionSet, field && getNamedType(field.type)) * items
  }

  const ofSelections = ({ selections }: SelectionSetNode, parent: Type): number => {
    let common = 0
    const byType = new Map<string, number>()
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        common += ofField(selection, parent)
        continue
      }
      const isSpread = selection.kind === Kind.FRAGMENT_SPREAD
      const type = (isSpread ? fragments.get(selection.name.value)! : selection).typeCondition?.name.value
      const inside = type === undefined ? parent : schema.getType(type)
      const cost = isSpread ? ofFragment(selection.name.value) : ofSelections(selection.selectionSet, inside)
      if (type === undefined) common += cost
      else byType.set(type, (byType.get(type) ?? 0) + cost)
    }
    return common + Math.max(0, ...byType.values())
  }

  return ofSelections(operation.selectionSet, schema.getRootType(operation.operation) ?? undefined)
}

const fieldOf = (parent: Type, name: string): Field =>
  isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined

/** Whether a field can be asked for a number of items, by an argument or in an input object. */
const takesSize = (field: Field): boolean =>
  (field?.args ?? []).some(({ name, type }) => {
    const named = getNamedType(type)
    return sizes.has(name) || (isInputObjectType(named) && Object.keys(named.getFields()).some((one) => sizes.has(one)))
  })

/** How many items are asked for; undefined where nothing says so, which null does not either. */
function sizeOf(given: readonly ArgumentNode[], variables: Readonly<Record<string, unknown>>): number | undefined {
  const all = given.map(({ name, value }) => [name.value, plain(value, variables)] as const)
  const inside = all.flatMap(([, value]) =>
    typeof value === 'object' && value !== null ? Object.entries(value as Record<string, unknown>) : [],
  )
  const asked = [...all, ...inside]
    .filter(([name, value]) => sizes.has(name) && value !== null)
    .map(([, value]) => Number(value))
  const counts = asked.filter((size) => size >= 0)
  return counts.length > 0 ? Math.max(1, ...counts) : undefined
}

/** Numbers and the fields of objects; nothing else has a size. */
function plain(value: ValueNode, variables: Readonly<Record<string, unknown>>): unknown {
  if (value.kind === Kind.VARIABLE) return variables[value.name.value]
  if (value.kind === Kind.INT) return Number(value.value)
  if (value.kind !== Kind.OBJECT) return undefined
  return Object.fromEntries(value.fields.map((field) => [field.name.value, plain(field.value, variables)]))
}
