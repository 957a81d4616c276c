import type { Evidence } from '../../specs/profile.js'
import type { Reply } from '../core/http/reply.js'
import type { Context, Envelope, ErrorEntry, Executor, GraphQLRequest } from './executor.js'
import { isObject } from './is-object.js'
import { leastCertain } from './least-certain.js'
import type { PersistedQueries } from './persisted-queries.js'

/** A reply of the GraphQL endpoint, with the root fields for the journal. */
export type GraphQLReply = Reply<200 | 400 | 405 | 422, Envelope> & { readonly fields?: readonly string[] }

export interface HttpRequest {
  readonly method: string
  readonly search: URLSearchParams
  readonly text: string
  /** The evidence of the endpoint itself. */
  readonly evidence: Evidence
}

interface SentQuery {
  readonly query: string | undefined
  readonly request: Omit<GraphQLRequest, 'query'>
  readonly extensions: unknown
}

/**
 * Handles GraphQL over HTTP: POST with JSON of any content type, and GET for queries. 400 for a request that cannot be parsed and for
 * subscriptions, 422 for one that cannot be executed, 200 for all others, also with `errors` (statuses inferred: gqlgen).
 */
export async function executeOverHttp<C extends Context>(
  http: HttpRequest,
  executor: Executor<C>,
  persisted: PersistedQueries,
  context: C,
): Promise<GraphQLReply> {
  const sent = readSent(http)
  if (sent === null) return refuse(400, 'not readable', { message: 'The request could not be decoded.' })
  const resolved = await persisted.resolve(sent.query, sent.extensions)
  if ('error' in resolved) return { ...refuse(200, 'persisted query', resolved.error), headers: marked('inferred') }
  const prepared = executor.prepare({ ...sent.request, query: resolved.query ?? '' })
  if ('errors' in prepared) return { ...refuse(422, prepared.reason), body: { data: null, errors: prepared.errors } }
  resolved.keep?.()
  const { kind, fields } = prepared
  if (kind === 'subscription') {
    return { ...refuse(400, 'subscription', { message: 'Subscriptions need a WebSocket.' }), fields }
  }
  if (kind === 'mutation' && http.method === 'GET') {
    const entry = { message: 'GET supports only queries.' }
    return { ...refuse(405, 'mutation by GET', entry), headers: { allow: 'POST' }, fields }
  }
  const body = await executor.run(prepared, context)
  // The rules and texts of refused fields are inferred.
  if (body.errors) return { status: 200, body, fields, headers: marked('inferred'), reason: 'field errors' }
  return { status: 200, body, fields, headers: marked(leastCertain(http.evidence, prepared.evidence)) }
}

/** The root fields of a request. Empty if it cannot be executed. */
export async function rootFieldsOf(
  http: HttpRequest,
  executor: Executor<never>,
  persisted: PersistedQueries,
): Promise<readonly string[]> {
  const sent = readSent(http)
  const resolved = sent && (await persisted.resolve(sent.query, sent.extensions))
  if (!resolved || 'error' in resolved) return []
  const prepared = executor.prepare({ ...sent.request, query: resolved.query ?? '' })
  return 'errors' in prepared ? [] : prepared.fields
}

/** The evidence of a 200 is the evidence of its content. */
const marked = (evidence: Evidence) => ({ 'x-onair-evidence': evidence })

function refuse<S extends 200 | 400 | 405 | 422>(status: S, reason: string, ...errors: ErrorEntry[]) {
  return { status, reason, body: { data: null, errors } }
}

const readSent = ({ method, search, text }: HttpRequest): SentQuery | null =>
  method === 'GET' ? readQuery(search) : readBody(text)

function readQuery(search: URLSearchParams): SentQuery | null {
  const value = (name: string) => search.get(name) ?? undefined
  return read({
    query: value('query'),
    operationName: value('operationName'),
    variables: json(search.get('variables') || 'null'),
    extensions: json(search.get('extensions') || 'null'),
  })
}

const readBody = (text: string): SentQuery | null => read(json(text))

/** Reads the fields of a request. Null if one has the wrong type. */
function read(sent: unknown): SentQuery | null {
  if (!isObject(sent)) return null
  const { query, operationName, variables, extensions } = sent
  const isText = (value: unknown) => value === undefined || value === null || typeof value === 'string'
  const isFields = (value: unknown) => value === undefined || value === null || isObject(value)
  if (!isText(query) || !isText(operationName) || !isFields(variables) || !isFields(extensions)) return null
  return {
    query: (query as string | null) ?? undefined,
    request: { operationName: operationName, variables: variables },
    extensions,
  }
}

/** Parses JSON. Invalid JSON becomes a text, which is a wrong type for every field. */
function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return 'not JSON'
  }
}
