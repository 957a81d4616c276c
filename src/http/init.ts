import { isPlainObject } from './form.js'
import { checkOptions, isBoolean, isSignal, type OptionRules, type Rule } from '../options.js'

/** What a call takes, read from the types that openapi-typescript makes of an operation. */

/** Fields that travel as text: a `Date` may stand where text is wanted. */
type Textual<T> = { [K in keyof T]: string extends NonNullable<T[K]> ? T[K] | Date : T[K] }

/** Parameters of one kind; `{}` where there are none (openapi-typescript writes `query?: never`). */
type Parameters<Op, Kind extends string> = Op extends { parameters: infer P }
  ? Kind extends keyof P
    ? [NonNullable<P[Kind]>] extends [never]
      ? {}
      : NonNullable<P[Kind]>
    : {}
  : {}

/** Makes the parameters that the client fills in itself optional. */
type Fill<T, Filled extends string> = Omit<T, Filled> & Partial<Pick<T, keyof T & Filled>>

/** `{ Name: T }`, optional where nothing in `T` is required and absent where there is nothing in it. */
type Slot<Name extends string, T> = keyof T extends never
  ? { readonly [N in Name]?: never }
  : {} extends T
    ? { readonly [N in Name]?: T }
    : { readonly [N in Name]: T }

type Params<Op, Filled extends string> = Slot<'path', Fill<Textual<Parameters<Op, 'path'>>, Filled>> &
  Slot<'query', Textual<Parameters<Op, 'query'>>> &
  Slot<'header', Fill<Textual<Parameters<Op, 'header'>>, Filled>>

/** A form where the operation takes one, else JSON: as the operation table has it. */
type BodyOf<Content> = Content extends { 'application/x-www-form-urlencoded': infer Form }
  ? Textual<Form>
  : Content[keyof Content & `application/${string}json${string}`]

type Body<Op> = Op extends { requestBody: { content: infer Content } }
  ? { readonly body: BodyOf<Content> }
  : Op extends { requestBody?: { content: infer Content } }
    ? { readonly body?: BodyOf<Content> }
    : { readonly body?: never }

/** Parameters, body and abort signal of a call of `Op`. Parameters named in `Filled` may be left to the client. */
export type CallInit<Op, Filled extends string = never> = ({} extends Params<Op, Filled>
  ? { readonly params?: Params<Op, Filled> }
  : { readonly params: Params<Op, Filled> }) &
  Body<Op> & {
    readonly headers?: Readonly<Record<string, string>> | undefined
    /** Aborting it rejects the call with the signal's reason. */
    readonly signal?: AbortSignal | undefined
    /** Whether sending this call twice does what sending it once does, where you know better than the table. */
    readonly idempotent?: boolean | undefined
  }

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
