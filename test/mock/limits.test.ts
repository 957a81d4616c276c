import { describe, expect, test } from 'vitest'
import type { MockOptions } from '../../mock/index.js'
import { Limits, type RateWindows } from '../../mock/core/limits.js'
import type { RateLimit } from '../../specs/profile.js'
import { testMock } from '../support/mock.js'
import { type Answer, as, bearer, type Call, kollusLiveMock } from './caller.js'
import { askToken } from './sign-in.js'

const start = Date.UTC(2026, 0, 15)

async function signedIn(options: MockOptions = {}) {
  const mock = await kollusLiveMock(options)
  return { mock, call: await as(mock) }
}

async function times(count: number, call: Call): Promise<Answer[]> {
  const answers: Answer[] = []
  for (let n = 0; n < count; n++) answers.push(await call('GET', '/profile-groups'))
  return answers
}

const shown = ({ status, headers }: Answer) => [
  status,
  ...['x-ratelimit-limit', 'x-ratelimit-remaining', 'retry-after', 'x-ratelimit-reset'].map((name) =>
    headers.get(name),
  ),
]

describe('sixty calls a minute', () => {
  test('are counted down in each reply, and the 61st is refused in the exact words', async () => {
    const { call } = await signedIn()
    const answers = await times(61, call)
    expect(shown(answers[0]!)).toEqual([200, '60', '59', null, null])
    expect(shown(answers[59]!)).toEqual([200, '60', '0', null, null])
    expect(shown(answers[60]!)).toEqual([429, '60', '0', '60', String(start / 1000 + 60)])
    expect(answers[60]!.body).toEqual({ message: 'Too Many Attempts.' })
  })

  test('start with the first call, not with the clock’s minute, and all return at once', async () => {
    const { mock, call } = await signedIn()
    await mock.clock.advance('59s')
    await times(1, call)
    await mock.clock.advance('30s')
    await times(59, call)
    expect(shown((await times(1, call))[0]!)).toEqual([429, '60', '0', '30', String(start / 1000 + 119)])
    await mock.clock.advance(29_999)
    expect(shown((await times(1, call))[0]!).slice(0, 4)).toEqual([429, '60', '0', '1'])
    await mock.clock.advance(1)
    expect(shown((await times(1, call))[0]!)).toEqual([200, '60', '59', null, null])
  })

  test('state the whole seconds to wait, never too few', async () => {
    const { mock, call } = await signedIn()
    await times(60, call)
    await mock.clock.advance(500)
    const [refused] = await times(1, call)
    expect(refused!.headers.get('retry-after')).toBe('60')
    await mock.clock.advance(60_000 - 500)
    expect((await times(1, call))[0]!.status).toBe(200)
  })

  test('are not used up by refused calls', async () => {
    const { mock, call } = await signedIn()
    await times(200, call)
    await mock.clock.advance('1m')
    expect((await times(1, call))[0]!.headers.get('x-ratelimit-remaining')).toBe('59')
  })

  test('are used up by calls that fail otherwise', async () => {
    const { call } = await signedIn()
    await call('GET', '/channels/nope')
    await call('POST', '/channels', {})
    expect((await times(1, call))[0]!.headers.get('x-ratelimit-remaining')).toBe('57')
  })

  test('belong to the user, for any token', async () => {
    const { mock, call } = await signedIn()
    await mock.kollusLive.addAccount({ account: 'bob' })
    await times(60, call)
    expect((await times(1, await as(mock)))[0]!.status).toBe(429)
    expect((await times(1, await as(mock, 'bob')))[0]!.status).toBe(200)
  })

  test('belong to the address if there is no user', async () => {
    const { mock, call } = await signedIn()
    const own = async () =>
      bearer(
        mock,
        (await askToken(mock, { grant_type: 'client_credentials', scope: 'live:control' })).body.access_token,
      )
    await times(60, await own())
    expect((await times(1, await own()))[0]!.status).toBe(429)
    expect((await times(1, call))[0]!.status).toBe(200)
  })
})

describe('the token endpoint', () => {
  test('has sixty calls a minute of its own, refused ones included, separate from the API’s', async () => {
    const { mock, call } = await signedIn()
    for (let n = 0; n < 60; n++) expect((await askToken(mock, { grant_type: 'nonsense' })).status).toBe(400)
    const refused = await askToken(mock, { grant_type: 'client_credentials' })
    expect(shown(refused)).toEqual([429, '60', '0', '60', String(start / 1000 + 60)])
    expect((await times(1, call))[0]!.headers.get('x-ratelimit-remaining')).toBe('59')
    await mock.clock.advance('1m')
    expect((await askToken(mock, { grant_type: 'client_credentials' })).status).toBe(200)
  })
})

describe('one call a second', () => {
  const perSecond = { 'kollus-live': { perSecond: true } } as const

  test('is only a request, unless the option enforces it', async () => {
    const { call } = await signedIn()
    expect((await times(2, call)).map(({ status }) => status)).toEqual([200, 200])
  })

  test('is enforced if the option says so, besides the sixty a minute', async () => {
    const { mock, call } = await signedIn({ limits: perSecond })
    expect((await times(1, call))[0]!.status).toBe(200)
    await mock.clock.advance(999)
    expect(shown((await times(1, call))[0]!)).toEqual([429, '1', '0', '1', String(start / 1000 + 1)])
    await mock.clock.advance(1)
    expect((await times(1, call))[0]!.status).toBe(200)
  })

  test('does not count refused calls towards the minute', async () => {
    const { mock, call } = await signedIn({ limits: perSecond })
    await times(50, call)
    await mock.clock.advance('1s')
    expect((await times(1, call))[0]!.headers.get('x-ratelimit-remaining')).toBe('58')
  })
})

describe('limits', () => {
  test('are all off with false, without their headers', async () => {
    const { mock, call } = await signedIn({ limits: false })
    const answers = await times(100, call)
    expect(shown(answers[99]!)).toEqual([200, null, null, null, null])
    for (let n = 0; n < 70; n++) expect((await askToken(mock, { grant_type: 'client_credentials' })).status).toBe(200)
  })

  test('can be switched off one by one', async () => {
    const { mock, call } = await signedIn({ limits: { 'kollus-live': { perMinute: false } } })
    expect((await times(61, call))[60]!.status).toBe(200)
    for (let n = 0; n < 60; n++) await askToken(mock, { grant_type: 'client_credentials' })
    expect((await askToken(mock, { grant_type: 'client_credentials' })).status).toBe(429)
  })

  test('of an unknown name are refused with the known ones', async () => {
    for (const name of ['perHour', 'toString'])
      await expect(kollusLiveMock({ limits: { 'kollus-live': { [name]: true } } })).rejects.toThrow(
        `There is no limit '${name}'; there are perMinute, perSecond, tokenPerMinute.`,
      )
    const none = testMock({ providers: ['livepush'], limits: { livepush: { perMinute: true } } })
    await expect(none).rejects.toThrow('there are none.')
  })

  test('drop expired windows, so that many callers do not fill the memory', () => {
    const limit: RateLimit = {
      name: 'x',
      bucket: 'api',
      requests: 1,
      window: 1,
      per: 'user',
      enforced: true,
      evidence: 'inferred',
    }
    const windows: RateWindows = new Map()
    let now = 0
    const limits = new Limits([limit], windows, () => now)
    for (; now < 30_000; now++) limits.hit('api', `user ${now}`)
    expect(windows.size).toBeLessThan(12_000)
    expect(limits.hit('api', 'user 29999')!.allowed).toBe(false)
  })
})
