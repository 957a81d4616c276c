/** Mocks of providers: those of this package, and any that a spec describes. */
export type { Definition, With } from './core/definition/define-provider.js'
export type { Example, MockOperationTable, MockSpec, Spec } from '../specs/profile.js'
export {
  defineProvider,
  type Handlers,
  type Provider,
  type ProviderTypes,
  type SocketHandler,
} from './core/definition/define-provider.js'
export type { Caller } from './core/definition/authorize.js'
export { controlsOf, type Control } from './core/definition/controls.js'
export type { Dialect } from './core/definition/dialect.js'
export type {
  BaseSeed,
  OAuthCredentials,
  ApiKeyCredentials,
  PublicCredentials,
  SeedAccount,
  SeedClient,
  CredentialsOf,
  TokenCredentials,
} from './core/definition/seed.js'
export { perWorld, type AnyWorld, type Env, type World } from './core/definition/world.js'
export type { Callback, CallbackAttempt, CallbackFilter, CallbackRules } from './core/callbacks.js'
export type { Fault, FaultOptions } from './core/faults/fault.js'
export type { FaultFilter, FaultList } from './core/faults/fault-list.js'
export type { Call } from './core/http/call.js'
export { InvalidInputError, type Issue } from './core/http/invalid-input.js'
export { RefusalError, type Reply } from './core/http/reply.js'
export type { Exchange } from './core/http/route.js'
export type { JournalEntry, JournalFilter, Message, RecordedExchange } from './core/journal/entry.js'
export type { Har } from './core/journal/har.js'
export type { LimitSwitches, RateWindow } from './core/limits.js'
export type { Socket, SocketRequest } from './core/sockets/socket.js'
export type { StateStorage } from './core/state/keeper.js'
export type { Snapshot } from './core/state/snapshot.js'
export type { ClockMode, MockClock } from './core/time/clock.js'
export type { ClockEvent } from './core/time/queue.js'
export type { Duration } from './core/time/duration.js'
export { ConnectError } from './control/connect-error.js'
export { connectMock, type ConnectOptions } from './control/connect.js'
export type { RemoteMock, RemoteSandbox } from './control/remote-types.js'
export { createMock, openMock } from './create-mock.js'
export { ListenError } from './node/listen-error.js'
export type { ListenOptions, Listening } from './node/serve.js'
export type { Decision } from './oauth/consent.js'
export type { GrantSummary } from './oauth/grant-summary.js'
export type { OAuthDialect, TokenSet } from './oauth/dialect.js'
export type { OAuthPolicy } from './oauth/policy.js'
export type { OAuthServer } from './oauth/server.js'
export { providerNames, type ProviderName } from './providers.js'
export type {
  ClientOptions,
  GrantOptions,
  Granted,
  Mock,
  MockOptions,
  ProviderHandle,
  ProviderOrName,
  Sandbox,
  TypesOf,
} from './types.js'
