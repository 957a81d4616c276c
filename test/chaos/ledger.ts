import type { Mock } from '../../mock/index.js'
import type { RateLimit } from '../../specs/profile.js'
import { machineTime, sentHeader } from './messages.js'

/** A request for new tokens that reached the provider. */
export interface Refresh {
  readonly account: string
  readonly spent: string
  /** Time of the machine. */
  readonly sentAt: number
  /** The new refresh token. Undefined if the provider refused or failed. */
  readonly successor: string | undefined
}

/** The refreshes since a sign-in, in the provider's order. */
interface Session {
  readonly account: string
  readonly refreshes: Refresh[]
}

/** The fields of a HAR request that are used here. */
interface HarEntry {
  readonly startedDateTime: string
  readonly request: { readonly queryString: readonly Pair[]; readonly headers: readonly Pair[] }
  readonly response: { readonly status: number; readonly content: { readonly text: string } }
}

interface Pair {
  readonly name: string
  readonly value: string
}

const valueOf = (pairs: readonly Pair[], wanted: string) => pairs.find(({ name }) => name === wanted)?.value ?? ''

/** What the mock's journal says about refresh tokens, compared with what the processes report as stored. */
export class Ledger {
  readonly #mock: Mock
  /** By refresh token, and by account. */
  readonly #sessions = new Map<string, Session>()
  readonly #newest = new Map<string, Session>()
  /** Refresh token → when it was stored, machine time. */
  readonly #stored = new Map<string, number>()
  readonly #limits: readonly RateLimit[]
  /** The request times of each bucket since the last check, by the mock's clock. */
  #arrivals: Record<RateLimit['bucket'], readonly number[]> = { api: [], token: [] }
  #read = 0

  constructor(mock: Mock, limits: readonly RateLimit[]) {
    this.#mock = mock
    this.#limits = limits
  }

  /** A sign-in returned this token, and it is stored. */
  signedIn(account: string, refreshToken: string): void {
    const session = { account, refreshes: [] }
    this.#newest.set(account, session)
    this.#sessions.set(refreshToken, session)
    this.stored(refreshToken)
  }

  /** The token was in the store at this time of the machine, or earlier. */
  stored(refreshToken: string, at = machineTime()): void {
    this.#stored.set(refreshToken, Math.min(at, this.#storedAt(refreshToken)))
  }

  #storedAt(refreshToken: string): number {
    return this.#stored.get(refreshToken) ?? Infinity
  }

  isStored(refreshToken: string): boolean {
    return this.#stored.has(refreshToken)
  }

  /** The store has lost data: earlier records may be missing now. */
  forget(): void {
    this.#sessions.clear()
    this.#stored.clear()
  }

  /** The refreshes since the last check, in the provider's order. */
  async look(): Promise<readonly Refresh[]> {
    const after = this.#read
    this.#read = this.#mock.journal.requests({ limit: 1 })[0]?.id ?? after
    const { log } = await this.#mock.journal.har({ operation: 'livepush.exchangeToken', after })
    const calls = this.#mock.journal.requests({ operation: 'livepush.listStreams', after, limit: 10_000 })
    const [api, token] = [calls.map(({ at }) => at), [] as number[]]
    this.#arrivals = { api, token }
    const seen: Refresh[] = []
    for (const { request, response, startedDateTime } of log.entries as readonly HarEntry[]) {
      const spent = valueOf(request.queryString, 'refresh_token')
      const session = this.#sessions.get(spent)
      if (!session) continue
      token.push(Date.parse(startedDateTime))
      const sentAt = Number(valueOf(request.headers, sentHeader))
      const { refresh_token: successor } =
        response.status === 200 ? (JSON.parse(response.content.text) as { refresh_token?: string }) : {}
      if (successor !== undefined) this.#sessions.set(successor, session)
      const refresh = { account: session.account, spent, sentAt, successor }
      // The sent token had been read from the store.
      this.stored(spent, sentAt)
      session.refreshes.push(refresh)
      seen.push(refresh)
    }
    return seen
  }

  /**
   * Whether the provider replaced a refresh token since the last sign-in and the new one is not in the store, or was not when the old one
   * was sent again.
   */
  hasLostAnswer(account: string): boolean {
    const { refreshes } = this.#newest.get(account)!
    return refreshes.some(({ spent, successor }, index) => {
      if (successor === undefined) return false
      const storedAt = this.#storedAt(successor)
      return (
        storedAt === Infinity || refreshes.slice(index + 1).some((one) => one.spent === spent && one.sentAt < storedAt)
      )
    })
  }

  /** Times since the previous check in which more requests came than a limit allows. It must be empty. */
  crowded(): readonly object[] {
    return this.#limits.flatMap((limit) => {
      if ('capacity' in limit) return []
      const { bucket, requests, window } = limit
      const times = [...this.#arrivals[bucket]].sort((a, b) => a - b)
      return times.slice(requests).flatMap((at, first) => {
        const took = at - times[first]!
        // Both times are whole milliseconds.
        return took < window * 1000 - 1 ? [{ bucket, requests: requests + 1, took }] : []
      })
    })
  }

  /** Refreshes by a token whose successor was already in the store. It must be empty. */
  resent(): readonly Refresh[] {
    return [...new Set(this.#sessions.values())].flatMap(({ refreshes }) =>
      refreshes.filter(({ spent, sentAt }) =>
        refreshes.some(
          (one) => one.spent === spent && one.successor !== undefined && this.#storedAt(one.successor) < sentAt,
        ),
      ),
    )
  }
}
