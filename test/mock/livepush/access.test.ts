import { describe, expect, test } from 'vitest'
import { testMock } from '../../support/mock.js'
import { as, streamIds, withToken } from './caller.js'

const streams = '/octopus/streams/mine'

describe('an access token', () => {
  test('opens the API of all three servers, for an hour to the millisecond', async () => {
    const mock = await testMock()
    const call = await as(mock)
    for (const path of [streams, '/squid/account/this', '/squid/account/subscriptions'])
      expect((await call('GET', path)).status).toBe(200)
    await mock.clock.advance(3_599_999)
    expect((await call('GET', streams)).status).toBe(200)
    await mock.clock.advance(1)
    expect((await call('GET', streams)).status).toBe(401)
  })

  test.each([
    ['none', () => undefined],
    ['an unknown token', () => 'Bearer uatin87'],
    ['a token with the scheme that token_type suggests', (token: string) => `access_token ${token}`],
    ['a token without a scheme', (token: string) => token],
    ['an altered token', (token: string) => `Bearer ${token}x`],
    ['a token in capitals', (token: string) => `Bearer ${token.toUpperCase()}`],
    ['a refresh token', (_: string, refreshToken: string) => `Bearer ${refreshToken}`],
  ])('is refused if it is %s', async (_, header) => {
    const mock = await testMock()
    const { accessToken, refreshToken } = await mock.grant('livepush')
    const authorization = header(accessToken, refreshToken!)
    const answer = await withToken(mock, null)('GET', streams, undefined, authorization ? { authorization } : {})
    expect([answer.status, answer.body]).toEqual([401, { message: 'The access token is missing or not valid.' }])
  })

  test('of another provider is refused', async () => {
    const mock = await testMock()
    const { accessToken } = await mock.grant('kollus-live')
    expect((await withToken(mock, accessToken)('GET', streams)).status).toBe(401)
  })

  test('without the scope is refused with the scope’s name', async () => {
    const mock = await testMock()
    const call = await as(mock, 'alice', ['streams.create'])
    const answer = await call('GET', streams)
    expect([answer.status, answer.body.message]).toEqual([403, 'The access token lacks the scope streams.read.'])
  })

  test('without the scope works everywhere if scopes are not enforced', async () => {
    const mock = await testMock({ policy: { livepush: { enforceScopes: false } } })
    expect((await (await as(mock, 'alice', []))('GET', streams)).status).toBe(200)
  })

  test('is refused with the evidence of the refusal: the list is documented, 401 and 403 are not', async () => {
    const mock = await testMock()
    const calls = [await as(mock), withToken(mock, null), await as(mock, 'alice', [])]
    const answers = await Promise.all(calls.map((call) => call('GET', streams)))
    expect(answers.map(({ status, headers }) => [status, headers.get('x-onair-evidence')])).toEqual([
      [200, 'documented'],
      [401, 'inferred'],
      [403, 'inferred'],
    ])
  })

  test('is checked before the resource: 401, then 403, then 404', async () => {
    const mock = await testMock()
    const path = '/octopus/streams/st_unknown'
    expect((await withToken(mock, null)('GET', path)).status).toBe(401)
    expect((await (await as(mock, 'alice', []))('GET', path)).status).toBe(403)
    expect((await (await as(mock))('GET', path)).status).toBe(404)
  })
})

describe('the words', () => {
  const texts = async (vendorTexts: boolean) => {
    const mock = await testMock({ policy: { livepush: { vendorTexts } } })
    const refused = await withToken(mock, null)('POST', '/vod/inspector/get_metadata', { json: { url: 'x' } })
    const invalid = await (await as(mock))('POST', '/vod/inspector/get_metadata', { json: { url: 'x' } })
    return [refused, invalid].map(({ status, body }) => [status, body.message as string])
  }

  test('of a 401 are those of a 400 if the policy follows the inspector’s reference', async () => {
    expect(await texts(true)).toEqual([
      [401, 'The request is not valid.'],
      [400, 'The request is not valid.'],
    ])
  })

  test('differ by default', async () => {
    const [unauthenticated, invalid] = await texts(false)
    expect(unauthenticated![1]).not.toBe(invalid![1])
    expect(invalid![1]).toMatch(/^url /)
  })
})

describe('another user’s resource', () => {
  test('looks missing: same status and same words as for an unknown id', async () => {
    const mock = await testMock()
    await mock.livepush.addAccount({ account: 'bob' })
    const bob = await as(mock, 'bob')
    const { simulcast, schedule } = streamIds
    const [destination] = (await mock.livepush.streams())[0]!.destinations!
    const ask = async (stream: string) => [
      await bob('GET', `/octopus/streams/${stream}`),
      await bob('POST', `/octopus/streams/${stream}/destinations`, { json: { appName: 'youtube' } }),
      await bob('PUT', `/octopus/streams/${stream}/destinations/${destination!.id}/disable`),
      await bob('PUT', `/octopus/streams/${stream}/config/scheduler/playlist`, { json: { videos: [] } }),
    ]
    for (const answers of [await ask(simulcast), await ask(schedule), await ask('st_unknown')])
      for (const { status, body } of answers)
        expect([status, body]).toEqual([404, { message: 'There is no such stream.' }])
    expect((await mock.livepush.streams())[0]!.destinations![0]!.isDisabled).toBe(false)
  })

  test('is in no list', async () => {
    const mock = await testMock()
    await mock.livepush.addAccount({ account: 'bob' })
    const bob = await as(mock, 'bob')
    for (const path of [streams, '/octopus/streams/me/destinations', '/octopus/streams/me/recordings'])
      expect((await bob('GET', path)).body).toEqual([])
    const { body } = await bob('GET', '/squid/account/this')
    expect(body).toMatchObject({ username: 'bob', name: 'Bob', email: 'bob@example.test' })
  })
})

describe('a path', () => {
  test('that is unknown is refused with a message', async () => {
    const call = await as(await testMock())
    for (const path of ['/octopus/nothing', '/squid/streams/mine', '/api/v1/streams'])
      expect(await call('GET', path)).toMatchObject({ status: 404, body: { message: expect.any(String) as string } })
  })

  test('with another verb is refused with the known verbs', async () => {
    const answer = await (await as(await testMock()))('DELETE', streams)
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET'])
  })

  test('with a literal takes precedence over the one with an id in its place', async () => {
    const call = await as(await testMock())
    expect((await call('GET', streams)).body).toHaveLength(2)
    expect((await call('GET', '/octopus/streams/me')).status).toBe(404)
    expect((await call('POST', '/octopus/streams/mine/destinations', { json: { appName: 'youtube' } })).status).toBe(
      404,
    )
  })
})
