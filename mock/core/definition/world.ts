import type { Profile } from '../../../specs/profile.js'
import type { Sessions } from '../../accounts/sessions.js'
import type { Users } from '../../accounts/users.js'
import type { OAuthServer } from '../../oauth/server.js'
import type { Brand } from '../../ui/brand.js'
import type { FaultList } from '../faults/fault-list.js'
import type { AskedCallback, Delivered, JsonCallback } from '../deliver.js'
import type { ServerConnection } from '../http/reply.js'
import type { Exchange } from '../http/route.js'
import type { Journal } from '../journal/journal.js'
import type { Limits } from '../limits.js'
import type { MockClock } from '../time/clock.js'
import type { Random } from '../time/random.js'

/**
 * One provider in one mock, for handlers, controls and pages. A snapshot serializes `state`. `OAuth` is `null` for a provider without
 * OAuth.
 */
export interface World<State = unknown, Policy = unknown, OAuth = OAuthServer | null> {
  readonly profile: Profile
  /** What each scope allows, by scope. */
  readonly scopeDescriptions: Readonly<Record<string, string>>
  /** The path before the provider's paths: empty, or `/t/<sandbox>`. */
  readonly prefix: string
  /** The path of the provider's console, with the prefix: `/<provider>/console`. */
  readonly consolePath: string
  /** The color and mark of the provider's pages. */
  readonly brand: Brand
  readonly state: State
  readonly policy: Policy
  readonly clock: MockClock
  /** The provider's own random numbers, so that calls to another provider do not change them. */
  readonly random: Random
  readonly users: Users
  readonly sessions: Sessions
  readonly oauth: OAuth
  readonly limits: Limits
  /** The credentials of the seed's client: `mock.credentials(…)`. */
  readonly credentials: Readonly<Record<string, string>>
  readonly journal: Journal
  readonly faults: FaultList
  readonly onExchange: ((exchange: Exchange) => void) | undefined
  /**
   * Sends one of the definition's callbacks to a URL, as a form over a real connection. Resolves after the first attempt with its result,
   * whether it succeeds or fails; with the reply if the callback's rules have `readReply`. Null if a fault drops or delays the callback.
   */
  sendCallback(name: string, url: string, form: Readonly<Record<string, string>>): Promise<Delivered | null>
  /** The same for a callback with a JSON body. */
  sendJsonCallback(name: string, url: string, callback: JsonCallback): Promise<Delivered | null>
  /** Sends a callback that the provider waits for: once, with a time limit of its own. A fault that drops it is a failed connection. */
  askCallback(name: string, url: string, callback: AskedCallback): Promise<Delivered>
  /**
   * Schedules one of the definition's timers. Returns a number for `clock.cancel`. `at` is epoch milliseconds. Does nothing in a world that
   * a reset or a restore has replaced.
   */
  schedule(at: number, timer: string, data: unknown): number
}

/** A world of any provider. */
// oxlint-disable-next-line typescript/no-explicit-any -- each definition has its own types of state and policy
export type AnyWorld = World<any, any>

/** The type of `c.env` in Hono's handlers. */
export interface Env<W extends AnyWorld = AnyWorld> {
  readonly Bindings: { readonly world: W; readonly connection?: ServerConnection | undefined }
}

/**
 * A value for each world that is not part of its state, such as open sockets. It is created on first use and dropped by a reset or a
 * restore.
 */
export function perWorld<W extends AnyWorld, T>(create: (world: W) => T): (world: W) => T {
  const made = new WeakMap<W, T>()
  return (world) => {
    let found = made.get(world)
    if (found === undefined) made.set(world, (found = create(world)))
    return found
  }
}
