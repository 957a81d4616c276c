import {
  GraphQLInt,
  isInputObjectType,
  isListType,
  isNonNullType,
  typeFromAST,
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql'

type VariableValues = Readonly<Record<string, unknown>>

/** Converts digits in text to numbers for variables of type Int. Some servers accept them; the GraphQL specification does not. */
export function withNumbers(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: VariableValues,
): VariableValues {
  const read: Record<string, unknown> = { ...variables }
  for (const { variable, type } of operation.variableDefinitions ?? []) {
    const name = variable.name.value
    if (Object.hasOwn(read, name)) {
      // oxlint-disable-next-line typescript/no-explicit-any -- the overloads need the kind of type node
      read[name] = toNumbers(read[name], typeFromAST(schema, type as any) as GraphQLInputType | undefined)
    }
  }
  return read
}

function toNumbers(value: unknown, type: GraphQLInputType | undefined): unknown {
  if (isNonNullType(type)) return toNumbers(value, type.ofType)
  if (type === GraphQLInt) return typeof value === 'string' && /^-?\d{1,10}$/.test(value) ? Number(value) : value
  if (isListType(type)) {
    const inner = type.ofType as GraphQLInputType
    return Array.isArray(value) ? value.map((item) => toNumbers(item, inner)) : toNumbers(value, inner)
  }
  if (isInputObjectType(type) && typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const fields = type.getFields()
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, toNumbers(inner, fields[name]?.type)]),
    )
  }
  return value
}
