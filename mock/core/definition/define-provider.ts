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
import type { BaseSeed, CredentialsOf } from './seed.js'
import type { AnyWorld, Env, World } from './world.js'

/** A handler for each operation. The response for an operation without a handler is 501, or what `fallback` says. */
export type Handlers<Operations, World, Context = Caller> = {
  readonly [Id in keyof Operations]?: (
    call: Call<Operations[Id], Context>,
    world: World,
  ) => ReplyOf<Operations[Id]> | Promise<ReplyOf<Operations[Id]>>
}

/** The WebSocket endpoint of one of a provider's servers. */
export interface SocketHandler<World = AnyWorld> {
  /** Supported subprotocols. Also accepts clients that offer none; refuses clients that offer only others. */
  readonly protocols: readonly string[]
  /** Called with each open socket. Set the listeners before it returns. */
  accept(socket: Socket, request: SocketRequest, world: World): void
}

/** Further routes of operations, besides those of the spec. */
export interface MoreRoutes<Policy> {
  /** Other names of a server: further mount points below the provider's path. */
  readonly aliases?: Readonly<Record<string, readonly string[]>>
  /** By operation, then by method: whether the policy allows this further method. */
  readonly methods?: Readonly<Record<string, Readonly<Record<string, (policy: Policy) => boolean>>>>
  /** Maps the path of a request to the path that is served. Both begin with `/<provider>`. */
  readonly rewrite?: (path: string, policy: Policy) => string
}

/** The fields of calls that request several things at once, such as the root fields of GraphQL. Faults and the journal use them as names. */
export interface CallFields<World = AnyWorld> {
  /** The operations that have such fields. */
  readonly operations: readonly string[]
  /** The names of all fields. */
  names(): readonly string[]
  /** The fields that a call requests. Empty if the call cannot be parsed. */
  of(call: Call<never>, world: World): readonly string[] | Promise<readonly string[]>
}

/** The content of a definition. Internal: users of the package do not need it. */
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

/** The definition of a provider's mock, for `createMock({ providers })` and `mock.provider(…)`. */
export interface Definition<Name extends string = string, Types extends DefinitionTypes = DefinitionTypes> {
  readonly name: Name
  readonly parts: Parts
  /** Only for the compiler: never set. */
  readonly '~types'?: Types
}

/** The types of a definition that the mock's options and methods use. */
export interface DefinitionTypes {
  readonly controls: unknown
  readonly policy: unknown
  readonly seed: unknown
  readonly credentials: unknown
}

/** The types that the steps of a definition collect. */
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

/** A definition and the steps that add to it. Each step returns a new definition; the types of earlier steps are known to later ones. */
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

  /** Sets the color of the provider's pages. Default: a color that depends on the name. */
  brand(color: BrandColor): Provider<T> {
    checkName('color', color, Object.keys(hues))
    return this.#with({ brand: color })
  }

  /** Sets the policy: switches with their defaults, for behavior that varies or is not documented. `rules` validate the switches. */
  policy<Policy extends object>(defaults: Policy, rules?: Rules<Policy>): Provider<With<T, { policy: Policy }>> {
    return this.#with({ policy: { defaults, rules: rules as Rules<object> | undefined } })
  }

  /**
   * Sets the provider's initial state: one plain graph of objects, arrays, Maps, Sets, numbers, strings and dates, in which references may
   * be shared or cyclic. It must not contain functions or instances of classes, because a snapshot serializes it.
   */
  state<State>(create: () => State): Provider<With<T, { state: State }>> {
    return this.#with({ state: create })
  }

  /**
   * Sets the seed: lists of plain data, each of which `createMock({ seed })` can replace, and a function that puts them into the state.
   * Every seed has `accounts` and `clients`; set them here to replace their defaults. The credentials that `run` returns are added to
   * `mock.credentials(…)`.
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

  /** Sets how the provider's error responses look. */
  dialect(dialect: Partial<Dialect<WorldOf<T>>>): Provider<T> {
    return this.#with({ dialect: { ...this.parts.dialect, ...dialect } as Partial<Dialect> })
  }

  /** Sets how the provider's OAuth looks. */
  oauth(dialect: Partial<OAuthDialect<WorldOf<T>>>): Provider<T> {
    return this.#with({ oauth: { ...this.parts.oauth, ...dialect } as Partial<OAuthDialect> })
  }

  /** Sets the function that authorizes each call before its handler runs. Its result is `call.context`. It throws a `RefusalError`. */
  authorize<Context>(
    authorize: (call: Call<never>, world: WorldOf<T>) => Context,
  ): Provider<With<T, { context: Context }>> {
    return this.#with({ authorize })
  }

  /** Adds handlers by operationId. Throws a `RangeError` for an operation that is not in the spec, or that already has a handler. */
  handlers(handlers: Handlers<T['operations'], WorldOf<T>, T['context']>): Provider<T> {
    checkOptions('operation', handlers as object, namesOf(this.parts.spec.operations))
    const twice = Object.keys(handlers).find((id) => Object.hasOwn(this.parts.handlers, id))
    must(twice === undefined, `${this.name}.${twice} already has a handler`)
    return this.#with({ handlers: { ...this.parts.handlers, ...(handlers as Parts['handlers']) } })
  }

  /** Makes operations without a handler respond with the spec's examples. */
  fallback(to: 'examples'): Provider<T> {
    checkName('fallback', to, ['examples'])
    return this.#with({ fallback: to })
  }

  /** Allows faults on the fields of a call, such as the root fields of GraphQL: `mock.faults.add({ operation: '<provider>.<field>', … })`. */
  fields(fields: CallFields<WorldOf<T>>): Provider<T> {
    const known = Object.keys(this.parts.spec.operations)
    for (const id of fields.operations) checkName('operation', id, known)
    return this.#with({ fields })
  }

  /** Adds a control: `mock.provider(…).controls[name]`. Throws a `RangeError` for a name that is already in use. */
  control<Name extends string, Input extends z.ZodType, Output extends z.ZodType>(
    name: Name,
    control: Control<Input, Output, WorldOf<T>>,
  ): Provider<
    With<T, { controls: T['controls'] & { readonly [K in Name]: ControlMethod<Control<Input, Output, WorldOf<T>>> } }>
  > {
    must(!Object.hasOwn(this.parts.controls, name), `${this.name} already has a control '${name}'`)
    return this.#with({ controls: { ...this.parts.controls, [name]: control as AnyControl } })
  }

  /** Adds controls that are loaded on first use: the exports of a module. */
  controls<Set extends Controls>(
    load: () => Promise<Set>,
  ): Provider<With<T, { controls: T['controls'] & ControlMethods<Set> }>> {
    return this.#with({ moreControls: load })
  }

  /** Sets the lists on the provider's page of the dashboard, such as streams with their state and buttons for controls. */
  overview(overview: Overview<WorldOf<T>>): Provider<T> {
    return this.#with({ overview: overview as Overview })
  }

  /** Adds the handlers of timers that `world.schedule(at, timer, data)` sets. `data` must be plain, because a snapshot serializes it. */
  timers(timers: Readonly<Record<string, (data: never, world: WorldOf<T>) => unknown>>): Provider<T> {
    return this.#with({ timers: { ...this.parts.timers, ...timers } })
  }

  /** Adds the rules of callbacks, by the names of the spec's webhooks. `world.sendCallback(name, url, form)` sends one. */
  callbacks(callbacks: Readonly<Record<string, CallbackRules>>): Provider<T> {
    return this.#with({ callbacks: { ...this.parts.callbacks, ...callbacks } })
  }

  /** Adds a Hono app with the provider's own pages, below `/<provider>`. Its handlers get the world from `c.env.world`. */
  pages(app: Hono<Env<WorldOf<T>>>): Provider<T> {
    return this.#with({ pages: [...this.parts.pages, app] })
  }

  /** Adds WebSocket endpoints, by the name of their server. */
  sockets(sockets: Readonly<Record<string, SocketHandler<WorldOf<T>>>>): Provider<T> {
    checkOptions('server', sockets, namesOf(this.parts.spec.profile.servers))
    return this.#with({ sockets: { ...this.parts.sockets, ...sockets } as Parts['sockets'] })
  }

  /** Adds further mount points, methods and paths of operations, besides those of the spec. */
  routes(routes: MoreRoutes<T['policy']>): Provider<T> {
    checkOptions('server', routes.aliases, namesOf(this.parts.spec.profile.servers))
    checkOptions('operation', routes.methods, namesOf(this.parts.spec.operations))
    return this.#with({ routes: routes })
  }
}

const namesOf = (table: object): Record<string, true> =>
  Object.fromEntries(Object.keys(table).map((name) => [name, true]))

/** Names that the mock's own paths and the pages of the dashboard use. */
const reserved = new Set(['t', '_mock', 'api', 'callbacks', 'faults', 'health', 'journal', 'login', 'timeline'])

/**
 * Defines a mock of the provider that a spec describes. It has sign-in, tokens, scopes, limits and a journal; the methods of the result
 * add the rest, step by step. Throws a `RangeError` for a value that is not a generated spec.
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
  readonly credentials: CredentialsOf<P>
}> {
  const isSpec = isObject.holds(spec) && isFunction.holds(spec.schemas) && isFunction.holds(spec.examples)
  must(isSpec, 'defineProvider() takes the spec that `onair generate` writes into mock.ts. index.ts is for clients')
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
