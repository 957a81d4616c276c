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

/** What resolvers are given: the viewer, and what else a provider's resolvers need. */
export interface Context {
  readonly viewer: Viewer | null
}

/** Gives a field's value. A field without one is read off its parent. */
// oxlint-disable-next-line typescript/no-explicit-any -- the schema says what they are, and graphql-js holds them to it
export type Resolver<C> = (source: any, args: any, context: C, info: GraphQLResolveInfo) => unknown

/** By type, then by field. */
export type Resolvers<C> = Readonly<Record<string, Readonly<Record<string, Resolver<C>>>>>

/** A request as both transports have it. */
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
  /** The fields of the root type that it asks for, for the journal. */
  readonly fields: readonly string[]
  /** The least certain mark of the fields in the document. */
  readonly evidence: Evidence
}

/** The root field of a subscription, and what it was asked with. */
export interface SubscriptionField {
  readonly field: string
  readonly args: Readonly<Record<string, unknown>>
}

/** Why it cannot. */
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
  /** How many items a list gives that is not told how many. */
  readonly usualPage: number
  /** Whether fields marked `@unlisted` can be had at all. */
  readonly allowUnlisted: boolean
}

/** Building a schema takes its time, and nothing in it changes. */
const schemas = new Map<string, GraphQLSchema>()

/** Any bound will do: no client comes near it, and no text can keep the parser busy. */
const maxTokens = 20_000

/** Characters of the documents that are kept parsed: hundreds of ordinary ones. Parsed, they need some hundred times the memory. */
const keptDocuments = 262_144

interface ValidDocument {
  readonly document: DocumentNode
  readonly evidence: Evidence
}

/**
 * A provider's GraphQL, executed by graphql-js over its schema.
 * - Who may have a field stands beside the schema, see `Access`. Introspection shows the schema alone.
 * - A field that has neither a resolver nor a value says so in `errors`: nothing is null for want of an implementation.
 * - An exception that is no `FieldError` is a defect of the mock, and is seen.
 */
export class Executor<C extends Context> {
  readonly schema: GraphQLSchema
  readonly #options: ExecutorOptions<C>
  /** Documents that were found valid, by their text. */
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

  /** Reads and checks a request: document, operation, variables, complexity. */
  prepare(request: GraphQLRequest): Prepared | Unfit {
    try {
      return this.#prepare(request)
    } catch (error) {
      // The parser and the rules call themselves for each level, and have no bound of their own.
      if (!(error instanceof RangeError && error.message.includes('call stack'))) throw error
      const extensions = { code: 'GRAPHQL_PARSE_FAILED' }
      return { reason: 'parse', errors: [{ message: 'The document is nested too deeply.', extensions }] }
    }
  }

  #prepare({ query, operationName, variables }: GraphQLRequest): Prepared | Unfit {
    const known = this.#document(query)
    if ('errors' in known) return known
    const { document, evidence } = known
    // Some clients send an empty name for none.
    const operation = getOperationAST(document, operationName || null)
    if (!operation) {
      const message = operationName
        ? `There is no operation '${operationName}' in the document.`
        : 'The document has several operations: operationName must say which.'
      return { reason: 'operation', errors: [{ message }] }
    }
    const { schema } = this
    const given = withNumbers(schema, operation, variables ?? {})
    const { errors, coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], { ...given })
    if (errors) return { reason: 'variables', errors: errors.map((error) => entry(error, invalid)) }
    const { complexityLimit: limit, usualPage } = this.#options
    const complexity = complexityOf(schema, document, operation, coerced, usualPage)
    if (complexity > limit) {
      const message = `The operation has a complexity of ${complexity}, which is more than the limit of ${limit}.`
      return { reason: 'complexity', errors: [{ message, extensions: { code: 'COMPLEXITY_LIMIT_EXCEEDED' } }] }
    }
    const fields = rootFields(document, operation.selectionSet)
    return { document, kind: operation.operation, operation, variables: given, fields, evidence }
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

  /** What a subscription asks for: its root field and that one's arguments; null where a directive skips it. */
  subscription({ document, operation, variables }: Prepared): SubscriptionField | null {
    let asked: SubscriptionField | null = null
    // Fragments, variables and defaults are graphql-js's to resolve; it hands the outcome to the root field's resolver.
    const fieldResolver: GraphQLFieldResolver<unknown, unknown> = (_source, args, _context, { fieldName }) => {
      asked = { field: fieldName, args: args as SubscriptionField['args'] }
      throw new FieldError('asked')
    }
    const operationName = operation.name?.value ?? null
    void execute({ schema: this.schema, document, operationName, variableValues: variables, fieldResolver })
    return asked
  }

  /** The `data` of an event with every field that is public. Throws if the schema does not allow the value. */
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
    if (result.errors) throw new Error(`onair mock: this is no ${field}: ${result.errors.map(String).join('; ')}`)
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

  /** The rule about a subscription's one field throws where it meets a directive with a variable, instead of saying so. */
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

/** `data` and `errors` as they go out: an entry of a field has its path and no locations (inferred: gqlgen). */
function envelope({ data, errors }: ExecutionResult): Envelope {
  const shown = errors?.map((error): ErrorEntry => {
    const { message, path, originalError, extensions } = error
    if (originalError && !(originalError instanceof FieldError)) {
      printDefect(originalError)
      return { message: `onair mock: a defect of the mock: ${message}`, ...(path && { path }) }
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
