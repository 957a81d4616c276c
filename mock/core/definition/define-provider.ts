import { quoted } from '../quoted.js'
import type { Hono } from 'hono'
import type * as z from 'zod'
import type { MockSpec, MockOperationTable, Profile } from '../../../specs/profile.js'
import type { OAuthDialect } from '../../oauth/dialect.js'
import type { OAuthServer } from '../../oauth/server.js'
import type { CallbackRules } from '../callbacks.js'
import { hues, type BrandColor } from '../../ui/brand.js'
import type { Call } from '../http/call.js'
import type { ReplyOf } from '../http/operation-types.js'
import type { Reply } from '../http/reply.js'
import type { Socket, SocketRequest } from '../sockets/socket.js'
import { checkName, checkOptions, isFunction, isObject, must, type Rules } from '../validate.js'
import type { Caller } from './authorize.js'
import type { AnyControl, Control, ControlMethod, ControlMethods, Controls } from './controls.js'
import type { Dialect } from './dialect.js'
import type { Overview } from './overview.js'
import type { BaseSeed, OAuthCredentials, TokenCredentials } from './seed.js'
import type { AnyWorld, Env, World } from './world.js'

/** A handler for each operation. One that is missing is answered with 501, or as `fallback` says. */
export type Handlers<Operations, World, Context = Caller> = {
  readonly [Id in keyof Operations]?: (
    call: Call<Operations[Id], Context>,
    world: World,
  ) => ReplyOf<Operations[Id]> | Promise<ReplyOf<Operations[Id]>>
}

/** What a provider serves over WebSockets at one of its servers. */
export interface SocketHandler<World = AnyWorld> {
  /** Subprotocols it speaks. A client that offers none is taken too; one that offers only others is refused. */
  readonly protocols: readonly string[]
  /** Takes an open socket. Listeners must be set before this returns. */
  accept(socket: Socket, request: SocketRequest, world: World): void
}

/** Where operations are served besides the places that the spec has. */
export interface MoreRoutes<Policy> {
  /** Further mount points of a server, below the provider's prefix. */
  readonly aliases?: Readonly<Record<string, readonly string[]>>
  /** Operation → a further method → whether it is taken by that. */
  readonly methods?: Readonly<Record<string, Readonly<Record<string, (policy: Policy) => boolean>>>>
  /** A path as it was asked for → the path that is served there; both begin with `/<provider>`. */
  readonly rewrite?: (path: string, policy: Policy) => string
}

/** The parts of calls that ask for several things at once, as those of GraphQL do. Faults and the journal know calls by them. */
export interface CallFields<World = AnyWorld> {
  /** The operations that such calls are made to. */
  readonly operations: readonly string[]
  /** All that can be asked for. */
  names(): readonly string[]
  /** What a call asks for; nothing if it cannot be read. */
  of(call: Call<never>, world: World): readonly string[] | Promise<readonly string[]>
}

/** What a definition is made of. The core reads it; users of the package need not. */
export interface Parts {
  readonly spec: MockSpec<unknown, unknown>
  readonly brand: BrandColor | undefined
  readonly policy: { readonly defaults: object; readonly rules: Rules<object> | undefined }
  readonly state: () => unknown
  readonly seed: {
    readonly defaults: object
    readonly run: (seed: never, world: never) => Readonly<Record<string, string>> | void
    readonly rules: Rules<object> | undefined
  }
  readonly dialect: Partial<Dialect>
  readonly oauth: Partial<OAuthDialect>
  readonly authorize: ((call: Call<never>, world: AnyWorld) => unknown) | undefined
  readonly handlers: Readonly<Record<string, (call: never, world: never) => Reply | Promise<Reply>>>
  readonly fallback: 'examples' | undefined
  readonly controls: Controls
  readonly moreControls: (() => Promise<Controls>) | undefined
  readonly overview: Overview | undefined
  readonly timers: Readonly<Record<string, (data: never, world: never) => unknown>>
  readonly callbacks: Readonly<Record<string, CallbackRules>>
  readonly pages: readonly Hono<Env>[]
  readonly sockets: Readonly<Record<string, SocketHandler>>
  readonly routes: MoreRoutes<never>
  readonly fields: CallFields | undefined
}

/** A provider's mock as `createMock({ providers })` and `mock.provider(…)` take it. */
export interface Definition<Name extends string = string, Types extends DefinitionTypes = DefinitionTypes> {
  readonly name: Name
  readonly parts: Parts
  /** For the compiler only. */
  readonly '~types'?: Types
}

/** What a mock's options and methods are typed by. */
export interface DefinitionTypes {
  readonly controls: unknown
  readonly policy: unknown
  readonly seed: unknown
  readonly credentials: unknown
}

/** What each step has learnt of the types. */
export interface ProviderTypes extends DefinitionTypes {
  readonly name: string
  readonly operations: unknown
  readonly oauth: OAuthServer | null
  readonly state: unknown
  readonly context: unknown
}

/** The types of a definition, some of them replaced by those of a further step. */
export type With<T extends ProviderTypes, More extends Partial<ProviderTypes>> = {
  readonly [Key in keyof T]: Key extends keyof More ? More[Key] : T[Key]
} & ProviderTypes

type WorldOf<T extends ProviderTypes> = World<T['state'], T['policy'], T['oauth']>

/** Adds parts to a definition. Each step gives a new one, and knows the types of those before it. */
export class Provider<T extends ProviderTypes> implements Definition<T['name'], T> {
  readonly name: T['name']
  readonly parts: Parts
  declare readonly '~types'?: T

  constructor(parts: Parts) {
    this.name = parts.spec.profile.provider
    this.parts = parts
  }

  #with(parts: Partial<Parts>): never {
    return new Provider({ ...this.parts, ...parts }) as never
  }

  /** The colour of the provider's pages. Default: one that its name gives. */
  brand(color: BrandColor): Provider<T> {
    checkName('colour', color, Object.keys(hues))
    return this.#with({ brand: color })
  }

  /** Switches with their defaults, for what the provider may do one way or the other. `rules` say what each switch must be. */
  policy<Policy extends object>(defaults: Policy, rules?: Rules<Policy>): Provider<With<T, { policy: Policy }>> {
    return this.#with({ policy: { defaults, rules: rules as Rules<object> | undefined } })
  }

  /**
   * The provider's state at the very start: one plain graph of objects, arrays, Maps, Sets, numbers, texts and dates, with references as it
   * likes. A snapshot keeps it, so it holds no function and no instance of a class.
   */
  state<State>(create: () => State): Provider<With<T, { state: State }>> {
    return this.#with({ state: create })
  }

  /**
   * What a mock holds at the start: lists of plain data that `createMock({ seed })` can replace one by one, and what puts them into the
   * state. Accounts and clients are there already; give `accounts` or `clients` for other ones. What `run` gives is added to the
   * credentials.
   */
  seed<Seed extends object, More extends Readonly<Record<string, string>> | void = void>(
    defaults: Seed,
    run: (seed: Omit<BaseSeed, keyof Seed> & Seed, world: WorldOf<T>) => More,
    rules?: Rules<Seed>,
  ): Provider<
    With<
      T,
      {
        seed: Omit<BaseSeed, keyof Seed> & Seed
        credentials: More extends void ? T['credentials'] : T['credentials'] & More
      }
    >
  > {
    return this.#with({
      seed: { defaults, run: run, rules: rules as Rules<object> | undefined },
    })
  }

  /** What refusals look like. */
  dialect(dialect: Partial<Dialect<WorldOf<T>>>): Provider<T> {
    return this.#with({ dialect: { ...this.parts.dialect, ...dialect } as Partial<Dialect> })
  }

  /** What the provider's OAuth looks like. */
  oauth(dialect: Partial<OAuthDialect<WorldOf<T>>>): Provider<T> {
    return this.#with({ oauth: { ...this.parts.oauth, ...dialect } as Partial<OAuthDialect> })
  }

  /** What stands before every handler, in the provider's own order. What it gives is `call.context`. Throws a `RefusalError`. */
  authorize<Context>(
    authorize: (call: Call<never>, world: WorldOf<T>) => Context,
  ): Provider<With<T, { context: Context }>> {
    return this.#with({ authorize })
  }

  /** Handlers by operationId. Throws a `RangeError` for an operation that the spec does not have, or that has a handler. */
  handlers(handlers: Handlers<T['operations'], WorldOf<T>, T['context']>): Provider<T> {
    checkOptions('operation', handlers as object, namesOf(this.parts.spec.operations))
    const twice = Object.keys(handlers).find((id) => Object.hasOwn(this.parts.handlers, id))
    must(twice === undefined, `${this.name}.${twice} has a handler already`)
    return this.#with({ handlers: { ...this.parts.handlers, ...(handlers as Parts['handlers']) } })
  }

  /** Answers operations without a handler from the spec's examples. */
  fallback(to: 'examples'): Provider<T> {
    checkName('fallback', to, ['examples'])
    return this.#with({ fallback: to })
  }

  /** Lets faults be set for what a call asks for, such as the root fields of GraphQL: `mock.faults.add({ operation: '<provider>.<field>', … })`. */
  fields(fields: CallFields<WorldOf<T>>): Provider<T> {
    const known = Object.keys(this.parts.spec.operations)
    for (const id of fields.operations) checkName('operation', id, known)
    return this.#with({ fields })
  }

  /** One control: `mock.provider(…).controls[name]`. Throws a `RangeError` for a name that is taken. */
  control<Name extends string, Input extends z.ZodType, Output extends z.ZodType>(
    name: Name,
    control: Control<Input, Output, WorldOf<T>>,
  ): Provider<
    With<T, { controls: T['controls'] & { readonly [K in Name]: ControlMethod<Control<Input, Output, WorldOf<T>>> } }>
  > {
    must(!Object.hasOwn(this.parts.controls, name), `${this.name} has a control '${name}' already`)
    return this.#with({ controls: { ...this.parts.controls, [name]: control as AnyControl } })
  }

  /** Controls that are loaded when the first of them is used: the exports of a module. */
  controls<Set extends Controls>(
    load: () => Promise<Set>,
  ): Provider<With<T, { controls: T['controls'] & ControlMethods<Set> }>> {
    return this.#with({ moreControls: load })
  }

  /** What the provider's page of the dashboard lists: streams and their state, with controls that are one click away. */
  overview(overview: Overview<WorldOf<T>>): Provider<T> {
    return this.#with({ overview: overview as Overview })
  }

  /** What happens when the clock comes to an entry of `world.schedule(at, timer, data)`. `data` is plain, so that a snapshot keeps it. */
  timers(timers: Readonly<Record<string, (data: never, world: WorldOf<T>) => unknown>>): Provider<T> {
    return this.#with({ timers: { ...this.parts.timers, ...timers } })
  }

  /** What it sends to addresses of its users, by the names of the webhooks in its document: `world.sendCallback(name, url, form)`. */
  callbacks(callbacks: Readonly<Record<string, CallbackRules>>): Provider<T> {
    return this.#with({ callbacks: { ...this.parts.callbacks, ...callbacks } })
  }

  /** A Hono app with pages of the provider's own, below `/<provider>`. Its handlers find the world in `c.env.world`. */
  pages(app: Hono<Env<WorldOf<T>>>): Provider<T> {
    return this.#with({ pages: [...this.parts.pages, app] })
  }

  /** WebSockets, by the name of the server that they are at. */
  sockets(sockets: Readonly<Record<string, SocketHandler<WorldOf<T>>>>): Provider<T> {
    checkOptions('server', sockets, namesOf(this.parts.spec.profile.servers))
    return this.#with({ sockets: { ...this.parts.sockets, ...sockets } as Parts['sockets'] })
  }

  /** Places, methods and paths at which operations are served besides those of the spec. */
  routes(routes: MoreRoutes<T['policy']>): Provider<T> {
    checkOptions('server', routes.aliases, namesOf(this.parts.spec.profile.servers))
    checkOptions('operation', routes.methods, namesOf(this.parts.spec.operations))
    return this.#with({ routes: routes })
  }
}

const namesOf = (table: object): Record<string, true> =>
  Object.fromEntries(Object.keys(table).map((name) => [name, true]))

/** Names that paths of the mock itself begin with, and pages of its dashboard have. */
const reserved = new Set(['t', '_mock', 'api', 'callbacks', 'faults', 'health', 'journal', 'login', 'timeline'])

/**
 * A mock of the provider that a spec describes. As it is, it gives sign-in, tokens, scopes, limits and a journal; add the rest step by
 * step. Throws a `RangeError` for a value that is no generated spec.
 *
 * @example
 * import { twitch as spec } from './generated/twitch/mock.js'
 * const twitch = defineProvider(spec).fallback('examples')
 * const mock = await createMock({ providers: [twitch] })
 */
export function defineProvider<Operations, const P extends Profile, Table extends MockOperationTable>(
  spec: MockSpec<unknown, Operations, P, Table>,
): Provider<{
  readonly name: P['provider']
  readonly operations: Operations
  readonly oauth: P['oauth'] extends null ? null : OAuthServer
  readonly state: undefined
  readonly policy: Readonly<Record<string, never>>
  readonly context: Caller
  readonly controls: unknown
  readonly seed: BaseSeed
  readonly credentials: P['oauth'] extends null ? TokenCredentials : OAuthCredentials
}> {
  const isSpec = isObject.holds(spec) && isFunction.holds(spec.schemas) && isFunction.holds(spec.examples)
  must(isSpec, 'defineProvider() takes what `onair generate` writes into mock.ts; index.ts is for clients')
  const { provider } = spec.profile
  must(
    /^[a-z][\w-]*$/.test(provider) && !reserved.has(provider),
    `The name of a provider cannot be ${quoted(provider)}`,
  )
  return new Provider({
    spec,
    brand: undefined,
    policy: { defaults: {}, rules: undefined },
    state: () => undefined,
    seed: { defaults: {}, run: () => undefined, rules: undefined },
    dialect: {},
    oauth: {},
    authorize: undefined,
    handlers: {},
    fallback: undefined,
    controls: {},
    moreControls: undefined,
    overview: undefined,
    timers: {},
    callbacks: {},
    pages: [],
    sockets: {},
    routes: {},
    fields: undefined,
  })
}
