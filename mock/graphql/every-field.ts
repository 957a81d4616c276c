import {
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  type NameNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import { withName } from '../core/quoted.js'

/**
 * A subscription that selects everything below a root field, except fields with required arguments, fields that are not public (by
 * `Type.field`), and recursive fields. The arguments of the root field are variables with the same names.
 */
export function everyField(
  schema: GraphQLSchema,
  rootField: string,
  isPublic: (place: string) => boolean,
): DocumentNode {
  const root = schema.getSubscriptionType()?.getFields()[rootField]
  if (!root) throw new RangeError(`There is no ${withName('subscription', rootField)}.`)

  const ofObject = (type: GraphQLObjectType, above: readonly string[]): SelectionNode[] =>
    Object.values(type.getFields()).flatMap((field) => {
      if (field.args.some(isRequiredArgument) || !isPublic(`${type.name}.${field.name}`)) return []
      const selection = ofField(field, [...above, type.name])
      return selection ? [selection] : []
    })

  const ofField = (field: GraphQLField<unknown, unknown>, above: readonly string[]): FieldNode | null => {
    const type = getNamedType(field.type)
    const node = { kind: Kind.FIELD, name: name(field.name) } as const
    if (isLeafType(type)) return node
    const objects = (isAbstractType(type) ? schema.getPossibleTypes(type) : isObjectType(type) ? [type] : []).filter(
      (one) => !above.includes(one.name),
    )
    if (objects.length === 0) return null
    return { ...node, selectionSet: ofObjects(objects, above) }
  }

  const ofObjects = (objects: readonly GraphQLObjectType[], above: readonly string[]): SelectionSetNode => ({
    kind: Kind.SELECTION_SET,
    selections: [
      { kind: Kind.FIELD, name: name('__typename') },
      ...objects.map((type): SelectionNode => ({
        kind: Kind.INLINE_FRAGMENT,
        typeCondition: { kind: Kind.NAMED_TYPE, name: name(type.name) },
        selectionSet: { kind: Kind.SELECTION_SET, selections: [typename, ...ofObject(type, above)] },
      })),
    ],
  })

  const selection = ofField(root, [])
  if (!selection) throw new RangeError(`The subscription '${rootField}' has no fields to select.`)
  const variable = (text: string) => ({ kind: Kind.VARIABLE, name: name(text) }) as const
  return {
    kind: Kind.DOCUMENT,
    definitions: [
      {
        kind: Kind.OPERATION_DEFINITION,
        operation: OperationTypeNode.SUBSCRIPTION,
        variableDefinitions: root.args.map((arg) => ({
          kind: Kind.VARIABLE_DEFINITION,
          variable: variable(arg.name),
          type: arg.astNode!.type,
        })),
        selectionSet: {
          kind: Kind.SELECTION_SET,
          selections: [
            {
              ...selection,
              arguments: root.args.map((arg) => ({
                kind: Kind.ARGUMENT,
                name: name(arg.name),
                value: variable(arg.name),
              })),
            },
          ],
        },
      },
    ],
  }
}

const name = (value: string): NameNode => ({ kind: Kind.NAME, value })
const typename: FieldNode = { kind: Kind.FIELD, name: name('__typename') }
