import { expect, test } from 'vitest'
import type { Mock } from '../../mock/index.js'
import { testMock } from '../support/mock.js'
import { as, bearer, mainStage, type Answer } from './caller.js'
import { authorizeUrl, codeFor, exchangeCode, refresh } from './sign-in.js'

/** Everything that a mock answers in a scripted session: whole replies with tokens. */
async function session(mock: Mock): Promise<string> {
  const said: unknown[] = []
  const note = ({ status, headers, body }: Answer) => (said.push([status, [...headers], body]), body)
  said.push(mock.credentials('kollus-live'), await mock.kollusLive.publicKey())
  const url = await mock.approve(authorizeUrl(mock))
  said.push(url)
  const { access_token, refresh_token } = note(await exchangeCode(mock, new URL(url).searchParams.get('code')!))
  const call = bearer(mock, access_token)
  note(await call('GET', '/channels'))
  said.push(await mock.kollusLive.publish({ channelKey: mainStage }))
  await mock.clock.advance('10m')
  note(await call('PUT', `/channels/${mainStage}/trash`))
  note(await call('GET', '/broadcasts'))
  note(await call('POST', '/channels', {}))
  note(await refresh(mock, refresh_token))
  said.push(await mock.grant('kollus-live'), await codeFor(mock), mock.clock.now())
  const { accessToken } = await mock.grant('livepush')
  said.push(mock.credentials('livepush'), await mock.livepush.videos(), accessToken)
  const livepush = bearer(mock, accessToken, 'livepush')
  note(await livepush('POST', '/octopus/streams', { json: { category: 'simulcast', name: 'Demo' } }))
  const [{ id: streamId }] = (await mock.livepush.streams()) as [{ id: string }]
  said.push(await mock.livepush.publish({ streamId }), await mock.livepush.unpublish({ streamId }))
  said.push(await mock.clock.advance('10m'))
  note(await livepush('GET', '/octopus/streams/me/recordings'))
  return JSON.stringify(said)
}

test('the same seed gives the same bytes with the same tokens; another seed gives others', async () => {
  const first = await session(await testMock())
  expect(await session(await testMock())).toBe(first)
  const named = await session(await testMock({ randomSeed: 'named' }))
  expect(await session(await testMock({ randomSeed: 'named' }))).toBe(named)
  expect(named).not.toBe(first)
})

test('a reset gives the same again, and removes the earlier state', async () => {
  const mock = await testMock()
  const first = await session(mock)
  const { accessToken, refreshToken } = await mock.grant('kollus-live')
  await mock.kollusLive.addAccount({ account: 'bob' })
  mock.reset()
  expect(mock.journal.requests()).toEqual([])
  expect(mock.clock.now()).toBe(Date.UTC(2026, 0, 15))
  expect((await bearer(mock, accessToken)('GET', '/channels')).status).toBe(401)
  expect((await refresh(mock, refreshToken!)).body.hint).toBe('Cannot decrypt the refresh token')
  await expect(mock.grant('kollus-live', { account: 'bob' })).rejects.toThrow(/no account/)
  mock.reset()
  expect(await session(mock)).toBe(first)
})

test('a reset applies to a listening mock: the port stays, the state is new', async () => {
  const mock = await testMock()
  const { url } = await mock.listen()
  const { accessToken } = await mock.grant('kollus-live')
  const path = `${url}/kollus-live/api/service-accounts/demo/channels`
  const get = async (token: string) => (await fetch(path, { headers: { authorization: `Bearer ${token}` } })).status
  expect(await get(accessToken)).toBe(200)
  mock.reset()
  expect(await get(accessToken)).toBe(401)
  expect(await get((await mock.grant('kollus-live')).accessToken)).toBe(200)
})

test('limit windows are new after a reset', async () => {
  const mock = await testMock()
  const call = await as(mock)
  for (let n = 0; n < 61; n++) await call('GET', '/profile-groups')
  mock.reset()
  expect((await (await as(mock))('GET', '/profile-groups')).headers.get('x-ratelimit-remaining')).toBe('59')
})

test('two mocks at once do not affect each other', async () => {
  const alone = await session(await testMock())
  const [one, other] = [await testMock(), await testMock()]
  const [first, second] = await Promise.all([session(one), session(other)])
  expect(first).toBe(alone)
  expect(second).toBe(alone)
  await one.clock.advance('1y')
  expect(other.clock.now()).toBeLessThan(one.clock.now())
  await one.kollusLive.addAccount({ account: 'bob' })
  await expect(other.grant('kollus-live', { account: 'bob' })).rejects.toThrow(/no account/)
})
