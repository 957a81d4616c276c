import type { Hono } from 'hono'
import type { Profile } from '../../specs/profile.js'
import type { OAuthServer } from '../oauth/server.js'
import type { MockClock } from './time/clock.js'
import type { Deliver } from './deliver.js'
import type { Journal } from './journal.js'
import type { LimitSwitches } from './limits.js'
import type { Random } from './time/random.js'
import type { Exchange } from './http/route.js'
import type { SocketEndpoint } from './sockets/socket.js'

/** What a provider's mock is made with: the same for every provider. */
export interface World<Policy = unknown> {
  readonly clock: MockClock
  /** The provider's own stream of chance, so that one provider's calls do not shift another's. */
  readonly random: Random
  /** The seed itself, for keys that are derived from it. */
  readonly seed: string
  readonly journal: Journal
  readonly limits: LimitSwitches
  readonly policy: Policy
  /** Sends a callback over a real connection. */
  readonly deliver: Deliver
  readonly onExchange?: ((exchange: Exchange) => void) | undefined
}

/** What anyone needs to sign in: the client of the default seed. */
export interface Credentials {
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUri: string
}

/** A provider's mock as the core sees it. */
export interface ProviderMock<Controls, Given = Credentials> {
  readonly profile: Pick<Profile, 'provider' | 'servers'>
  /** Puts its operations and pages on the app. */
  mount(app: Hono): void
  /** What it serves over WebSockets, by the name of the server. */
  readonly sockets?: Readonly<Record<string, SocketEndpoint>>
  readonly oauth: OAuthServer | null
  /** What the default seed gives an application: OAuth credentials, or what stands for them where there is no OAuth. */
  readonly credentials: Given
  /** The provider's own life, as `mock.<provider>`. */
  readonly controls: Controls
}
