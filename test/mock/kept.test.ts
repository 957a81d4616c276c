import { describe, expect, test } from 'vitest'
import { ExpiringMap } from '../../mock/core/state/expiring-map.js'
import { Random, seedRandom } from '../../mock/core/time/random.js'
import { Families, noTokens } from '../../mock/oauth/families.js'
import { oauthPolicy, type OAuthPolicy } from '../../mock/oauth/policy.js'

const day = 86_400_000
const lifetimes = { authorizationCode: 60, accessToken: 3600, refreshToken: 30 * 86_400 }

/** The tokens of an invented server. Every map that holds them is counted. */
function tokens(over: Partial<OAuthPolicy> = {}) {
  const random = new Random(seedRandom('kept'))
  const policy = oauthPolicy(
    {
      authorize: 'authorize',
      token: 'exchangeToken',
      grants: ['authorization_code', 'refresh_token'],
      clientAuthentication: 'client_secret_post',
      scopeSeparator: ' ',
      pkce: null,
      rejectedGrants: [],
      lifetimes,
      refresh: 'rotate',
    },
    over,
  )
  const made = { refreshToken: () => random.hex(20), code: () => random.hex(20), accessLifetime: () => undefined }
  const families = new Families(noTokens(), random, policy, made)
  const sign = (now: number) => families.issue(families.family('client', 'user', []), [], now)
  const problem = (value: string, now: number): string => {
    try {
      return families.exchangeable(value, 'client', now) && 'none'
    } catch (error) {
      return (error as Error).message
    }
  }
  return { families, sign, problem }
}

describe('a map of entries that expire', () => {
  test('drops expired entries, keeps the rest, and never reads a clock of its own', () => {
    const map = new ExpiringMap<number, number>(new Map(), (end) => end)
    for (let n = 0; n < 100_000; n++) map.add(n, n + 50, n)
    expect(map.size).toBeLessThan(2000)
    for (let n = 99_960; n < 100_000; n++) expect(map.get(n, 99_999)).toBe(n + 50)
  })

  test('never finds an expired entry, also before its next cleanup', () => {
    const map = new ExpiringMap<string, number>(new Map(), (end) => end)
    map.add('a', 10, 0)
    expect([map.get('a', 9), map.get('a', 10), map.size]).toEqual([10, undefined, 1])
  })

  test('keeps all valid entries, and adding stays cheap', () => {
    const map = new ExpiringMap<number, number>(new Map(), () => {
      looks++
      return Infinity
    })
    let looks = 0
    for (let n = 0; n < 100_000; n++) map.add(n, n, 0)
    expect(map.size).toBe(100_000)
    expect(looks).toBeLessThan(300_000)
  })
})

describe('the tokens that a server keeps', () => {
  test('are bounded by the valid ones: expired tokens are dropped in time', () => {
    const { families, sign } = tokens()
    const kept = () => families.size
    for (let n = 0; n < 20_000; n++) {
      const { access } = sign(n * day)
      families.bind(access.id, access)
      families.issueCode(
        { clientId: 'client', userId: 'user', scopes: [], redirectUri: 'x:', challenge: null },
        n * day,
      )
    }
    expect(kept()).toBeLessThan(10_000)
    expect(families.find(() => true, 19_999 * day)).toHaveLength(1)
  })

  test('distinguish an expired refresh token from an unknown one for thirty days', () => {
    const { families, sign, problem } = tokens()
    const { refresh } = sign(0)
    families.exchange(refresh!, [], 0)
    const fill = (now: number) => {
      for (let n = 0; n < 3000; n++) sign(now)
    }
    fill(29 * day)
    expect(problem(refresh!.value, 29 * day)).toBe('refresh_token: revoked')
    fill(31 * day)
    expect(problem(refresh!.value, 31 * day)).toBe('refresh_token: unknown')
  })

  test('include used refresh tokens until their expiry, if their reuse ends the family', () => {
    const year = { ...lifetimes, refreshToken: 366 * 86_400 }
    const { families, sign, problem } = tokens({ refresh: 'rotate-and-revoke-family', lifetimes: year })
    const { refresh } = sign(0)
    const next = families.exchange(refresh!, [], 0)
    for (let n = 0; n < 3000; n++) sign(300 * day)
    expect(problem(refresh!.value, 300 * day)).toBe('refresh_token: revoked')
    expect(problem(next.refresh!.value, 300 * day)).toBe('refresh_token: revoked')
  })
})
