import { describe, expect, test } from 'vitest'
import type { Mock, TypesOf } from '../../../mock/index.js'
import { Contract } from '../../support/contract.js'
import { testMock } from '../../support/mock.js'
import { anHour, bearer, sign, signedUrl } from './caller.js'

const mockOf = (policy: Partial<TypesOf<'ovenstudio'>['policy']> = {}) =>
  testMock({ providers: ['ovenstudio'], policy: { ovenstudio: policy } })

const asking = (stream_name: unknown, policy: object = anHour.policy) => ({ stream: { stream_name }, policy })

/** Status and message of an answer. */
async function said(answer: Promise<Response>): Promise<[number, unknown]> {
  const response = await answer
  return [response.status, ((await response.json()) as { message?: unknown }).message]
}

const invalid = (field: string) => [400, `Invalid value: ${field}`]
const disabled = [
  400,
  'AWS Signed URL is not enabled. Please enable it in OvenStudio Console > Settings > AWS CloudFront',
]
const unauthorized = [401, 'Unauthorized']

describe('a valid request', () => {
  test('returns a URL that the edge serves until its end, exclusive', async () => {
    const mock = await mockOf()
    await mock.ovenstudio.publish({ name: 'OvenStudio' })
    await mock.clock.advance('10s')
    const url = await signedUrl(mock)
    expect(url).toMatch(/^http:\/\/onair\.localhost\/ovenstudio\/edge\/app\/OvenStudio\/playlist\.m3u8\?Policy=/)
    const status = async () => (await mock.fetch(url)).status
    expect(await status()).toBe(200)
    await mock.clock.advance(3_589_999)
    expect(await status()).toBe(200)
    await mock.clock.advance(1)
    expect(await status()).toBe(403)
  })

  test('with a start returns a URL that is refused until then', async () => {
    const mock = await mockOf()
    await mock.ovenstudio.publish({ name: 'OvenStudio' })
    const window = { date_greater_than: '2026-01-15T00:30:00Z', date_less_than: '2026-01-15T01:00:00Z' }
    const url = await signedUrl(mock, asking('OvenStudio', window))
    expect((await mock.fetch(url)).status).toBe(403)
    await mock.clock.advance('31m')
    expect((await mock.fetch(url)).status).toBe(200)
  })

  test('can end as late as 2038-01-19T03:14:07Z, and no second later', async () => {
    const mock = await mockOf()
    const until = (date_less_than: string) => sign(mock, asking('OvenStudio', { date_less_than }))
    expect((await until('2038-01-19T03:14:07Z')).status).toBe(200)
    expect(await said(until('2038-01-19T03:14:08Z'))).toEqual(invalid('date_less_than'))
  })

  test('over a socket returns a URL of that socket', async () => {
    const mock = await mockOf()
    const { url } = await mock.listen()
    await mock.ovenstudio.publish({ name: 'OvenStudio' })
    const answer = await fetch(`${url}/ovenstudio/api/v1/apis/aws/cf/signedUrl`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...bearer(mock) },
      body: JSON.stringify(anHour),
    })
    const { signed_url } = (await answer.json()) as { signed_url: string }
    expect(signed_url.startsWith(`${url}/ovenstudio/edge/`)).toBe(true)
    expect((await fetch(signed_url)).status).toBe(200)
    expect((await mock.fetch(signed_url.replace(new URL(url).host, 'onair.localhost'))).status).toBe(403)
  })

  test('is answered in another form if the policy says so', async () => {
    const text = await sign(await mockOf({ responseShape: 'text' }), anHour)
    expect(text.headers.get('content-type')).toBe('text/plain')
    expect(await text.text()).toMatch(/^http:\/\/onair/)
    const json = await sign(await mockOf({ responseShape: 'json-string' }), anHour)
    expect(await json.json()).toMatch(/^http:\/\/onair/)
  })

  test('is signed as the AWS command line does if the policy says so: canned without a start, and for the playlist only', async () => {
    const mock = await mockOf({ signing: 'cli', hash: 'SHA-256' })
    await mock.ovenstudio.publish({ name: 'OvenStudio' })
    const url = await signedUrl(mock)
    expect(url).toMatch(/\?Expires=1768438800&.*&Hash-Algorithm=SHA256$/)
    expect((await mock.fetch(url)).status).toBe(200)
    expect((await mock.fetch(url.replace('playlist', 'master'))).status).toBe(403)
    const window = { ...anHour.policy, date_greater_than: '2026-01-14T00:00:00Z' }
    const custom = await signedUrl(mock, asking('OvenStudio', window))
    expect(custom).toContain('?Policy=')
    expect((await mock.fetch(custom)).status).toBe(200)
    expect((await mock.fetch(custom.replace('playlist', 'master'))).status).toBe(403)
  })
})

describe('the stream', () => {
  test.each([[undefined], [null], [''], [' '], [7], ['Oven\nStudio'], ['\u0000'], ['..'], ['a/b'], ['\ud800']])(
    'is refused by its name: %j',
    async (name) => {
      const mock = await mockOf({ unknownStream: 'sign' })
      expect(await said(sign(mock, asking(name)))).toEqual(invalid('stream_name'))
    },
  )

  test('that does not exist is not found, or is signed if the policy says so', async () => {
    expect(await said(sign(await mockOf(), asking('Unknown')))).toEqual([404, 'Not found'])
    const lax = await mockOf({ unknownStream: 'sign' })
    expect((await lax.fetch(await signedUrl(lax, asking('Unknown')))).status).toBe(404)
  })

  test('that is an instant one is signed once it is managed', async () => {
    const mock = await mockOf()
    await mock.ovenstudio.publish({ name: 'Pop-up' })
    expect((await sign(mock, asking('Pop-up'))).status).toBe(404)
    await mock.ovenstudio.addStream({ name: 'Pop-up' })
    expect((await mock.fetch(await signedUrl(mock, asking('Pop-up')))).status).toBe(200)
  })

  test.each(['방송', 'Größe 50%', 'a?b#c', '*', "it's"])(
    'can be named %j, and its URL is for it only',
    async (name) => {
      const mock = await mockOf()
      await mock.ovenstudio.addStream({ name })
      for (const live of [name, 'OvenStudio']) await mock.ovenstudio.publish({ name: live })
      const url = await signedUrl(mock, asking(name))
      expect((await mock.fetch(url)).status).toBe(200)
      const other = new URL(url)
      other.pathname = '/ovenstudio/edge/app/OvenStudio/playlist.m3u8'
      expect((await mock.fetch(other)).status).toBe(403)
    },
  )
})

describe('the dates', () => {
  const forms = [
    '2026-01-15T01:00:00+00:00',
    '2026-01-15T01:00:00.000Z',
    '2026-01-15t01:00:00z',
    '2026-01-15T01:00:00z',
    '2026-01-15 01:00:00Z',
    '2026-01-15T01:00Z',
    '2026-01-15T01:00:00Z\n',
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-15T24:00:00Z',
    '2026-01-15T23:59:60Z',
    '',
    null,
    1_768_438_800,
  ]

  test.each(forms)('are refused in another format: %j', async (date) => {
    const mock = await mockOf()
    expect(await said(sign(mock, asking('OvenStudio', { date_less_than: date })))).toEqual(invalid('date_less_than'))
    const window = { ...anHour.policy, date_greater_than: date }
    expect(await said(sign(mock, asking('OvenStudio', window)))).toEqual(invalid('date_greater_than'))
  })

  const reversed = { date_less_than: '2026-01-15T01:00:00Z', date_greater_than: '2026-01-15T02:00:00Z' }
  const past = { date_less_than: '2026-01-14T00:00:00Z' }

  test.each([
    [reversed, 'date_greater_than'],
    [{ ...reversed, date_greater_than: reversed.date_less_than }, 'date_greater_than'],
    [past, 'date_less_than'],
    [{ date_less_than: '2026-01-15T00:00:00Z' }, 'date_less_than'],
  ])('that leave no time are signed without effect, or refused if the policy says so: %j', async (window, field) => {
    const lax = await mockOf()
    await lax.ovenstudio.publish({ name: 'OvenStudio' })
    expect((await lax.fetch(await signedUrl(lax, asking('OvenStudio', window)))).status).toBe(403)
    const strict = await mockOf({ strictWindow: true })
    expect(await said(sign(strict, asking('OvenStudio', window)))).toEqual(invalid(field))
  })
})

describe('the body', () => {
  test.each(['', '{', 'stream_name=OvenStudio', '{"stream":'])('is refused if it is not JSON: %j', async (body) => {
    expect(await said(sign(await mockOf(), body))).toEqual([400, 'Invalid JSON'])
  })

  test.each([
    [{ stream_name: 'OvenStudio', ...anHour.policy }],
    [{ policy: anHour.policy }],
    [{ ...anHour, stream: 'OvenStudio' }],
    [{ ...anHour, stream: ['OvenStudio'] }],
    [[]],
    ['null'],
    ['"text"'],
  ])('that is flat or has another form lacks the name: %j', async (body) => {
    expect(await said(sign(await mockOf(), body))).toEqual(invalid('stream_name'))
  })

  test('without a policy lacks the end', async () => {
    expect(await said(sign(await mockOf(), { stream: anHour.stream }))).toEqual(invalid('date_less_than'))
  })

  test('can have a misspelled key, which is ignored, or refused if the policy says so', async () => {
    const misspelled = asking('OvenStudio', { ...anHour.policy, date_grater_than: '2026-01-15T00:30:00Z' })
    const mock = await mockOf()
    await mock.ovenstudio.publish({ name: 'OvenStudio' })
    await mock.clock.advance(1)
    // If it were read as the start, it would be too early.
    expect((await mock.fetch(await signedUrl(mock, misspelled))).status).toBe(200)
    const strict = await mockOf({ strictKeys: true })
    expect(await said(sign(strict, misspelled))).toEqual(invalid('date_grater_than'))
    expect(await said(sign(strict, { ...anHour, more: 1 }))).toEqual(invalid('more'))
    expect((await sign(strict, anHour)).status).toBe(200)
  })
})

describe('the token', () => {
  const refused = async (mock: Mock, authorization: string) => said(sign(mock, anHour, { authorization }))

  test('is required and validated', async () => {
    const mock = await mockOf()
    const { accessToken } = mock.credentials('ovenstudio')
    expect(await said(sign(mock, anHour, {}))).toEqual(unauthorized)
    const wrong = [
      `Bearer ${accessToken.slice(1)}`,
      `Bearer Bearer ${accessToken}`,
      accessToken,
      `Basic ${accessToken}`,
    ]
    for (const authorization of [...wrong, 'Bearer', 'Bearer undefined']) {
      expect(await refused(mock, authorization)).toEqual(unauthorized)
    }
    const other = await testMock({ providers: ['ovenstudio'], randomSeed: 'other' })
    expect(await refused(mock, bearer(other).authorization)).toEqual(unauthorized)
  })

  test('with a newline at its end is accepted: a header ends before spaces', async () => {
    const mock = await mockOf()
    const { authorization } = bearer(mock)
    expect((await sign(mock, anHour, { authorization: `${authorization}\n` })).status).toBe(200)
  })

  test('is invalid after it was renewed or deleted, but its signed URLs work', async () => {
    const mock = await mockOf()
    const { generateToken, renewToken, deleteToken } = mock.ovenstudio
    await mock.ovenstudio.publish({ name: 'OvenStudio' })
    const first = mock.credentials('ovenstudio').accessToken
    const url = await signedUrl(mock)
    const { token: renewed } = await renewToken({ token: first })
    expect(await refused(mock, `Bearer ${first}`)).toEqual(unauthorized)
    expect((await sign(mock, anHour, bearer(mock, renewed))).status).toBe(200)
    const { token: second } = await generateToken()
    await deleteToken({ token: renewed })
    expect(await refused(mock, `Bearer ${renewed}`)).toEqual(unauthorized)
    expect((await sign(mock, anHour, bearer(mock, second))).status).toBe(200)
    expect((await mock.fetch(url)).status).toBe(200)
    await expect(renewToken({ token: first })).rejects.toThrow(/renewed or deleted/)
    await expect(deleteToken({ token: renewed })).rejects.toThrow(/renewed or deleted/)
  })
})

describe('CloudFront', () => {
  test.each([{ isLinked: false }, { isEnabled: false }, { isSigned: false }])(
    'is named if it is not ready: %j',
    async (change) => {
      const mock = await mockOf()
      await mock.ovenstudio.cloudFront(change)
      expect(await said(sign(mock, anHour))).toEqual(disabled)
    },
  )

  test('without its key is a server error, and URLs that it signed are refused', async () => {
    const mock = await mockOf()
    await mock.ovenstudio.publish({ name: 'OvenStudio' })
    const url = await signedUrl(mock)
    expect(await mock.ovenstudio.cloudFront({ hasKey: false })).toMatchObject({ hasKey: false, isSigned: true })
    expect(await said(sign(mock, anHour))).toEqual([500, 'Internal server error'])
    expect(await (await mock.fetch(url)).text()).toContain('Unknown Key')
    expect(await mock.ovenstudio.key()).toMatchObject({ privateKeyPem: null })
    await mock.ovenstudio.cloudFront({ hasKey: true })
    expect((await mock.fetch(url)).status).toBe(200)
  })

  test('serves all clients while Signed URL is off', async () => {
    const mock = await mockOf()
    await mock.ovenstudio.publish({ name: 'OvenStudio' })
    const bare = (await signedUrl(mock)).split('?')[0]!
    expect((await mock.fetch(bare)).status).toBe(403)
    await mock.ovenstudio.cloudFront({ isSigned: false })
    expect((await mock.fetch(bare)).status).toBe(200)
  })
})

describe('the order of checks', () => {
  const order: readonly [string, object, unknown][] = [
    ['the token', {}, unauthorized],
    ['JSON', { authorized: true }, [400, 'Invalid JSON']],
    ['the settings', { body: {} }, disabled],
    ['the name', { enabled: true }, invalid('stream_name')],
    ['the end', { body: asking('Unknown', { date_greater_than: 'x' }) }, invalid('date_less_than')],
    [
      'the start',
      { body: asking('Unknown', { date_less_than: '2039-01-01T00:00:00Z', date_greater_than: 'x' }) },
      invalid('date_greater_than'),
    ],
    ['the limit', { body: asking('Unknown', { date_less_than: '2039-01-01T00:00:00Z' }) }, invalid('date_less_than')],
    ['the existence of the stream', { body: asking('Unknown') }, [404, 'Not found']],
    ['the key', { body: anHour }, [500, 'Internal server error']],
  ]

  test('is token, JSON, settings, name, end, start, limit, stream, key', async () => {
    const mock = await mockOf()
    await mock.ovenstudio.cloudFront({ isSigned: false, hasKey: false })
    const given: { authorized?: boolean; body: unknown; enabled?: boolean } = { body: '{' }
    for (const [what, mended, answer] of order) {
      Object.assign(given, mended)
      if (given.enabled) await mock.ovenstudio.cloudFront({ isSigned: true })
      expect([what, await said(sign(mock, given.body, given.authorized ? bearer(mock) : {}))]).toEqual([what, answer])
    }
  })

  test('begins with the path, which is case-sensitive', async () => {
    const mock = await mockOf()
    for (const path of ['v1/apis/aws/cf/signedurl', 'v2/apis/aws/cf/signedUrl', 'v1'])
      expect(await said(mock.fetch(`${mock.url}/ovenstudio/api/${path}`, { method: 'POST' }))).toEqual([
        404,
        'Not found',
      ])
    const got = await mock.fetch(`${mock.url}/ovenstudio/api/v1/apis/aws/cf/signedUrl`)
    expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST'])
  })
})

describe('a port that speaks TLS', () => {
  test('answers plain HTTP with the proxy’s page, for any path and token', async () => {
    const mock = await mockOf({ tlsPort: true })
    for (const answer of [
      await sign(mock, anHour),
      await sign(mock, '{', {}),
      await mock.fetch(`${mock.url}/ovenstudio/api/x`),
    ]) {
      expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'text/html'])
      const body = await answer.text()
      expect(body).toMatch(/plain HTTP request was sent to (the )?HTTPS port/i)
      const reply = { status: 400, headers: { 'content-type': 'text/html' }, body }
      const request = { method: 'POST', url: '', path: '', headers: new Headers(), body: '' }
      const exchange = { provider: 'ovenstudio', operation: 'createSignedUrl', request, reply }
      expect(new Contract('ovenstudio').problems(exchange)).toEqual([])
    }
    expect(mock.journal.requests()[0]).toMatchObject({ status: 400, reason: 'plain HTTP to the TLS port' })
  })

  test('accepts HTTPS, and does not affect console and edge', async () => {
    const mock = await mockOf({ tlsPort: true })
    const headers = { 'content-type': 'application/json', ...bearer(mock) }
    const answer = await mock.fetch('https://onair.localhost/ovenstudio/api/v1/apis/aws/cf/signedUrl', {
      method: 'POST',
      headers,
      body: JSON.stringify(anHour),
    })
    const { signed_url } = (await answer.json()) as { signed_url: string }
    expect(signed_url).toMatch(/^https:\/\/onair\.localhost\/ovenstudio\/edge\//)
    await mock.ovenstudio.publish({ name: 'OvenStudio' })
    expect((await mock.fetch(signed_url)).status).toBe(200)
    expect((await mock.fetch(`${mock.url}/ovenstudio/console/login`)).status).toBe(200)
  })
})

describe('the output', () => {
  test('is the same for a random seed and after a reset, and has other tokens for another random seed', async () => {
    const session = async (mock: Mock) => {
      const { generateToken, key, streams } = mock.ovenstudio
      const tokens = [mock.credentials('ovenstudio').accessToken, (await generateToken()).token]
      return { tokens, said: [await key(), await signedUrl(mock), await streams()] }
    }
    const mock = await mockOf()
    const first = await session(mock)
    expect(await session(await mockOf())).toEqual(first)
    const other = await session(await testMock({ providers: ['ovenstudio'], randomSeed: 'other' }))
    expect(other.tokens.filter((token) => first.tokens.includes(token))).toEqual([])
    await mock.ovenstudio.deleteToken({ token: mock.credentials('ovenstudio').accessToken })
    await mock.ovenstudio.cloudFront({ isLinked: false })
    await mock.ovenstudio.addStream({ name: 'More' })
    mock.reset()
    expect(await session(mock)).toEqual(first)
  })

  test('is in the journal without token, body, and the URL’s query', async () => {
    const log: unknown[] = []
    const mock = await testMock({ providers: ['ovenstudio'], log: (entry) => log.push(entry) })
    await mock.ovenstudio.publish({ name: 'OvenStudio' })
    const url = await signedUrl(mock)
    await mock.fetch(url)
    await sign(mock, anHour, bearer(mock, 'secret-that-is-none'))
    const written = JSON.stringify([log, mock.journal.requests()])
    const secrets = [mock.credentials('ovenstudio').accessToken, 'secret-that-is-none', 'Signature', 'Policy=']
    for (const secret of [...secrets, url.split('?')[1]!]) expect(written).not.toContain(secret)
    expect(mock.journal.requests({ operation: 'ovenstudio.createSignedUrl' })).toMatchObject([
      { status: 200 },
      { status: 401, reason: 'token' },
    ])
  })
})

test('a provider without OAuth has no consent and no grants', async () => {
  const mock = await mockOf()
  await expect(mock.grant('ovenstudio')).rejects.toThrow('ovenstudio has no OAuth.')
  await expect(mock.approve(`${mock.url}/ovenstudio/console`)).rejects.toThrow('ovenstudio has no OAuth.')
})
