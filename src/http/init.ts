import { isPlainObject } from './form.js'
import { checkOptions, isBoolean, isSignal, type OptionRules, type Rule } from '../options.js'

/** What a call takes, read from the types that openapi-typescript makes of an operation. */

/** `T` with its parts written out: a compiler's message then shows `{ channel_key: string }`, not the names of these types. */
type Expand<T> = T extends infer One ? { [K in keyof One]: One[K] } : never

/** Fields that travel as text: a `Date` may stand where text is wanted. Those of `Filled` are left out. */
type Textual<T, Filled extends string = never> = {
  [K in keyof T as Exclude<K, Filled>]: string extends NonNullable<T[K]> ? T[K] | Date : T[K]
}

/** Parameters of one kind; `{}` where there are none (openapi-typescript writes `query?: never`). */
type Parameters<Op, Kind extends string> = Op extends { parameters: infer P }
  ? Kind extends keyof P
    ? [NonNullable<P[Kind]>] extends [never]
      ? {}
      : NonNullable<P[Kind]>
    : {}
  : {}

/** `{ Name: T }`, optional where nothing in `T` is required and absent where there is nothing in it. */
type Slot<Name extends string, T> = keyof T extends never
  ? { readonly [N in Name]?: never }
  : {} extends T
    ? { readonly [N in Name]?: Expand<T> }
    : { readonly [N in Name]: Expand<T> }

type Params<Op, Filled extends string> = Expand<
  Slot<'path', Textual<Parameters<Op, 'path'>, Filled>> &
    Slot<'query', Textual<Parameters<Op, 'query'>>> &
    Slot<'header', Textual<Parameters<Op, 'header'>, Filled>>
>

/** A form where the operation takes one, else JSON: as the operation table has it. */
type BodyOf<Content> = Content extends { 'application/x-www-form-urlencoded': infer Form }
  ? Textual<Form>
  : Content[keyof Content & `application/${string}json${string}`]

type Body<Op> = Op extends { requestBody: { content: infer Content } }
  ? { readonly body: BodyOf<Content> }
  : Op extends { requestBody?: { content: infer Content } }
    ? { readonly body?: BodyOf<Content> }
    : { readonly body?: never }

/** What a call of any operation takes. */
interface CommonInit {
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Aborting it rejects the call with the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** Whether sending this call twice does what sending it once does. Default: as the spec says. */
  readonly idempotent?: boolean | undefined
}

/** Parameters, body and abort signal of a call of `Op`, without the parameters in `Filled`, which the client fills in. */
export type CallInit<Op, Filled extends string = never> = Expand<
  ({} extends Params<Op, Filled> ? { readonly params?: Params<Op, Filled> } : { readonly params: Params<Op, Filled> }) &
    Body<Op> &
    CommonInit
>

/** The argument list: `init` may be left out where nothing in it is required. */
export type InitArguments<Op, Filled extends string = never> =
  {} extends CallInit<Op, Filled> ? [init?: CallInit<Op, Filled>] : [init: CallInit<Op, Filled>]

/** {@link CallInit} as the code sees it. */
export interface AnyInit {
  readonly params?: {
    readonly path?: Readonly<Record<string, unknown>>
    readonly query?: Readonly<Record<string, unknown>>
    readonly header?: Readonly<Record<string, unknown>>
  }
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
  readonly idempotent?: boolean
}

/** The fields of `Headers`, `URLSearchParams`, `FormData` and the like are not properties: they would be lost without an error. */
const isFields: Rule = {
  must: 'be a plain object',
  holds: (value) => Array.isArray(value) || isPlainObject(value),
}
const INIT: OptionRules<AnyInit> = {
  params: isFields,
  body: isFields,
  headers: isFields,
  signal: isSignal,
  idempotent: isBoolean,
}
const PARAMS: OptionRules<NonNullable<AnyInit['params']>> = { path: isFields, query: isFields, header: isFields }

/** Throws a `UsageError`, which begins with `what`, for a part of `init` that does not exist or is wrong. */
export function checkInit(what: string, init: AnyInit): void {
  checkOptions(what, init, INIT)
  checkOptions(`${what}: params`, init.params, PARAMS)
}
