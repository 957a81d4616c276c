import type { Evidence } from '../../specs/profile.js'
import type { Reply } from '../core/http/reply.js'
import type { Context, Envelope, ErrorEntry, Executor, GraphQLRequest } from './executor.js'
import { isObject } from './is-object.js'
import { leastCertain } from './least-certain.js'
import type { PersistedQueries } from './persisted-queries.js'

/** A reply of the GraphQL endpoint, and what the journal says of the request. */
export type GraphQLReply = Reply<200 | 400 | 405 | 422, Envelope> & { readonly fields?: readonly string[] }

export interface HttpRequest {
  readonly method: string
  readonly search: URLSearchParams
  readonly text: string
  /** How sure we are of the endpoint itself. */
  readonly evidence: Evidence
}

interface SentQuery {
  readonly query: string | undefined
  readonly request: Omit<GraphQLRequest, 'query'>
  readonly extensions: unknown
}

/**
 * Answers GraphQL over HTTP: by POST as JSON with any content type, by GET for queries. 400 for what cannot be read and for
 * subscriptions, 422 for what cannot be executed, 200 for the rest, be it with `errors` (statuses inferred: gqlgen).
 */
export async function answerOverHttp<C extends Context>(
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
    return { ...refuse(400, 'subscription', { message: 'Subscriptions are taken over a socket only.' }), fields }
  }
  if (kind === 'mutation' && http.method === 'GET') {
    const entry = { message: 'A GET takes queries only.' }
    return { ...refuse(405, 'mutation by GET', entry), headers: { allow: 'POST' }, fields }
  }
  const body = await executor.run(prepared, context)
  // Which fields are refused to whom, and in what words, is inferred.
  if (body.errors) return { status: 200, body, fields, headers: marked('inferred'), reason: 'field errors' }
  return { status: 200, body, fields, headers: marked(leastCertain(http.evidence, prepared.evidence)) }
}

/** The root fields that a request asks for; none if it cannot be executed. */
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

/** An answer of status 200 is as sure as what is in it. */
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

/** Fields of the right kind, or null. */
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

/** What is no JSON becomes a text, which is nothing that is asked for. */
function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return 'not JSON'
  }
}
