import {
  buildSchema,
  getNamedType,
  getOperationAST,
  getVariableValues,
  GraphQLList,
  GraphQLNonNull,
  isEnumType,
  isInputObjectType,
  isRequiredInputField,
  Kind,
  OperationTypeNode,
  parse,
  print,
  typeFromAST,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type VariableDefinitionNode,
} from 'graphql'
import { UsageError } from '../../errors/on-air-error.js'
import { unknown } from '../command.js'
import { firstParagraph, type Callable, type Input } from './callable.js'
import { optionOf } from './options.js'
import type { CallableProvider } from './providers.js'

/** The GraphQL documents of a provider, except subscriptions: those are no calls. */
export async function callableDocuments({ name: provider, graphql }: CallableProvider): Promise<readonly Callable[]> {
  if (!graphql) return []
  const { documents, sdl } = await graphql()
  const schema = buildSchema(sdl)
  return Object.entries(documents).flatMap(([name, text]) => callableOf(provider, name, text, schema))
}

function callableOf(provider: string, name: string, text: string, schema: GraphQLSchema): readonly Callable[] {
  const document = parse(text)
  const operation = getOperationAST(document)
  if (!operation || operation.operation === OperationTypeNode.SUBSCRIPTION) return []
  const { operation: kind, variableDefinitions = [] } = operation
  const isMutation = kind === OperationTypeNode.MUTATION
  const variables = variableDefinitions.map((one) => print(one)).join(', ')
  const hint = `See onair call ${provider} ${name} --help.`
  return [
    {
      name,
      // A query selects many fields, so the description of its first field does not describe the query.
      summary: isMutation ? firstParagraph(changed(schema, operation)?.description ?? '') : '',
      description: '',
      route: variables ? `${kind} (${variables})` : kind,
      scopes: scopesOf(document, schema),
      evidence: undefined,
      inputs: variableDefinitions.map((one) => inputOf(schema, one)),
      body: variables
        ? {
            encoding: 'json',
            title: 'All variables as JSON',
            isRequired: false,
            fields: [],
            types: [],
            sample: undefined,
          }
        : undefined,
      authorization: 'token',
      keys: [],
      async prepare({ values, body }) {
        const names = variableDefinitions.map(({ variable }) => variable.name.value)
        const extra = Object.keys(body ?? {}).find((one) => !names.includes(one))
        if (extra !== undefined) throw unknown('variable', extra, names, hint)
        const { errors, coerced } = getVariableValues(schema, variableDefinitions, {
          ...(body as object | undefined),
          ...values,
        })
        if (errors) {
          const said = errors.slice(0, 5).map(({ message }) => message.replace(/\.?$/, '.'))
          throw new UsageError(`${said.join(' ')} ${hint}`)
        }
        return (client, signal) => client[isMutation ? 'mutate' : 'query']!(text, coerced, { signal })
      },
    },
  ]
}

/** The field that a mutation asks for. */
function changed(schema: GraphQLSchema, { selectionSet }: OperationDefinitionNode) {
  const [field] = selectionSet.selections
  return field?.kind === Kind.FIELD ? schema.getMutationType()?.getFields()[field.name.value] : undefined
}

/** The scopes of all fields that a document asks for. */
function scopesOf(document: DocumentNode, schema: GraphQLSchema): readonly string[] {
  const scopes = new Set<string>()
  const types = new TypeInfo(schema)
  const enter = () => {
    const viewer = types.getFieldDef()?.astNode?.directives?.find(({ name }) => name.value === 'viewer')
    const [scope] = viewer?.arguments ?? []
    if (scope?.value.kind === Kind.STRING) scopes.add(scope.value.value)
  }
  visit(document, visitWithTypeInfo(types, { Field: enter }))
  return [...scopes]
}

function inputOf(schema: GraphQLSchema, { variable, type, defaultValue }: VariableDefinitionNode): Input {
  const found = typeFromAST(schema, type as never) as GraphQLInputType
  const inner = found instanceof GraphQLNonNull ? found.ofType : found
  const named = getNamedType(found)
  const fields = isInputObjectType(named) ? Object.values(named.getFields()) : []
  return {
    name: variable.name.value,
    option: optionOf(variable.name.value),
    type:
      isEnumType(named) && !(inner instanceof GraphQLList)
        ? named
            .getValues()
            .map(({ name }) => name)
            .join('|')
        : print(type),
    isText: ['String', 'ID'].includes(named.name) || isEnumType(named),
    isList: inner instanceof GraphQLList,
    isRequired: found instanceof GraphQLNonNull && defaultValue === undefined,
    note:
      fields.length === 0
        ? ''
        : `JSON: { ${fields.map((field) => `${field.name}${isRequiredInputField(field) ? '' : '?'}: ${String(field.type)}`).join(', ')} }`,
  }
}
