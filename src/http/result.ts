import type { Operation } from '../../specs/profile.js'
import { apiError, DecodeError, isOnAirError } from '../errors/index.js'
import type { Refusal } from '../errors/index.js'
import { safeText } from '../errors/safe-text.js'
import type { Clock } from '../clock.js'
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
 * What a call of `Op` comes to: one shape for each status in the spec, told apart by `ok` and `status`. A status that the
 * spec does not have comes in the same shape, `ok` as the status class says. `response` has been read.
 */
export type Result<Op> = Success<Responses<Op>> | Failure<Responses<Op>>

/** The data of a success of `Op`. */
export type Data<Op> = Extract<Result<Op>, { ok: true }>['data']

/** {@link Result} as the code sees it. */
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
  /** What its errors must not quote. */
  readonly secrets: () => readonly string[]
}

/** Where a result comes from, for the error that may be made of it; beside the result, so that it stays plain. */
const origins = new WeakMap<Response, Origin & { readonly retryAfter?: number }>()

/**
 * The result that `answer` to `operation` stands for. Failure is `!response.ok`, never the body: an empty 401 is one.
 *
 * - An error body that is not JSON stays text. So does a success where the spec has it as text, unless it is HTML.
 * - Throws a `DecodeError` for any other success whose body is empty or not JSON, if the spec has one there. A status that the
 *   spec does not have counts as having one, if a success of the operation has.
 */
export function decode(answer: BufferedResponse, operation: Operation, origin: Origin, clock: Clock): AnyResult {
  const { ok, status, headers, response, body } = answer
  let value: unknown
  if (body === '') {
    if (ok && !operation.bodyOptional && hasBody(operation, status)) throw unreadable(answer, origin, 'is empty')
  } else {
    try {
      value = JSON.parse(body)
    } catch {
      const isText = !ok || (operation.text && !/^\s*</.test(body))
      if (!isText && hasBody(operation, status)) {
        const type = safeText(headers.get('content-type') ?? 'no content type', origin.secrets())
        throw unreadable(answer, origin, `is not JSON (${type})`)
      }
      value = isText ? body : undefined
    }
  }
  origins.set(response, ok ? origin : { ...origin, retryAfter: retryAfter(status, headers, clock.now()) })
  return ok ? { ok, status, data: value, response } : { ok, status, error: value, response }
}

/** Whether a success with this status has a body: 204 and 205 have none (RFC 9110, sections 15.3.5 and 15.3.6). */
function hasBody({ empty = [] }: Operation, status: number): boolean {
  return status !== 204 && status !== 205 && empty !== true && !empty.includes(status)
}

function unreadable({ status, body }: BufferedResponse, { provider, operation }: Origin, what: string): DecodeError {
  const message = `${provider}.${operation} succeeded with ${status}, but its body ${what}. It may have taken effect. Check baseUrl; \`raw\` has what came.`
  return new DecodeError(message, { status, raw: body })
}

/** What the error of a failure is made of. */
export function refusalOf({ status, error, response }: AnyResult): Refusal {
  const origin = origins.get(response) ?? { provider: 'the provider', operation: 'call' }
  return { ...origin, secrets: secretsOf(response), status, body: error }
}

/** What errors about `response` must not quote. */
export function secretsOf(response: Response): readonly string[] {
  return origins.get(response)?.secrets() ?? []
}

/**
 * The data of a success. Throws the error of any other result: the `ApiError` subclass of its status, or the error that the result has
 * itself, such as that of a GraphQL response.
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
