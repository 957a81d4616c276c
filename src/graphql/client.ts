import { UsageError } from '../errors/index.js'
import type { OnAirError } from '../errors/index.js'
import type { Pages } from '../http/paginate.js'
import { unwrap } from '../http/result.js'
import type { AnyResult } from '../http/result.js'
import { checkOptions, isSignal, isText } from '../options.js'
import { readDocument } from './document.js'
import type { DocumentFacts, TypedDocument } from './document.js'
import { readEnvelope } from './envelope.js'
import type { EnvelopeRules, GraphQLResult } from './envelope.js'
import { walkConnection } from './paginate.js'
import type { ConnectionItem, ConnectionPath } from './paginate.js'

/** Variables of a document whose types are unknown. */
export type AnyVariables = Readonly<Record<string, unknown>>

/** The options of one operation. */
export interface OperationOptions {
  /** Aborting it rejects the call with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

/** The options of a pagination. */
export interface PaginateOptions<Path extends string> extends OperationOptions {
  /** Dotted path to the connection, by response keys, if the document has several: `user.followers`. */
  readonly connection?: Path | undefined
}

/** Variables are optional if none is required. */
type Arguments<Variables, Options> =
  {} extends NoInfer<Variables>
    ? [variables?: NoInfer<Variables>, options?: Options]
    : [variables: NoInfer<Variables>, options?: Options]

/** Runs operations. `Refusal` is the provider's error inside `data`. */
export interface GraphQLClient<Refusal extends OnAirError> {
  /**
   * Runs a query, and retries after a temporary fault. Resolves for every answer, refusals included. Rejects with a `UsageError` for a
   * document that is not a query, with a `DecodeError` for a success that is not a GraphQL answer, and like any other call without an
   * answer.
   */
  readonly query: <Data = unknown, Variables = AnyVariables>(
    document: TypedDocument<Data, Variables>,
    ...variables: Arguments<Variables, OperationOptions>
  ) => Promise<GraphQLResult<Data, Refusal>>
  /** Runs a mutation, once: it is never repeated after it may have arrived. Otherwise as `query`. */
  readonly mutate: <Data = unknown, Variables = AnyVariables>(
    document: TypedDocument<Data, Variables>,
    ...variables: Arguments<Variables, OperationOptions>
  ) => Promise<GraphQLResult<Data, Refusal>>
  /**
   * Iterates over a connection, with one query for each page. The document takes `$after` and selects `list` and
   * `pageInfo { endCursor hasNextPage }`. A failure is thrown as the error of its result; warnings are dropped. Throws a `DecodeError` if a page leads back to an earlier
   * one.
   */
  readonly paginate: <
    Data = unknown,
    Variables = AnyVariables,
    Path extends ConnectionPath<Data> = ConnectionPath<Data>,
  >(
    document: TypedDocument<Data, Variables>,
    ...variables: Arguments<Variables, PaginateOptions<Path>>
  ) => Pages<ConnectionItem<Data, Path>, Data>
}

/** The body of a GraphQL request, as every server accepts it (GraphQL over HTTP). */
export interface GraphQLBody {
  readonly query: string
  readonly variables?: Readonly<Record<string, unknown>>
  readonly operationName?: string
}

/** What a GraphQL client needs. */
export interface GraphQLSetup<Refusal extends OnAirError> {
  readonly provider: string
  /** Sends a body to the endpoint, through all layers of the provider's calls. */
  readonly send: (
    body: GraphQLBody,
    options: { readonly signal?: AbortSignal; readonly idempotent: boolean },
  ) => Promise<AnyResult>
  readonly rules: EnvelopeRules<Refusal>
}

/** A GraphQL client over a provider's HTTP client. */
export function createGraphQL<Refusal extends OnAirError>(setup: GraphQLSetup<Refusal>): GraphQLClient<Refusal> {
  const { provider, send, rules } = setup

  async function run(
    kind: DocumentFacts['kind'],
    document: unknown,
    variables: AnyVariables | undefined,
    options: OperationOptions = {},
  ) {
    checkOptions(METHODS[kind], options, { signal: isSignal })
    const { signal } = options
    const { text: query, name: operationName } = demand(kind, document)
    const body = { query, variables, operationName }
    const answer = await send(body, { signal, idempotent: kind === 'query' })
    return readEnvelope(answer, { provider, operation: operationName ?? kind }, rules)
  }

  function paginate(
    document: unknown,
    variables?: AnyVariables,
    options: PaginateOptions<string> = {},
  ): Pages<unknown, unknown> {
    checkOptions('paginate()', options, { signal: isSignal, connection: isText })
    const { connection, signal } = options
    const { variables: declared, names, name = 'query' } = demand('query', document)
    if (!declared.has('after') || !names.has('pageInfo')) {
      throw new UsageError(
        'paginate() needs a document that takes $after: String, gives it to a connection, and selects list and pageInfo { endCursor hasNextPage } there.',
      )
    }
    const fetchPage = async (after: string | undefined) =>
      unwrap(await run('query', document, after === undefined ? variables : { ...variables, after }, { signal }))
    return walkConnection(name, fetchPage, { after: variables?.after, connection })
  }

  const client = {
    query: async (document: unknown, variables?: AnyVariables, options?: OperationOptions) =>
      run('query', document, variables, options),
    mutate: async (document: unknown, variables?: AnyVariables, options?: OperationOptions) =>
      run('mutation', document, variables, options),
    paginate,
  }
  return client as unknown as GraphQLClient<Refusal>
}

/** The method for each kind of operation. */
const METHODS = { query: 'query()', mutation: 'mutate()', subscription: 'events()' } as const

function demand(kind: DocumentFacts['kind'], document: unknown): DocumentFacts {
  const facts = readDocument(document)
  if (facts.kind === kind) return facts
  throw new UsageError(
    `The GraphQL document is a ${facts.kind}: use ${METHODS[facts.kind]} for it, not ${METHODS[kind]}. Nothing was sent.`,
  )
}
