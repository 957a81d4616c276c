/** The whole public surface of `onair`; providers, stores for Node.js and the mock have subpaths of their own. */
export type { OperationTable, Profile, RateLimit, Spec } from '../specs/profile.js'
export { basicCredentials } from './auth/basic-credentials.js'
export type { SigningProfile } from './auth/exchange.js'
export type { DeviceAuthorization, DeviceRequest } from './auth/device.js'
export type { CompleteOptions, Grant, LoginRequest } from './auth/login.js'
export {
  createProviderAuth,
  type AuthOptions,
  type ForgetOptions,
  type ProviderAuth,
  type ProviderAuthOptions,
} from './auth/provider.js'
export type { RefreshDueOptions, RefreshDueReport } from './auth/refresh-due.js'
export { staticToken, type StaticTokenOptions } from './auth/static.js'
export type { AccessToken, TokenSource } from './auth/token.js'
export { systemClock, type Clock } from './clock.js'
export * from './errors/index.js'
export type { AnyVariables, GraphQLClient, OperationOptions, PaginateOptions } from './graphql/client.js'
export type { TypedDocument } from './graphql/document.js'
export type { GraphQLResult, GraphQLWarning } from './graphql/envelope.js'
export type { Client, ClientOf, ProviderClient } from './http/client-type.js'
export { createProvider } from './http/client.js'
export { createLimiter } from './http/limit.js'
export type { Limiter, Slot, TurnRequest } from './http/limiter.js'
export type { Log, LogEntry } from './http/log.js'
export type { BaseOptions, ProviderOptions } from './http/options.js'
export { paginate, type Pages } from './http/paginate.js'
export { unwrap, type Data, type Result } from './http/result.js'
export type { RetryOptions } from './http/retry.js'
export type { TimeoutOptions } from './http/timeout.js'
export type { StandardSchema, Validation } from './http/validate.js'
export { encrypted, type EncryptionKey, type Keyring } from './store/encrypted.js'
export { memoryStore } from './store/memory.js'
export type { SetOptions, Stored, StoreRecord, TokenStore } from './store/store.js'
