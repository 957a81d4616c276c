import type { Operation } from '../../specs/profile.js'
import { apiError, DecodeError, isOnAirError } from '../errors/index.js'
import type { Refusal } from '../errors/index.js'
import { safeText } from '../errors/safe-text.js'
import type { Clock } from '../clock.js'
import { answerKind } from './answer-kind.js'
import type { BufferedResponse } from './light-request.js'
import { retryAfter } from './retry-after.js'

type Content<R> = R extends { content: infer Media }
  ? [Media] extends [never]
    ? undefined
    : Media extends undefined
      ? undefined
      : Media[keyof Media & `${string}/${string}`]
  : undefined
type Responses<Op> = Op extends { responses: infer R } ? R : never
type Ok = 200 | 201 | 202 | 203 | 204 | 205 | 206 | 207 | '2XX'
type Status<S> = S extends number ? S : number

type Success<R> = {
  [S in keyof R & Ok]: { ok: true; status: Status<S>; data: Content<R[S]>; error?: never; response: Response }
}[keyof R & Ok]
type Failure<R> = {
  [S in Exclude<keyof R, Ok>]: { ok: false; status: Status<S>; data?: never; error: Content<R[S]>; response: Response }
}[Exclude<keyof R, Ok>]

/**
 * The result of a call of `Op`: one type for each status in the spec, narrowed by `ok` and `status`. An undeclared status has the same
 * form, with `ok` from its status class. The body of `response` has been read.
 */
export type Result<Op> = Success<Responses<Op>> | Failure<Responses<Op>>

/** The data of a success of `Op`. */
export type Data<Op> = Extract<Result<Op>, { ok: true }>['data']

/** {@link Result} without the types of an operation. */
export interface AnyResult {
  readonly ok: boolean
  readonly status: number
  readonly data?: unknown
  readonly error?: unknown
  readonly response: Response
}

interface Origin {
  readonly provider: string
  readonly operation: string
  /** Values that errors must not quote. */
  readonly secrets: () => readonly string[]
}

/** The origin of each result, for its error. It is kept outside of the result, which stays plain data. */
const origins = new WeakMap<Response, Origin & { readonly retryAfter?: number }>()

/**
 * The result of `operation` from its `answer`. The status alone decides whether it is a failure: an empty 401 is one.
 *
 * - An error body that is not JSON stays text. A success stays text if the spec declares text and the body is not HTML.
 * - A success in any other media type of the spec is a `Blob`.
 * - Throws a `DecodeError` for any other success whose body is empty or not JSON, if the spec declares a body for it. An undeclared
 *   status counts as one with a body if a success of the operation has one.
 */
export function decode(answer: BufferedResponse, operation: Operation, origin: Origin, clock: Clock): AnyResult {
  const { ok, status, headers, response, body, bytes } = answer
  let value: unknown
  if (bytes) value = hasBody(operation, status) ? bytes : undefined
  else if (body === '') {
    if (ok && !operation.bodyOptional && hasBody(operation, status)) throw unreadable(answer, origin, 'is empty')
  } else {
    const type = headers.get('content-type') ?? ''
    try {
      if (ok && answerKind(operation, type) === 'text') throw new SyntaxError('This is text.')
      value = JSON.parse(body)
    } catch {
      const isText = !ok || (operation.answers?.includes('text') && (isXml(type) || !/^\s*</.test(body)))
      if (!isText && hasBody(operation, status)) {
        const said = safeText(type || 'no content type', origin.secrets())
        throw unreadable(answer, origin, `is not JSON (${said})`)
      }
      value = isText ? body : undefined
    }
  }
  origins.set(response, ok ? origin : { ...origin, retryAfter: retryAfter(status, headers, clock.now()) })
  return ok ? { ok, status, data: value, response } : { ok, status, error: value, response }
}

const isXml = (type: string): boolean => /^[^;]*\bxml\b/i.test(type)

/** Whether a success with this status has a body. 204 and 205 have none (RFC 9110, sections 15.3.5 and 15.3.6). */
function hasBody({ empty = [] }: Operation, status: number): boolean {
  return status !== 204 && status !== 205 && empty !== true && !empty.includes(status)
}

function unreadable({ status, body }: BufferedResponse, { provider, operation }: Origin, what: string): DecodeError {
  const message = `${provider}.${operation} succeeded with ${status}, but its body ${what}. It may have taken effect. Check baseUrl; \`raw\` has the body.`
  return new DecodeError(message, { status, raw: body })
}

/** The parts of a failure's error. */
export function refusalOf({ status, error, response }: AnyResult): Refusal {
  const origin = origins.get(response) ?? { provider: 'the provider', operation: 'call' }
  return { ...origin, secrets: secretsOf(response), status, body: error }
}

/** Values that errors about `response` must not quote. */
export function secretsOf(response: Response): readonly string[] {
  return origins.get(response)?.secrets() ?? []
}

/**
 * The data of a success. Throws the error of any other result: the `ApiError` subclass of its status, or the result's own `error` if that
 * is an `OnAirError`, such as a `GraphQLResponseError`.
 *
 * @example
 * const { data: channel } = unwrap(await kollus.call('getChannel', { params: { path: { channel_key: channelKey } } }))
 */
export function unwrap<R extends { readonly ok: boolean }>(
  result: R,
): Extract<R, { ok: true }> extends { data: infer D } ? D : never {
  const any = result as unknown as AnyResult
  if (any.ok) return any.data as never
  throw isOnAirError(any.error) ? any.error : apiError(refusalOf(any))
}
