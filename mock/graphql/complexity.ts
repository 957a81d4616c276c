import {
  getNamedType,
  isInputObjectType,
  Kind,
  TypeInfo,
  valueFromASTUntyped,
  visit,
  visitWithTypeInfo,
  type ASTNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql'
import { isObject } from './is-object.js'

/** Arguments, and fields of input objects, that ask for a number of items. */
const sizes = ['first', 'count', 'limit']

/**
 * What an operation costs: one for each field, and what is below a field once for each item that it asks for. A field that could ask for a
 * number of items, and does not, counts as `usual` items. A fragment costs what its fields cost, as in gqlgen. How a provider counts is not
 * known.
 */
export function complexityOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
  usual: number,
): number {
  // Each fragment is counted once, so no document can make this slow.
  const known = new Map<string, number>()
  const ofFragment = (name: string): number => {
    let cost = known.get(name)
    if (cost === undefined) {
      const fragment = document.definitions.find(
        (node) => node.kind === Kind.FRAGMENT_DEFINITION && node.name.value === name,
      )
      known.set(name, (cost = costOf(fragment!)))
    }
    return cost
  }

  const costOf = (root: ASTNode): number => {
    const types = new TypeInfo(schema)
    // The cost so far at each depth, from the root to the field that is visited.
    const costs = [0]
    const add = (cost: number) => void costs.push(costs.pop()! + cost)
    const visitor = {
      Field: {
        enter: () => void costs.push(0),
        leave: (field: FieldNode) => {
          const below = costs.pop()!
          add(1 + below * itemsOf(field, types.getFieldDef(), variables, usual))
        },
      },
      FragmentSpread: { enter: ({ name }: { name: { value: string } }) => add(ofFragment(name.value)) },
    }
    visit(root, visitWithTypeInfo(types, visitor))
    return costs[0]!
  }

  return costOf(operation)
}

function itemsOf(
  { arguments: given = [] }: FieldNode,
  definition: GraphQLField<unknown, unknown> | null | undefined,
  variables: Record<string, unknown>,
  usual: number,
): number {
  const values = Object.fromEntries(given.map(({ name, value }) => [name.value, valueFromASTUntyped(value, variables)]))
  const asked = [values, ...Object.values(values)]
    .filter(isObject)
    .flatMap((object) => sizes.map((name) => object[name]))
    .filter((size): size is number => typeof size === 'number' && size >= 0)
  if (asked.length > 0) return Math.max(1, ...asked)
  const canAsk = definition?.args.some(({ name, type }) => {
    const input = getNamedType(type)
    return sizes.includes(name) || (isInputObjectType(input) && sizes.some((size) => size in input.getFields()))
  })
  return canAsk ? usual : 1
}
