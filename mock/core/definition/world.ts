import type { Profile } from '../../../specs/profile.js'
import type { Sessions } from '../../accounts/sessions.js'
import type { Users } from '../../accounts/users.js'
import type { OAuthServer } from '../../oauth/server.js'
import type { Brand } from '../../ui/brand.js'
import type { FaultList } from '../faults/fault-list.js'
import type { ServerConnection } from '../http/reply.js'
import type { Exchange } from '../http/route.js'
import type { Journal } from '../journal/journal.js'
import type { Limits } from '../limits.js'
import type { MockClock } from '../time/clock.js'
import type { Random } from '../time/random.js'

/**
 * One provider in one mock: what handlers, controls and pages work with. `state` is all that a snapshot keeps of the provider's own;
 * `OAuth` is `null` for a provider without OAuth.
 */
export interface World<State = unknown, Policy = unknown, OAuth = OAuthServer | null> {
  readonly profile: Profile
  /** Scope → what it allows. */
  readonly scopeDescriptions: Readonly<Record<string, string>>
  /** What stands before the provider's paths: empty, or `/t/<sandbox>`. */
  readonly prefix: string
  /** Where its console is, with the prefix: `/livepush/console`. */
  readonly consolePath: string
  /** What its pages are told by. */
  readonly brand: Brand
  readonly state: State
  readonly policy: Policy
  readonly clock: MockClock
  /** The provider's own stream of chance, so that one provider's calls do not shift another's. */
  readonly random: Random
  readonly users: Users
  readonly sessions: Sessions
  readonly oauth: OAuth
  readonly limits: Limits
  /** What the seed gives an application: `mock.credentials(…)`. */
  readonly credentials: Readonly<Record<string, string>>
  readonly journal: Journal
  readonly faults: FaultList
  readonly onExchange: ((exchange: Exchange) => void) | undefined
  /**
   * Sends one of the definition's callbacks to an address, over a real connection, as a form. Resolves when the first attempt is over,
   * however it went.
   */
  sendCallback(name: string, url: string, form: Readonly<Record<string, string>>): Promise<void>
  /**
   * Puts one of the definition's timers in the clock's queue. Gives a number for `clock.cancel`. `at` is epoch milliseconds. Does
   * nothing in a world that a reset or a restore has replaced.
   */
  schedule(at: number, timer: string, data: unknown): number
}

/** A world of a provider that is not known here. */
// oxlint-disable-next-line typescript/no-explicit-any -- what its state and policy are is the definition's to say
export type AnyWorld = World<any, any>

/** What Hono's handlers are given: `c.env`. */
export interface Env<W extends AnyWorld = AnyWorld> {
  readonly Bindings: { readonly world: W; readonly connection?: ServerConnection | undefined }
}

/**
 * Something that lives as long as a world and is no part of its state: open sockets, requests that wait. It is made when first asked for,
 * and is gone after a reset or a restore.
 */
export function perWorld<W extends AnyWorld, T>(create: (world: W) => T): (world: W) => T {
  const made = new WeakMap<W, T>()
  return (world) => {
    let found = made.get(world)
    if (found === undefined) made.set(world, (found = create(world)))
    return found
  }
}
