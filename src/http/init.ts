import type { Operation } from '../../specs/profile.js'
import { UsageError } from '../errors/index.js'
import { isPlainObject } from './form.js'
import { isBlob, isBytes, isStream } from './raw-body.js'
import { checkOptions, isBoolean, isSignal, type OptionRules, type Rule } from '../options.js'

/** The arguments of a call, from the types that openapi-typescript generates for an operation. */

/** `T` with its parts expanded: a compiler's message then shows `{ channel_key: string }`, not the names of these types. */
type Expand<T> = T extends infer One ? { [K in keyof One]: One[K] } : never

/** Fields that are sent as text: a `Date` is accepted in place of a string. The fields in `Filled` are left out. */
type Textual<T, Filled extends string = never> = {
  [K in keyof T as Exclude<K, Filled>]: string extends NonNullable<T[K]> ? T[K] | Date : T[K]
}

/** Parameters of one kind. `{}` if the operation has none (openapi-typescript writes `query?: never`). */
type Parameters<Op, Kind extends string> = Op extends { parameters: infer P }
  ? Kind extends keyof P
    ? [NonNullable<P[Kind]>] extends [never]
      ? {}
      : NonNullable<P[Kind]>
    : {}
  : {}

/** `{ Name: T }`. Optional if `T` has no required fields, and `never` if it has no fields. */
type Slot<Name extends string, T> = keyof T extends never
  ? { readonly [N in Name]?: never }
  : {} extends T
    ? { readonly [N in Name]?: Expand<T> }
    : { readonly [N in Name]: Expand<T> }

type Params<Op, Filled extends string> = Expand<
  Slot<'path', Textual<Parameters<Op, 'path'>, Filled>> &
    Slot<'query', Textual<Parameters<Op, 'query'>>> &
    Slot<'header', Textual<Parameters<Op, 'header'>, Filled>> &
    Slot<'cookie', Textual<Parameters<Op, 'cookie'>>>
>

type Json = `application/${string}json${string}`

/** What the client writes, as in the operation table: JSON, a form, a multipart form, bytes or text. */
type BodyOf<Content> = [keyof Content & Json] extends [never]
  ? Content extends { 'application/x-www-form-urlencoded': infer Form }
    ? Textual<Form>
    : Content extends { 'multipart/form-data': infer Parts }
      ? Textual<Parts>
      : Raw<Content[keyof Content]>
  : Content[keyof Content & Json]

/** Bytes can also be a stream. A call with a stream is not retried, because the stream can be read only once. */
type Raw<T> = Blob extends T ? T | ReadableStream<Uint8Array> : T

type Body<Op> = Op extends { requestBody: { content: infer Content } }
  ? { readonly body: BodyOf<Content> }
  : Op extends { requestBody?: { content: infer Content } }
    ? { readonly body?: BodyOf<Content> }
    : { readonly body?: never }

/** The options of every call. */
interface CommonInit {
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Aborting it rejects the call with the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** Whether sending this call twice has the same effect as sending it once. Default: the spec's value. */
  readonly idempotent?: boolean | undefined
}

/** Parameters, body and abort signal of a call of `Op`, without the parameters in `Filled`, which the client fills in. */
export type CallInit<Op, Filled extends string = never> = Expand<
  ({} extends Params<Op, Filled> ? { readonly params?: Params<Op, Filled> } : { readonly params: Params<Op, Filled> }) &
    Body<Op> &
    CommonInit
>

/** The argument list: `init` is optional if nothing in it is required. */
export type InitArguments<Op, Filled extends string = never> =
  {} extends CallInit<Op, Filled> ? [init?: CallInit<Op, Filled>] : [init: CallInit<Op, Filled>]

/** {@link CallInit} without the types of an operation. */
export interface AnyInit {
  readonly params?: {
    readonly path?: Readonly<Record<string, unknown>>
    readonly query?: Readonly<Record<string, unknown>>
    readonly header?: Readonly<Record<string, unknown>>
    readonly cookie?: Readonly<Record<string, unknown>>
  }
  readonly body?: object | string
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
  readonly idempotent?: boolean
}

/** The fields of `Headers`, `URLSearchParams` and `FormData` are not properties: they would be lost without an error. */
const isFields: Rule = {
  must: 'be a plain object',
  holds: (value) => Array.isArray(value) || isPlainObject(value),
}
const isRaw: Rule = {
  must: 'be text, a Blob, an ArrayBuffer, a view of one, or a ReadableStream',
  holds: (value) => typeof value === 'string' || isBlob(value) || isBytes(value) || isStream(value),
}
const INIT: OptionRules<AnyInit> = {
  params: isFields,
  body: true,
  headers: isFields,
  signal: isSignal,
  idempotent: isBoolean,
}
const PARAMS: OptionRules<NonNullable<AnyInit['params']>> = {
  path: isFields,
  query: isFields,
  header: isFields,
  cookie: isFields,
}

/** Throws a `UsageError`, which begins with `what`, for a part of `init` that is unknown or wrong. `body`: its encoding. */
export function checkInit(what: string, init: AnyInit, body: Operation['body']): void {
  checkOptions(what, init, INIT)
  const rule = body === 'raw' ? isRaw : isFields
  if (init.body !== undefined && !rule.holds(init.body))
    throw new UsageError(`${what}: the option "body" must ${rule.must}.`)
  checkOptions(`${what}: params`, init.params, PARAMS)
}
