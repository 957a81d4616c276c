import type { Profile, Spec } from '../../specs/profile.js'
import type { InitArguments } from './init.js'
import type { Filled } from './options.js'
import type { Result } from './result.js'

/** `T` without some of its keys. The others keep their doc comments, and editors still find where they are defined. */
type Without<T, Keys> = { [K in keyof T as Exclude<K, Keys>]: T[K] }

type PathsWith<Paths, Verb extends string> = {
  [P in keyof Paths]: Paths[P] extends Record<Verb, unknown> ? P : never
}[keyof Paths]

type VerbMethod<Paths, Verb extends string, Filled extends string> = <P extends PathsWith<Paths, Verb>>(
  path: P,
  ...init: InitArguments<Paths[P][Verb & keyof Paths[P]], Filled>
) => Promise<Result<Paths[P][Verb & keyof Paths[P]]>>

/**
 * The names in `Known` that share the longest prefix with `Name`. It is the type of an argument that is not in `Known`: the compiler's
 * message then lists these names only.
 */
type Suggested<
  Name extends string,
  Known extends string,
  Start extends string = '',
> = Name extends `${infer Next}${infer Rest}`
  ? [Extract<Known, `${Start}${Next}${string}`>] extends [never]
    ? Known
    : Suggested<Rest, Extract<Known, `${Start}${Next}${string}`>, `${Start}${Next}`>
  : Known

/** Calls operations by their operationId, as `call('getStream', init)` or as `call.getStream(init)`. */
type Caller<Operations, Filled extends string> = (<Id extends string>(
  id: Id extends keyof Operations ? Id : Suggested<Id, keyof Operations & string>,
  ...init: [Id] extends [keyof Operations] ? InitArguments<Operations[Id], Filled> : unknown[]
) => Promise<Result<Operations[Id & keyof Operations]>>) & {
  readonly [Id in keyof Operations]: (...init: InitArguments<Operations[Id], Filled>) => Promise<Result<Operations[Id]>>
}

/**
 * A provider's client, typed by its spec. Calls resolve to a `Result` for every answer, refusals included. They reject with an
 * `OnAirError` if no answer came or the call is wrong, and with the signal's reason when aborted.
 */
export interface Client<Paths, Operations, Table, Filled extends string = never> {
  readonly GET: VerbMethod<Paths, 'get', Filled>
  readonly HEAD: VerbMethod<Paths, 'head', Filled>
  readonly POST: VerbMethod<Paths, 'post', Filled>
  readonly PUT: VerbMethod<Paths, 'put', Filled>
  readonly PATCH: VerbMethod<Paths, 'patch', Filled>
  readonly DELETE: VerbMethod<Paths, 'delete', Filled>
  /**
   * Calls an operation by its operationId: `call('getStream', init)`. `call.getStream(init)` is the same call, for which an editor
   * also shows the operation's documentation.
   */
  readonly call: Caller<Operations, Filled>
  /** The table that drives this client. */
  readonly operations: Table
  /** Carries types only. It does not exist at run time. */
  readonly '~types'?: { readonly operations: Operations; readonly filled: Filled }
}

/** The operations of the sign-in, which a client refuses to call. */
type SignIn<P extends Profile> = P['oauth'] extends { readonly authorize: infer Page; readonly token: infer Endpoint }
  ? string extends Page
    ? never
    : Page | Endpoint
  : never

/** The client of a provider, from the types of its spec. */
export type ProviderClient<Paths, Operations, P extends Profile, Table> = Client<
  Without<Paths, PathOf<Table[keyof Table & SignIn<P>]>>,
  Without<Operations, SignIn<P> | Exclude<keyof Operations, keyof Table>>,
  Table,
  Filled<P>
>
type PathOf<Row> = Row extends { readonly path: infer Path } ? Path : never

/** The client of a spec, to extend with methods of your own: `interface Twitch extends ClientOf<typeof twitch>`. */
export type ClientOf<S> =
  S extends Spec<infer Paths, infer Operations, infer P, infer Table>
    ? ProviderClient<Paths, Operations, P, Table>
    : never
