import type { Spec } from '../../specs/profile.js'
import type { InitArguments } from './init.js'
import type { Filled } from './options.js'
import type { Result } from './result.js'

type PathsWith<Paths, Verb extends string> = {
  [P in keyof Paths]: Paths[P] extends Record<Verb, unknown> ? P : never
}[keyof Paths]

type VerbMethod<Paths, Verb extends string, Filled extends string> = <P extends PathsWith<Paths, Verb>>(
  path: P,
  ...init: InitArguments<Paths[P][Verb & keyof Paths[P]], Filled>
) => Promise<Result<Paths[P][Verb & keyof Paths[P]]>>

/**
 * A provider's client, typed by its spec. Calls resolve to a `Result` for every answer, refusals included; they reject with
 * an `OnAirError` where no answer came or the call itself is wrong, and with the signal's reason when aborted.
 */
export interface Client<Paths, Operations, Table, Filled extends string = never> {
  readonly GET: VerbMethod<Paths, 'get', Filled>
  readonly POST: VerbMethod<Paths, 'post', Filled>
  readonly PUT: VerbMethod<Paths, 'put', Filled>
  readonly PATCH: VerbMethod<Paths, 'patch', Filled>
  readonly DELETE: VerbMethod<Paths, 'delete', Filled>
  /** Calls an operation by its operationId. */
  readonly call: <Id extends keyof Operations & keyof Table & string>(
    id: Id,
    ...init: InitArguments<Operations[Id], Filled>
  ) => Promise<Result<Operations[Id]>>
  /** The table that drives this client. */
  readonly operations: Table
  /** Carries types; never there when the code runs. */
  readonly '~types'?: { readonly operations: Operations; readonly filled: Filled }
}

/** The client of a spec, for a client of your own that has more than the calls: `interface Twitch extends ClientOf<typeof twitch>`. */
export type ClientOf<S> =
  S extends Spec<infer Paths, infer Operations, infer P, infer Table>
    ? Client<Paths, Operations, Table, Filled<P>>
    : never
