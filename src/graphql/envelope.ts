import { apiError, DecodeError, GraphQLResponseError } from '../errors/index.js'
import type { ApiError, GraphQLComplaint, OnAirError } from '../errors/index.js'
import { refusalOf, secretsOf } from '../http/result.js'
import type { AnyResult } from '../http/result.js'

/** An error below a field that has data: its place is null, or missing from its list. */
export interface GraphQLWarning extends GraphQLComplaint {
  readonly path: readonly (string | number)[]
}

/**
 * The result of an operation, narrowed by `ok`. `error` is the `ApiError` of the status, a `GraphQLResponseError` for `errors` that made a
 * root field or the whole answer null, or the provider's own error in `data` (`Refusal`). `data` of a failure is the remaining data.
 * `response` has been read.
 */
export type GraphQLResult<Data, Refusal extends OnAirError = never> =
  | {
      readonly ok: true
      readonly status: number
      readonly data: Data
      readonly warnings: readonly GraphQLWarning[]
      readonly error?: never
      readonly response: Response
    }
  | {
      readonly ok: false
      readonly status: number
      readonly data?: Data
      readonly warnings: readonly GraphQLWarning[]
      readonly error: ApiError | GraphQLResponseError | Refusal
      readonly response: Response
    }

/** The parts of a GraphQL answer that are specific to a provider. */
export interface EnvelopeRules<Refusal extends OnAirError> {
  /** Whether an entry of `errors` says that a user has to be signed in. */
  readonly isLoginRequired?: (message: string) => boolean
  /** The refusal inside `data`, if the provider has such a form. Its message must not quote `secrets`. */
  readonly refusalIn?: (
    data: Readonly<Record<string, unknown>>,
    operation: string,
    secrets: readonly string[],
  ) => Refusal | undefined
}

/** The provider and the operation of an answer. */
export interface Origin {
  readonly provider: string
  readonly operation: string
}

/**
 * The result of an answer: the status first, then `errors`, then the provider's own error in `data`. Throws a `DecodeError` for a success
 * that is not a GraphQL answer (GraphQL, October 2021, section 7.1).
 */
export function readEnvelope<Refusal extends OnAirError>(
  answer: AnyResult,
  origin: Origin,
  rules: EnvelopeRules<Refusal>,
): GraphQLResult<Readonly<Record<string, unknown>>, Refusal> {
  const { status, response } = answer
  if (!answer.ok) return { ok: false, status, error: apiError(refusalOf(answer)), warnings: [], response }
  const wrong = (what: string, path: string) => notGraphQL(answer, origin, what, path)
  if (!isObject(answer.data)) throw wrong('no object', '')
  const { data = null, errors = null } = answer.data
  if (errors !== null && !Array.isArray(errors)) throw wrong('`errors` that is not a list', 'errors')
  if (data !== null && !isObject(data)) throw wrong('`data` that is not an object', 'data')
  const complaints = (errors ?? []).map(toComplaint)
  if (data === null && complaints.length === 0) throw wrong('neither data nor errors', '')

  const isWarning = (complaint: GraphQLComplaint): complaint is GraphQLWarning =>
    complaint.path !== undefined && complaint.path.length > 1 && hasValue(data, complaint.path[0]!)
  const warnings = complaints.filter(isWarning)
  const failures = complaints.filter((complaint) => !isWarning(complaint))
  const about = { ...(data !== null && { data }), warnings, status, response }
  if (failures.length > 0) {
    const isLoginRequired = failures.some(({ message }) => rules.isLoginRequired?.(message))
    const error = new GraphQLResponseError({
      ...origin,
      errors: failures,
      isLoginRequired,
      secrets: secretsOf(response),
    })
    return { ok: false, ...about, error }
  }
  const whole = data as Readonly<Record<string, unknown>>
  const refusal = rules.refusalIn?.(whole, origin.operation, secretsOf(response))
  return refusal ? { ok: false, ...about, error: refusal } : { ok: true, ...about, data: whole }
}

/** Whether a field has a value. Inherited names of objects are not fields of the data. */
const hasValue = (data: Readonly<Record<string, unknown>> | null, field: string | number): boolean =>
  data !== null && Object.hasOwn(data, field) && data[field] !== null

/** An entry of `errors`, with the parts that have the right form. */
function toComplaint(entry: unknown): GraphQLComplaint {
  const { message, path, extensions } = isObject(entry) ? entry : {}
  const isPath = Array.isArray(path) && path.length > 0 && path.every((step) => /^(string|number)$/.test(typeof step))
  return {
    message: typeof message === 'string' ? message : 'an error without a message',
    ...(isPath && { path: path as (string | number)[] }),
    ...(isObject(extensions) && { extensions }),
  }
}

function notGraphQL(
  { status, data }: AnyResult,
  { provider, operation }: Origin,
  what: string,
  path: string,
): DecodeError {
  const message = `${provider} answered ${operation} with ${status}, but with ${what}, which is not a GraphQL answer. Check baseUrl; \`raw\` has the body.`
  return new DecodeError(message, { status, path, raw: toText(data) })
}

/** The body as text. `''` for data that is nested too deeply. */
function toText(data: unknown): string {
  try {
    return JSON.stringify(data) ?? ''
  } catch {
    return ''
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
