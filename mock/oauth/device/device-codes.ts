import { ExpiringMap } from '../../core/state/expiring-map.js'
import type { Random } from '../../core/time/random.js'
import { OAuthError } from '../failure.js'

/** A device authorization (RFC 8628, section 3.2). Plain data. */
export interface DeviceCode {
  readonly value: string
  /** Consonants, so that it spells no word (RFC 8628, section 6.1). */
  readonly userCode: string
  readonly clientId: string
  readonly scopes: readonly string[]
  /** Epoch milliseconds. */
  readonly expiresAt: number
  /** Seconds between two polls. `slow_down` adds 5. */
  interval: number
  /** The last poll, in epoch milliseconds. */
  polledAt: number | null
  decision: { readonly allowed: true; readonly userId: string; readonly scopes: readonly string[] } | 'denied' | null
  used: boolean
}

export type DeviceCodeState = Map<string, DeviceCode>

/** Seconds. RFC 8628, section 3.2: the default of clients. */
const interval = 5
/** Seconds that a code lasts. */
const lifetime = 1800
/** Milliseconds that an ended code is remembered, so that a device learns that it has ended. */
const remembered = 86_400_000
const letters = 'BCDFGHJKLMNPQRSTVWXZ'

/** The device authorizations of a server. Deciding and consuming are synchronous, so that a check and its effect are atomic. */
export class DeviceCodes {
  readonly #codes: ExpiringMap<string, DeviceCode>
  readonly #random: Random

  constructor(state: DeviceCodeState, random: Random) {
    this.#codes = new ExpiringMap(state, ({ expiresAt }) => expiresAt + remembered)
    this.#random = random
  }

  issue(clientId: string, scopes: readonly string[], now: number): DeviceCode {
    const pick = () => Array.from({ length: 4 }, () => letters[this.#random.int(letters.length)]).join('')
    const code: DeviceCode = {
      value: this.#random.key(40),
      userCode: `${pick()}-${pick()}`,
      clientId,
      scopes,
      expiresAt: now + lifetime * 1000,
      interval,
      polledAt: null,
      decision: null,
      used: false,
    }
    this.#codes.add(code.value, code, now)
    return code
  }

  /** The live authorization with this user code, in any case and without its hyphen too. Undefined if it has ended or was decided. */
  find(userCode: string, now: number): DeviceCode | undefined {
    const typed = plain(userCode)
    return this.undecided(now).find((code) => plain(code.userCode) === typed)
  }

  /** The live authorizations that no user has decided. */
  undecided(now: number): DeviceCode[] {
    return [...this.#codes.values()].filter(({ decision, expiresAt }) => decision === null && expiresAt > now)
  }

  /** Uses up an approved code and returns it with its user. Throws an `OAuthError` (RFC 8628, section 3.5). */
  poll(value: string, clientId: string, now: number): { readonly userId: string; readonly scopes: readonly string[] } {
    const refuse = (problem: DeviceCodeProblem) => new OAuthError({ kind: 'device_code', problem })
    const code = this.#codes.get(value, now)
    if (!code) throw refuse('unknown')
    if (code.clientId !== clientId) throw refuse('foreign')
    if (code.used) throw refuse('used')
    if (code.expiresAt <= now) throw refuse('expired')
    if (code.decision === 'denied') throw refuse('denied')
    const { polledAt } = code
    code.polledAt = now
    if (code.decision) {
      code.used = true
      return code.decision
    }
    if (polledAt === null || now >= polledAt + code.interval * 1000) throw refuse('pending')
    code.interval += 5
    throw refuse('slow_down')
  }
}

/** Why a device code gives no tokens. */
export type DeviceCodeProblem = 'unknown' | 'foreign' | 'used' | 'expired' | 'denied' | 'pending' | 'slow_down'

const plain = (userCode: string): string => userCode.toUpperCase().replace(/[^A-Z]/g, '')
