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

/** A definition, or the name of one that comes with the package. */
export type ProviderOrName = ProviderName | Definition

type Resolve<P> = P extends ProviderName ? Awaited<ReturnType<(typeof providers)[P]>> : P

/** What a provider's options and controls are typed by. */
export type TypesOf<P extends ProviderOrName> = Resolve<P> extends Definition<string, infer T> ? T : DefinitionTypes

type NameOf<P> = P extends Definition<infer Name> ? Name : P

/** One entry for each provider of the package, and for each definition in `P`. */
type ByProvider<P extends ProviderOrName, Kind extends keyof DefinitionTypes, More = unknown> = {
  readonly [One in P | ProviderName as NameOf<One> & string]?: Partial<TypesOf<One>[Kind]> & More
}

export interface MockOptions<P extends ProviderOrName = ProviderName> {
  /** What to serve: names of the package's providers, and definitions of your own. Default: all of the package's. */
  readonly providers?: readonly P[] | undefined
  /** What each provider holds at the start. A list replaces the one of the default seed. */
  readonly seed?: ByProvider<P, 'seed'> | undefined
  /** Where chance begins: the same text gives the same keys, codes and tokens. Default: `onair` */
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
  /** `false` switches all limits off; else each by its name, for example `{ 'kollus-live': { perSecond: true } }`. */
  readonly limits?: false | { readonly [One in P | ProviderName as NameOf<One> & string]?: LimitSwitches } | undefined
  /** What each provider does where it could do otherwise. */
  readonly policy?: ByProvider<P, 'policy', { readonly oauth?: Partial<OAuthPolicy> }> | undefined
  /** What `snapshot()` of a mock with the same providers gave: this one goes on from there. */
  readonly state?: Snapshot | undefined
  /** Shows secrets in what the journal gives of headers and bodies. Default: false */
  readonly showSecrets?: boolean | undefined
  /**
   * Where the mock's state is kept between two starts, for example of a serverless function: it is loaded at the start, and saved before a
   * response is returned if anything has changed. Sandboxes are not kept. Default: nowhere
   */
  readonly storage?: StateStorage | undefined
  /**
   * The path where an application mounts the mock in its own server, for example `/mock`: every path and address of the mock is below it,
   * at the origin of the request. `/` is the root. Default: the root, for the mock's own addresses, those of loopback and real hosts.
   */
  readonly basePath?: string | undefined
  /**
   * Who reaches the dashboard and the control API, below `/_mock`, by `fetch`: those who have the token, or no one (`false`). With a
   * `basePath` the default is no one, as all who reach the application reach the mock; without, everyone in the process.
   */
  readonly control?: false | { readonly token: string } | undefined
  /**
   * Real addresses of servers, by provider and server, where they are not those of the spec. A variable like `{region}` stands for one part
   * of a host or of a path.
   *
   * @example
   * createMock({ servers: { ovenstudio: { api: 'https://studio.example.com' } } })
   */
  readonly servers?:
    | { readonly [One in P | ProviderName as NameOf<One> & string]?: Readonly<Record<string, string>> }
    | undefined
  /** Called with every request as it is answered; no secret is in it. */
  readonly log?: ((entry: JournalEntry) => void) | undefined
  /** Called with every request to an operation and its reply, for checking the mock against the spec. */
  readonly onExchange?: ((exchange: Exchange) => void) | undefined
}

export interface GrantOptions {
  /** Default: the first account of the seed. */
  readonly account?: string | undefined
  /** Default: all there are. */
  readonly scopes?: readonly string[] | undefined
}

/** Tokens as a user's consent would have given them. `expiresAt` is epoch milliseconds of the mock's clock. */
export interface Granted {
  readonly accessToken: string
  readonly refreshToken: string | null
  /** Null for a token that never expires. */
  readonly expiresAt: number | null
}

/** What a client of any provider needs to speak to a mock, in one spread: `createLivepush({ auth, ...mock.client })`. */
export interface ClientOptions {
  readonly baseUrl: string
  readonly fetch: typeof globalThis.fetch
  readonly webSocket: typeof globalThis.WebSocket
  /** The client waits in the mock's time: no test waits in real time. `clock.monotonic()` says how much of it went by. */
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
   * The address in process, after `listen()` too: only `fetch` and `webSocket` reach it. The address for anything else is the `url` that
   * `listen()` gives.
   */
  readonly url: string
  /**
   * Answers a request in process: below `url`, or at the real address of a provider, so that it can stand for the platform's `fetch`.
   * Rejects with a `TypeError` for any other host: the mock uses no network.
   */
  readonly fetch: typeof globalThis.fetch
  /** Connects in process: the platform's WebSocket for the same addresses. Close codes, order and refusals are a real one's. */
  readonly webSocket: typeof globalThis.WebSocket
  /** All of these in one object for a client or for sign-in. */
  readonly client: ClientOptions
  /** The mock's time. It is a `Clock`, so a client that is given it waits in the mock's time. */
  readonly clock: MockClock
  /**
   * Failures that are set for operations, GraphQL fields and sockets, by names as the journal has them: `livepush.exchangeToken`. They are
   * part of a snapshot, and a reset clears them.
   */
  readonly faults: Pick<FaultList, 'add' | 'list' | 'clear'>
  readonly journal: Pick<Journal, 'requests' | 'follow'> & {
    /** One request with its headers and bodies, redacted; undefined if the journal has it no longer. */
    entry(id: number): Promise<RecordedExchange | undefined>
    /** The requests that match the filter, with their responses, as an HTTP archive (HAR 1.2). Redacted. */
    har(filter?: JournalFilter): Promise<Har>
  }
  /** A provider by its definition or its name, typed by it. Throws a `RangeError` for one that is not served. */
  provider<P extends ProviderOrName>(provider: P): ProviderHandle<P>
  /** What the seed gives an application: client id, secret and redirect URI, or a token where there is no OAuth. */
  credentials<P extends ProviderOrName>(provider: P): TypesOf<P>['credentials']
  /** What a user's click would do: authorization URL in, callback URL out. Throws when the request itself is refused. */
  approve(url: string | URL, decision?: Decision): Promise<string>
  /** Tokens without the browser, for the seed's client. */
  grant(provider: ProviderOrName, options?: GrantOptions): Promise<Granted>
  /** What users have allowed to clients, as far as a token of it lives. Empty for a provider without OAuth. */
  grants(provider: ProviderOrName): readonly GrantSummary[]
  /** Ends a grant with all its tokens. Throws a `RangeError` for an id that no live grant has. */
  revoke(provider: ProviderOrName, id: string): void
  /** What the providers sent to addresses that their users registered. */
  readonly callbacks: {
    list(filter?: CallbackFilter): readonly Callback[]
    /** Sends a callback once more, now. Rejects with a `RangeError` for an unknown id. */
    replay(id: number): Promise<CallbackAttempt>
  }
  /** All that the mock knows at this moment, as JSON. Throws a `RangeError` if a definition's state is not plain data. */
  snapshot(): Snapshot
  /**
   * Goes on from a snapshot of a mock with the same providers. Open WebSockets are closed with 1012 (service restart), and the journal
   * begins anew. Throws a `RangeError` that says what differs.
   */
  restore(snapshot: Snapshot): void
  /** Back to the beginning: state, time, chance, faults and journal. Open WebSockets are closed with 1012 (service restart). */
  reset(): void
  /** Cuts open WebSockets. A sandbox is gone after it; the mock itself also stops listening, and lets the process end. */
  close(): Promise<void>
}

export interface Mock extends Sandbox {
  /**
   * A mock of its own beside this one, made when first asked for: `/t/{name}/…` over HTTP. Its name has letters, digits, `-` and `_`, at
   * most 64. Throws a `RangeError` for any other.
   */
  sandbox(name: string): Sandbox
  /** The names of the sandboxes there are. */
  sandboxes(): readonly string[]
  /** Serves the mock over HTTP. Rejects with a `ListenError` that says what to do. */
  listen(options?: ListenOptions): Promise<Listening & { readonly client: Pick<ClientOptions, 'baseUrl' | 'clock'> }>
}
