import {
  Kind,
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql'

/** How many items a field is taken to have, where it can be asked for a number of them. */
const sizes = new Set(['first', 'count', 'limit'])

/**
 * What an operation costs: one for each field, and what is below a field once for each item that it asks for (`first`, `count`,
 * `limit`; in an input object as well). Of fragments on several types the dearest counts, as an object is of one type only.
 * A measure of the mock's own: which one providers use is not known.
 */
export function complexityOf(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): number {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  }
  // A fragment costs the same wherever it is spread; counted once, no document can make this slow.
  const known = new Map<string, number>()

  const ofFragment = (name: string): number => {
    let cost = known.get(name)
    if (cost === undefined) known.set(name, (cost = ofSelections(fragments.get(name)!.selectionSet)))
    return cost
  }

  const ofField = ({ selectionSet, arguments: given = [] }: FieldNode): number =>
    1 + (selectionSet ? ofSelections(selectionSet) * sizeOf(given, variables) : 0)

  const ofSelections = ({ selections }: SelectionSetNode): number => {
    let common = 0
    const byType = new Map<string, number>()
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        common += ofField(selection)
        continue
      }
      const isSpread = selection.kind === Kind.FRAGMENT_SPREAD
      const cost = isSpread ? ofFragment(selection.name.value) : ofSelections(selection.selectionSet)
      const type = (isSpread ? fragments.get(selection.name.value)! : selection).typeCondition?.name.value
      if (type === undefined) common += cost
      else byType.set(type, (byType.get(type) ?? 0) + cost)
    }
    return common + Math.max(0, ...byType.values())
  }

  return ofSelections(operation.selectionSet)
}

function sizeOf(given: readonly ArgumentNode[], variables: Readonly<Record<string, unknown>>): number {
  const all = given.map(({ name, value }) => [name.value, plain(value, variables)] as const)
  const inside = all.flatMap(([, value]) =>
    typeof value === 'object' && value !== null ? Object.entries(value as Record<string, unknown>) : [],
  )
  const asked = [...all, ...inside].filter(([name]) => sizes.has(name)).map(([, value]) => Number(value))
  return Math.max(1, ...asked.filter((size) => size >= 0))
}

/** Numbers and the fields of objects; nothing else has a size. */
function plain(value: ValueNode, variables: Readonly<Record<string, unknown>>): unknown {
  if (value.kind === Kind.VARIABLE) return variables[value.name.value]
  if (value.kind === Kind.INT) return Number(value.value)
  if (value.kind !== Kind.OBJECT) return undefined
  return Object.fromEntries(value.fields.map((field) => [field.name.value, plain(field.value, variables)]))
}
