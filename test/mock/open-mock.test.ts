import { expect, onTestFinished, test } from 'vitest'
import { openMock } from '../../mock/index.js'
import { version } from '../../mock/version.js'

test('an open mock reports it before its providers are loaded, and loads them with the first request', async () => {
  const { mock, load } = openMock({ providers: ['kollus-live'] })
  onTestFinished(() => mock.close())
  const { url } = await mock.listen()
  const health = await fetch(`${url}/_mock/health?now`)
  expect([health.status, await health.json()]).toEqual([
    200,
    { status: 'ok', version, startedAt: expect.any(Number), now: null, providers: ['kollus-live'] },
  ])
  expect(() => mock.credentials('kollus-live')).toThrow('await load() first')
  const waited = await fetch(`${url}/kollus-live/api/service-accounts/demo/channels`)
  expect([waited.status, await waited.json()]).toEqual([401, { message: 'Unauthenticated.' }])
  const before = mock.credentials('kollus-live')
  await load()
  expect(mock.credentials('kollus-live')).toBe(before)
})

test('a path that only ends like the health check is not one', async () => {
  const { mock } = openMock()
  const answer = await mock.fetch(`${mock.url}/kollus-live/_mock/health`)
  expect(answer.status).toBe(404)
})
