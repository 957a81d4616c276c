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

/** Arguments and input fields that request a number of items. */
const sizes = ['first', 'count', 'limit']

/**
 * The complexity of an operation: 1 for each field, plus the complexity of its subfields times the number of items that it requests. A field
 * that could request a number and does not counts as `usual` items. A fragment costs the sum of its fields, as in gqlgen. How a provider
 * counts is not known.
 */
export function complexityOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
  usual: number,
): number {
  // The cost of each fragment is computed once, so that the time is linear.
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
  { arguments: passed = [] }: FieldNode,
  definition: GraphQLField<unknown, unknown> | null | undefined,
  variables: Record<string, unknown>,
  usual: number,
): number {
  const values = Object.fromEntries(
    passed.map(({ name, value }) => [name.value, valueFromASTUntyped(value, variables)]),
  )
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
