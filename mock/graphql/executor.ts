import {
  buildSchema,
  execute,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  Kind,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type OperationTypeNode,
  type SelectionSetNode,
} from 'graphql'
import type { Evidence } from '../../specs/profile.js'
import { printDefect } from '../core/printable.js'
import { requireAccess, type Access, type AccessTexts, type Viewer } from './access.js'
import { complexityOf } from './complexity.js'
import { evidenceOf } from './evidence.js'
import { FieldError } from './field-error.js'
import { everyField } from './every-field.js'
import { withNumbers } from './numeric-strings.js'
import { SizedMap } from './sized-map.js'

/** The context of resolvers: the viewer, and further fields of a provider. */
export interface Context {
  readonly viewer: Viewer | null
}

/** Returns the value of a field. A field without a resolver is a property of its parent. */
// oxlint-disable-next-line typescript/no-explicit-any -- graphql-js validates the values against the schema
export type Resolver<C> = (source: any, args: any, context: C, info: GraphQLResolveInfo) => unknown

/** By type, then by field. */
export type Resolvers<C> = Readonly<Record<string, Readonly<Record<string, Resolver<C>>>>>

/** A request, independent of the transport. */
export interface GraphQLRequest {
  readonly query: string
  readonly operationName?: string | null | undefined
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined
}

/** One entry of `errors`. */
export interface ErrorEntry {
  readonly message: string
  readonly path?: readonly (string | number)[]
  readonly locations?: readonly { readonly line: number; readonly column: number }[]
  readonly extensions?: Readonly<Record<string, unknown>>
}

export interface Envelope {
  data: Record<string, unknown> | null
  errors?: ErrorEntry[]
}

/** A request that can be executed. */
export interface Prepared {
  readonly document: DocumentNode
  readonly kind: `${OperationTypeNode}`
  readonly operation: OperationDefinitionNode
  readonly variables: Readonly<Record<string, unknown>>
  /** The names of the root fields, for the journal. */
  readonly fields: readonly string[]
  /** The least certain evidence of the fields in the document. */
  readonly evidence: Evidence
}

/** The root field of a subscription and its arguments. */
export interface SubscriptionField {
  readonly field: string
  readonly args: Readonly<Record<string, unknown>>
}

/** The reason why a request cannot be executed. */
export interface Unfit {
  readonly reason: 'parse' | 'validation' | 'variables' | 'operation' | 'complexity'
  readonly errors: ErrorEntry[]
}

/** A schema as `onair generate` writes it: `sdl.ts`. */
export interface ServedSchema {
  readonly sdl: string
  /** By `Type.field`. */
  readonly access: Readonly<Record<string, Access>>
  /** By `Type`, and by `Type.field` for a field that differs. */
  readonly evidence: Readonly<Record<string, Evidence>>
}

export interface ExecutorOptions<C extends Context> {
  readonly schema: ServedSchema
  readonly resolvers: Resolvers<C>
  readonly texts: AccessTexts
  readonly complexityLimit: number
  /** The default number of items in a list. */
  readonly usualPage: number
  /** Whether fields with `@unlisted` are allowed. */
  readonly allowUnlisted: boolean
}

/** Built schemas by their SDL. Building is slow, and schemas do not change. */
const schemas = new Map<string, GraphQLSchema>()

/** An arbitrary bound that keeps the parser fast. Real documents are far smaller. */
const maxTokens = 20_000

/** The total length of cached documents, in characters: hundreds of ordinary ones. Parsed, they need about a hundred times the memory. */
const keptDocuments = 262_144

interface ValidDocument {
  readonly document: DocumentNode
  readonly evidence: Evidence
}

/**
 * Executes a provider's GraphQL schema with graphql-js.
 * - Access rules are kept beside the schema, see `Access`. Introspection does not show them.
 * - A field without a resolver and without a value is an entry in `errors`, so that a missing implementation is never null.
 * - An exception other than `FieldError` is a defect of the mock, and is printed.
 */
export class Executor<C extends Context> {
  readonly schema: GraphQLSchema
  readonly #options: ExecutorOptions<C>
  /** Valid documents by their text. */
  readonly #documents = new SizedMap<ValidDocument>(keptDocuments)
  readonly #eventDocuments = new Map<string, DocumentNode>()
  readonly #fieldResolver: GraphQLFieldResolver<unknown, C>

  constructor(options: ExecutorOptions<C>) {
    this.#options = options
    const { sdl } = options.schema
    let schema = schemas.get(sdl)
    if (!schema) schemas.set(sdl, (schema = buildSchema(sdl)))
    this.schema = schema
    this.#fieldResolver = (source, args, context, info) => this.#resolve(source, args, context, info)
  }

  /** Parses and validates a request: document, operation, variables, complexity. */
  prepare(request: GraphQLRequest): Prepared | Unfit {
    try {
      return this.#prepare(request)
    } catch (error) {
      // The parser and the validation rules are recursive without a bound.
      if (!(error instanceof RangeError && error.message.includes('call stack'))) throw error
      const extensions = { code: 'GRAPHQL_PARSE_FAILED' }
      return { reason: 'parse', errors: [{ message: 'The document is nested too deeply.', extensions }] }
    }
  }

  #prepare({ query, operationName, variables }: GraphQLRequest): Prepared | Unfit {
    const known = this.#document(query)
    if ('errors' in known) return known
    const { document, evidence } = known
    // Some clients send an empty name instead of none.
    const operation = getOperationAST(document, operationName || null)
    if (!operation) {
      const message = operationName
        ? `There is no operation '${operationName}' in the document.`
        : 'The document has several operations: operationName must say which.'
      return { reason: 'operation', errors: [{ message }] }
    }
    const { schema } = this
    const read = withNumbers(schema, operation, variables ?? {})
    const { errors, coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], { ...read })
    if (errors) return { reason: 'variables', errors: errors.map((error) => entry(error, invalid)) }
    const { complexityLimit: limit, usualPage } = this.#options
    const complexity = complexityOf(schema, document, operation, coerced, usualPage)
    if (complexity > limit) {
      const message = `The operation has a complexity of ${complexity}, which is more than the limit of ${limit}.`
      return { reason: 'complexity', errors: [{ message, extensions: { code: 'COMPLEXITY_LIMIT_EXCEEDED' } }] }
    }
    const fields = rootFields(document, operation.selectionSet)
    return { document, kind: operation.operation, operation, variables: read, fields, evidence }
  }

  /** Executes a query or a mutation. */
  async run({ document, operation, variables }: Prepared, context: C): Promise<Envelope> {
    const result = await execute({
      schema: this.schema,
      document,
      operationName: operation.name?.value ?? null,
      variableValues: variables,
      contextValue: context,
      fieldResolver: this.#fieldResolver,
      rootValue: {},
    })
    return envelope(result)
  }

  /** The root field of a subscription and its arguments. Null if a directive skips it. */
  subscription({ document, operation, variables }: Prepared): SubscriptionField | null {
    let asked: SubscriptionField | null = null
    // graphql-js resolves fragments, variables and defaults, and passes the result to the resolver of the root field.
    const fieldResolver: GraphQLFieldResolver<unknown, unknown> = (_source, args, _context, { fieldName }) => {
      asked = { field: fieldName, args: args as SubscriptionField['args'] }
      throw new FieldError('asked')
    }
    const operationName = operation.name?.value ?? null
    void execute({ schema: this.schema, document, operationName, variableValues: variables, fieldResolver })
    return asked
  }

  /** The `data` of an event, with every public field. Throws if the value does not fit the schema. */
  event({ field, args }: SubscriptionField, value: unknown, context: C): Record<string, unknown> {
    let document = this.#eventDocuments.get(field)
    if (!document) {
      const { access } = this.#options.schema
      document = everyField(this.schema, field, (place) => access[place] === undefined)
      this.#eventDocuments.set(field, document)
    }
    const result = execute({
      schema: this.schema,
      document,
      variableValues: args,
      rootValue: { [field]: value },
      contextValue: context,
      fieldResolver: this.#fieldResolver,
    }) as ExecutionResult
    if (result.errors)
      throw new Error(`onair mock: the event does not fit ${field}: ${result.errors.map(String).join('; ')}`)
    return { ...result.data }
  }

  #document(query: string): ValidDocument | Unfit {
    const known = this.#documents.get(query)
    if (known) return known
    if (query.trim() === '') return { reason: 'operation', errors: [{ message: 'There is no operation to execute.' }] }
    try {
      const document = parse(query, { maxTokens })
      const errors = this.#validate(document)
      if (errors.length > 0) return { reason: 'validation', errors: errors.map((error) => entry(error, invalid)) }
      const valid = { document, evidence: evidenceOf(this.schema, document, this.#options.schema.evidence) }
      this.#documents.set(query, valid, query.length)
      return valid
    } catch (error) {
      if (error instanceof GraphQLError) return { reason: 'parse', errors: [entry(error, 'GRAPHQL_PARSE_FAILED')] }
      throw error
    }
  }

  /** Validates a document. One of graphql-js's rules throws its error (a directive with a variable in a subscription) instead of returning it. */
  #validate(document: DocumentNode): readonly GraphQLError[] {
    try {
      return validate(this.schema, document, specifiedRules, { maxErrors: 20 })
    } catch (error) {
      if (error instanceof GraphQLError) return [error]
      throw error
    }
  }

  #resolve(source: unknown, args: unknown, context: C, info: GraphQLResolveInfo): unknown {
    const { parentType, fieldName } = info
    const place = `${parentType.name}.${fieldName}`
    const { schema, texts, allowUnlisted, resolvers } = this.#options
    const access = schema.access[place]
    if (access) requireAccess(access, context.viewer, texts, allowUnlisted)
    const resolver = resolvers[parentType.name]?.[fieldName]
    if (resolver) return resolver(source, args, context, info)
    const value = (source as Record<string, unknown> | undefined)?.[fieldName]
    if (value !== undefined) return value
    throw new FieldError(`onair mock: ${place} is in the schema but not in the mock.`, { code: 'NOT_IMPLEMENTED' })
  }
}

const invalid = 'GRAPHQL_VALIDATION_FAILED'

function entry(error: GraphQLError, code: string): ErrorEntry {
  const { message, locations } = error
  return { message, ...(locations && { locations }), extensions: { code } }
}

/** The response of an execution. The errors of fields have a path and no locations (inferred: gqlgen). */
function envelope({ data, errors }: ExecutionResult): Envelope {
  const shown = errors?.map((error): ErrorEntry => {
    const { message, path, originalError, extensions } = error
    if (originalError && !(originalError instanceof FieldError)) {
      printDefect(originalError)
      return { message: `onair mock: the mock has a defect: ${message}`, ...(path && { path }) }
    }
    const hasExtensions = Object.keys(extensions).length > 0
    return { message, ...(path && { path }), ...(hasExtensions && { extensions }) }
  })
  return { data: data ? { ...data } : null, ...(shown && { errors: shown }) }
}

function rootFields(document: DocumentNode, { selections }: SelectionSetNode): string[] {
  const names = selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection.name.value]
    if (selection.kind === Kind.INLINE_FRAGMENT) return rootFields(document, selection.selectionSet)
    const fragment = document.definitions.find(
      (one) => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === selection.name.value,
    )
    return fragment?.kind === Kind.FRAGMENT_DEFINITION ? rootFields(document, fragment.selectionSet) : []
  })
  return [...new Set(names)]
}
