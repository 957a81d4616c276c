import type { Callback, CallbackAttempt, CallbackFilter } from './core/callbacks.js'
import type { Definition, DefinitionTypes } from './core/definition/define-provider.js'
import type { FaultList } from './core/faults/fault-list.js'
import type { Exchange } from './core/http/route.js'
import type { JournalEntry, JournalFilter, RecordedExchange } from './core/journal/entry.js'
import type { Har } from './core/journal/har.js'
import type { Journal } from './core/journal/journal.js'
import type { LimitSwitches } from './core/limits.js'
import type { StateStorage } from './core/state/keeper.js'
import type { Snapshot } from './core/state/snapshot.js'
import type { ClockMode, MockClock } from './core/time/clock.js'
import type { ListenOptions, Listening } from './node/serve.js'
import type { Decision } from './oauth/consent.js'
import type { GrantSummary } from './oauth/grant-summary.js'
import type { OAuthPolicy } from './oauth/policy.js'
import type { ProviderName, providers } from './providers.js'

/** A definition, or the name of one of the package's providers. */
export type ProviderOrName = ProviderName | Definition

type Resolve<P> = P extends ProviderName ? Awaited<ReturnType<(typeof providers)[P]>> : P

/** The types of a provider's options and controls. */
export type TypesOf<P extends ProviderOrName> = Resolve<P> extends Definition<string, infer T> ? T : DefinitionTypes

type NameOf<P> = P extends Definition<infer Name> ? Name : P

/** An entry for each provider of the package and each definition in `P`. */
type ByProvider<P extends ProviderOrName, Kind extends keyof DefinitionTypes, More = unknown> = {
  readonly [One in P | ProviderName as NameOf<One> & string]?: Partial<TypesOf<One>[Kind]> & More
}

export interface MockOptions<P extends ProviderOrName = ProviderName> {
  /** The providers to serve: names of the package's providers, and your own definitions. Default: all of the package's. */
  readonly providers?: readonly P[] | undefined
  /** The initial content of each provider. A list replaces that of the default seed. */
  readonly seed?: ByProvider<P, 'seed'> | undefined
  /** The seed of random values: the same text gives the same keys, codes and tokens. Default: `onair` */
  readonly randomSeed?: string | undefined
  /**
   * How time passes: see `ClockMode`. Default: `jump`, from 15 January 2026. `speed` is for `system`: 60 makes a minute of each second.
   */
  readonly clock?:
    | ClockMode
    | {
        readonly mode?: ClockMode | undefined
        readonly start?: Date | number | undefined
        readonly speed?: number | undefined
      }
    | undefined
  /** `false` switches all limits off. An object switches limits by name, for example `{ 'kollus-live': { perSecond: true } }`. */
  readonly limits?: false | { readonly [One in P | ProviderName as NameOf<One> & string]?: LimitSwitches } | undefined
  /** Switches for behavior of the providers that varies or is not documented. */
  readonly policy?: ByProvider<P, 'policy', { readonly oauth?: Partial<OAuthPolicy> }> | undefined
  /** The snapshot of a mock with the same providers. The mock continues from it. */
  readonly state?: Snapshot | undefined
  /** Shows secrets in the headers and bodies of the journal, and in the list of callbacks. Default: false */
  readonly showSecrets?: boolean | undefined
  /**
   * Storage for the mock's state between two runs, for example of a serverless function. The state is loaded at the start, and saved before
   * each response if it has changed. Sandboxes are not saved. Default: no storage.
   */
  readonly storage?: StateStorage | undefined
  /**
   * The path at which an application mounts the mock in its own server, for example `/mock`. Every path and URL of the mock is below it, at
   * the origin of the request. `/` is the root. Default: the root, for the mock's own origin, loopback and real hosts only.
   */
  readonly basePath?: string | undefined
  /**
   * Access to the dashboard and the control API, below `/_mock`, by `fetch`: with a token, or none (`false`). Default: none with a
   * `basePath`, because every user of the application can reach the mock; without one, unrestricted in the process.
   */
  readonly control?: false | { readonly token: string } | undefined
  /**
   * Real addresses of servers, by provider and server, that override those of the spec. A variable like `{region}` matches one label of a
   * host or one segment of a path.
   *
   * @example
   * createMock({ servers: { ovenstudio: { api: 'https://studio.example.com' } } })
   */
  readonly servers?:
    | { readonly [One in P | ProviderName as NameOf<One> & string]?: Readonly<Record<string, string>> }
    | undefined
  /** Called with every request, after its response. The entry contains no secrets. */
  readonly log?: ((entry: JournalEntry) => void) | undefined
  /** Called with every request to an operation and its reply, for validating the mock against the spec. */
  readonly onExchange?: ((exchange: Exchange) => void) | undefined
}

export interface GrantOptions {
  /** Default: the first account of the seed. */
  readonly account?: string | undefined
  /** Default: all scopes. */
  readonly scopes?: readonly string[] | undefined
}

/** Tokens, as after a user's consent. `expiresAt` is in epoch milliseconds of the mock's clock. */
export interface Granted {
  readonly accessToken: string
  readonly refreshToken: string | null
  /** Null for a token that never expires. */
  readonly expiresAt: number | null
}

/** The options by which a client uses a mock: `createLivepush({ auth, ...mock.client })`. */
export interface ClientOptions {
  readonly baseUrl: string
  readonly fetch: typeof globalThis.fetch
  readonly webSocket: typeof globalThis.WebSocket
  /** The mock's clock. A client with it waits in the mock's time, so tests do not wait. `clock.monotonic()` measures that time. */
  readonly clock: MockClock
}

/** One provider of a mock. */
export interface ProviderHandle<P extends ProviderOrName> {
  readonly controls: TypesOf<P>['controls']
  readonly credentials: TypesOf<P>['credentials']
}

/** `kollus-live` → `kollusLive`. */
type Camel<Name extends string> = Name extends `${infer Head}-${infer Rest}`
  ? `${Head}${Capitalize<Camel<Rest>>}`
  : Name

/** The controls of the package's providers: `mock.kollusLive.publish({ … })`. */
export type OwnControls = { readonly [Name in ProviderName as Camel<Name>]: TypesOf<Name>['controls'] }

/** A mock with its own state, clock, faults, journal and limits. */
export interface Sandbox extends OwnControls {
  /**
   * The URL in process, which only `fetch` and `webSocket` can reach, also after `listen()`. The URL for other clients is the `url` that
   * `listen()` returns.
   */
  readonly url: string
  /**
   * Handles a request in process, below `url` or at the real address of a provider, so that it can replace the global `fetch`. Rejects with a
   * `TypeError` for any other host, because the mock uses no network.
   */
  readonly fetch: typeof globalThis.fetch
  /** A `WebSocket` class that connects in process, for the same addresses. Close codes, order and refusals are those of real sockets. */
  readonly webSocket: typeof globalThis.WebSocket
  /** All of these in one object, for a client or for sign-in. */
  readonly client: ClientOptions
  /** The mock's clock. It is a `Clock`, so that clients can wait in the mock's time. */
  readonly clock: MockClock
  /**
   * The faults of operations, GraphQL fields, sockets and callbacks, by the names in the journal: `livepush.exchangeToken`. They are part of
   * a snapshot, and a reset clears them.
   */
  readonly faults: Pick<FaultList, 'add' | 'list' | 'clear'>
  readonly journal: Pick<Journal, 'requests' | 'follow'> & {
    /** A request with its headers and bodies, redacted. Undefined if the journal no longer has it. */
    entry(id: number): Promise<RecordedExchange | undefined>
    /** The requests that match the filter, with their responses, as an HTTP archive (HAR 1.2). Redacted. */
    har(filter?: JournalFilter): Promise<Har>
  }
  /** A provider by its definition or name. Throws a `RangeError` for one that the mock does not serve. */
  provider<P extends ProviderOrName>(provider: P): ProviderHandle<P>
  /** The credentials of the seed: client id, secret and redirect URI, or a token for a provider without OAuth. */
  credentials<P extends ProviderOrName>(provider: P): TypesOf<P>['credentials']
  /** Gives consent as a user would: takes the authorization URL, returns the callback URL. Throws if the request itself is refused. */
  approve(url: string | URL, decision?: Decision): Promise<string>
  /** Issues tokens without a browser, for the seed's client. */
  grant(provider: ProviderOrName, options?: GrantOptions): Promise<Granted>
  /** The grants with a live token. Empty for a provider without OAuth. */
  grants(provider: ProviderOrName): readonly GrantSummary[]
  /** Revokes a grant with all its tokens. Throws a `RangeError` for an id without a live grant. */
  revoke(provider: ProviderOrName, id: string): void
  /** The callbacks (webhooks) that the mock sent to the URLs that users registered. */
  readonly callbacks: {
    /** Redacted. */
    list(filter?: CallbackFilter): readonly Callback[]
    /** Sends a callback again, now. Rejects with a `RangeError` for an unknown id. */
    replay(id: number): Promise<CallbackAttempt>
  }
  /** The whole state of the mock, as JSON. Throws a `RangeError` if a definition's state is not plain data. */
  snapshot(): Snapshot
  /**
   * Restores a snapshot of a mock with the same providers. Closes open WebSockets with 1012 (service restart) and empties the journal. Throws
   * a `RangeError` that says what differs.
   */
  restore(snapshot: Snapshot): void
  /** Resets state, clock, random values, faults and journal. Closes open WebSockets with 1012 (service restart). */
  reset(): void
  /** Cuts open WebSockets. Deletes a sandbox; the mock itself also stops listening, so that the process can end. */
  close(): Promise<void>
}

export interface Mock extends Sandbox {
  /**
   * A separate mock with its own state: `/t/{name}/…` over HTTP. The first call creates it. A name has 1 to 64 letters, digits, `-` and `_`.
   * Throws a `RangeError` for any other name.
   */
  sandbox(name: string): Sandbox
  /** The names of the sandboxes. */
  sandboxes(): readonly string[]
  /** Serves the mock over HTTP. Rejects with a `ListenError` that says what to do. */
  listen(options?: ListenOptions): Promise<Listening & { readonly client: Pick<ClientOptions, 'baseUrl' | 'clock'> }>
}
