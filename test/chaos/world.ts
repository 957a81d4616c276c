import { setTimeout as wait } from 'node:timers/promises'
import type { Mock } from '../../mock/index.js'
import type { OAuthPolicy } from '../../mock/oauth/policy.js'
import type { RateLimit } from '../../specs/profile.js'
import { systemClock } from '../../src/clock.js'
import { livepushAuth } from '../../src/livepush/index.js'
import type { TokenStore } from '../../src/store/store.js'
import { testMock } from '../support/mock.js'
import { inTime, Member } from './crew.js'
import { Ledger } from './ledger.js'
import type { Order, Outcome } from './messages.js'
import { LIMITS, openStore, type RedisLibrary, type StoreName } from './open-store.js'
import { openPlace, type Place } from './place.js'

/** A little more than the life of an access token, in milliseconds. */
const LIFE = 3_601_000

const baseKey = 'livepush/accounts/'

/**
 * A provider on loopback, a store, and processes that share it. The provider's clock is ahead of the machine's by all the time that
 * `expire` has skipped. The processes' clocks follow it.
 */
export class World {
  readonly mock: Mock
  readonly place: Place
  readonly ledger: Ledger
  readonly accounts: readonly string[]
  readonly members: Member[] = []
  readonly #args: readonly string[]
  readonly #store: TokenStore
  readonly #auth: ReturnType<typeof livepushAuth>
  readonly #end: () => Promise<void>
  #wall = 0
  #passed = 0
  #started = 0

  private constructor(parts: {
    readonly mock: Mock
    readonly place: Place
    readonly accounts: readonly string[]
    readonly args: readonly string[]
    readonly limits: readonly RateLimit[]
    readonly store: TokenStore
    readonly end: () => Promise<void>
  }) {
    const { mock, args, store } = parts
    this.mock = mock
    this.place = parts.place
    this.accounts = parts.accounts
    this.ledger = new Ledger(mock, parts.limits)
    this.#args = args
    this.#store = store
    this.#end = parts.end
    const [, , baseUrl] = args as [string, string, string]
    const clock = {
      ...systemClock,
      now: () => Date.now() + this.#wall,
      monotonic: () => performance.now() + this.#passed,
    }
    this.#auth = livepushAuth({ ...mock.credentials('livepush'), baseUrl, store, clock })
  }

  /** Signs in all accounts. */
  static async open(
    name: StoreName,
    refresh: OAuthPolicy['refresh'],
    { processes = 4, accounts = ['alice', 'bob'] } = {},
  ): Promise<World> {
    const policy = { livepush: { oauth: { refresh } } }
    const mock = await testMock({ providers: ['livepush'], clock: 'system', showSecrets: true, policy })
    const { url } = await mock.listen()
    const { clientId, clientSecret } = mock.credentials('livepush')
    const place = await openPlace(name)
    const { store, limiter, close } = await openStore(name, place.address, 'node-redis')
    const end = async () => {
      await mock.close()
      close()
      await place.end()
    }
    const world = new World({
      mock,
      place,
      accounts,
      store,
      end,
      limits: limiter ? LIMITS : [],
      args: [name, place.address, url, clientId, clientSecret],
    })
    try {
      for (const account of accounts) await world.signIn(account)
      world.members.push(...(await Promise.all(Array.from({ length: processes }, () => world.start()))))
      return world
    } catch (error) {
      await world.end()
      throw error
    }
  }

  /** Starts another process, which knows only the store. */
  async start(): Promise<Member> {
    const [store, address, ...provider] = this.#args as [string, string, ...string[]]
    const library: RedisLibrary = this.#started++ % 2 === 0 ? 'node-redis' : 'ioredis'
    const member = await Member.start([store, address, library, ...provider], (token, at) =>
      this.ledger.stored(token, at),
    )
    member.order({ do: 'clock', wall: this.#wall, passed: this.#passed })
    return member
  }

  tell(order: Order): void {
    for (const member of this.members) member.order(order)
  }

  /** Sets one process's clock forward or back, by milliseconds. */
  skew(member: Member, by: number): void {
    member.order({ do: 'clock', wall: this.#wall + by, passed: this.#passed })
  }

  /** Expires all access tokens. The processes learn of it by their clocks, or only by the provider's refusal. */
  async expire(how: 'known' | 'refused'): Promise<void> {
    await this.mock.clock.advance(LIFE)
    this.#passed += LIFE
    if (how === 'known') this.#wall += LIFE
    this.setClocks()
  }

  /** Synchronizes the processes' clocks again. */
  setClocks(): void {
    this.tell({ do: 'clock', wall: this.#wall, passed: this.#passed })
  }

  /** Revokes the consents of all users. */
  revokeAll(): void {
    for (const { id } of this.mock.grants('livepush')) this.mock.revoke('livepush', id)
  }

  async signIn(account: string): Promise<void> {
    await inTime('A sign-in', this.#signIn(account))
  }

  async #signIn(account: string): Promise<void> {
    const { url } = await this.#auth.begin({ account, scopes: ['streams.read'] })
    await this.#auth.complete(await this.mock.approve(url))
    this.ledger.signedIn(account, (await this.#refreshToken(account))!)
  }

  async #refreshToken(account: string): Promise<string | undefined> {
    const stored = await this.#store.get(baseKey + encodeURIComponent(account))
    return stored?.record['refreshToken'] as string | undefined
  }

  /** Every process makes so many calls at once for each account. */
  async callAll(times: number): Promise<readonly Outcome[]> {
    return (await Promise.all(this.members.map((member) => member.call(this.accounts, times)))).flat()
  }

  /** Records what the store has now, and returns the refreshes that the provider saw since the last check. */
  async look() {
    for (const account of this.accounts) {
      const token = await this.#refreshToken(account)
      if (token !== undefined) this.ledger.stored(token)
    }
    return this.ledger.look()
  }

  /** Starts a new process for each that died. */
  async restart(): Promise<void> {
    for (const [index, member] of this.members.entries()) {
      if (!member.isAlive) this.members[index] = await this.start()
    }
  }

  /** Every process calls until no call fails. After a restart of Redis, clients need a moment to connect again. */
  async recover(): Promise<void> {
    await inTime('The recovery', this.#recover())
  }

  async #recover(): Promise<void> {
    while ((await this.callAll(1)).some(({ ok }) => !ok)) await wait(50)
  }

  async end(): Promise<void> {
    await Promise.all(this.members.map((member) => member.kill()))
    await this.#end()
  }
}
