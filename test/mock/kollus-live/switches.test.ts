import { describe, expect, test } from 'vitest'
import type { KollusLivePolicy } from '../../../mock/kollus-live/policy.js'
import { as, bearer, kollusLiveMock, mainStage, read } from '../caller.js'

async function signedIn(policy: Partial<KollusLivePolicy> = {}, liberties = {}) {
  const mock = await kollusLiveMock({ limits: false, policy: { 'kollus-live': policy } }, liberties)
  const { accessToken } = await mock.grant('kollus-live')
  return { mock, accessToken, call: bearer(mock, accessToken), key: mainStage }
}

describe('both hosts', () => {
  test('serve the same API: five sources name one host, the seed page the other', async () => {
    const { mock, accessToken, call, key } = await signedIn()
    const onConsole = bearer(mock, accessToken, 'kollus-live/console/api/v1/live/service-accounts/demo')
    expect((await onConsole('PUT', `/channels/${key}`, { title: 'There' })).status).toBe(200)
    expect((await call('GET', `/channels/${key}`)).body.data.title).toBe('There')
    expect((await onConsole('PATCH', `/channels/${key}`)).status).toBe(405)
  })
})

describe('the path of the real API’s address', () => {
  test.each([false, true])(
    'works for clients that replace the host only, and is optional (shortPath: %s)',
    async (shortPath) => {
      const { mock, accessToken, call } = await signedIn({ shortPath })
      const base = 'kollus-live/api/api/v1/live/service-accounts/demo'
      const whole = bearer(mock, accessToken, base)
      const page = await whole('GET', '/channels?per_page=1')
      expect(page.status).toBe(200)
      expect(page.body.data).toEqual((await call('GET', '/channels?per_page=1')).body.data)
      expect(page.body.links.next).toBe(`${mock.url}/${base}/channels?page=2`)
      expect((await whole('PATCH', '/channels')).status).toBe(405)
      expect(mock.journal.requests()[0]).toMatchObject({
        operation: 'kollus-live.listChannels',
        path: `/${base}/channels`,
      })
      const short = await bearer(mock, accessToken, 'kollus-live/api/api/v1/live/demo')('GET', '/channels')
      expect(short.status).toBe(shortPath ? 200 : 404)
    },
  )
})

describe('the short path of the seed page', () => {
  test('is unknown by default', async () => {
    const { mock, accessToken } = await signedIn()
    expect((await bearer(mock, accessToken, 'kollus-live/api/demo')('GET', '/channels')).status).toBe(404)
  })

  test('equals the long one if the policy enables it, in process and over a socket', async () => {
    const { mock, accessToken, call } = await signedIn({ shortPath: true })
    const short = bearer(mock, accessToken, 'kollus-live/api/demo')
    expect((await short('GET', '/channels?per_page=1')).body.data).toHaveLength(1)
    expect((await call('GET', '/channels')).status).toBe(200)
    expect((await short('GET', '/nothing')).status).toBe(404)
    const { url } = await mock.listen()
    const answer = await fetch(`${url}/kollus-live/api/demo/channels`, {
      method: 'POST',
      headers: { authorization: `Bearer ${accessToken}` },
      body: new URLSearchParams({ title: 'x' }),
    })
    expect(Object.keys((await read(answer)).body.errors)).not.toContain('title')
  })

  test('is served below the path of a sandbox too', async () => {
    const { mock } = await signedIn({ shortPath: true })
    const sandbox = mock.sandbox('t1')
    const { accessToken } = await sandbox.grant('kollus-live')
    const answer = await bearer(mock, accessToken, 't/t1/kollus-live/api/demo')('GET', '/channels?per_page=1')
    expect([answer.status, answer.body.links.next]).toEqual([
      200,
      `${sandbox.url}/kollus-live/api/demo/channels?page=2`,
    ])
  })
})

describe('a call without a token', () => {
  test('is 401 in JSON, for any Accept header', async () => {
    const { mock } = await signedIn()
    for (const accept of ['application/json', '*/*', 'text/html']) {
      const answer = await bearer(mock, null)('GET', '/channels', undefined, { accept })
      expect([answer.status, answer.body]).toEqual([401, { message: 'Unauthenticated.' }])
    }
  })

  test('is redirected to the log-in page if the policy says so, unless it accepts JSON', async () => {
    const { mock, call } = await signedIn({ loginRedirect: true }, { replies: ['listChannels 302'] })
    const without = await bearer(mock, null)('GET', '/channels', undefined, { accept: '*/*' })
    expect([without.status, without.headers.get('location')]).toEqual([302, '/kollus-live/console/login'])
    const inSandbox = bearer(mock, null, 't/t1/kollus-live/api/service-accounts/demo')
    const { headers } = await inSandbox('GET', '/channels', undefined, { accept: '*/*' })
    expect(headers.get('location')).toBe('/t/t1/kollus-live/console/login')
    for (const accept of ['application/json', 'text/html, application/vnd.api+json'])
      expect((await bearer(mock, null)('GET', '/channels', undefined, { accept })).status).toBe(401)
    expect((await call('GET', '/channels', undefined, { accept: '*/*' })).status).toBe(200)
  })
})

describe('a channel that was never on air', () => {
  test.each([
    [undefined, {}],
    ['array', []],
    ['null', null],
  ] as const)('has as its latest broadcast, with emptyBroadcast %o: %j', async (emptyBroadcast, none) => {
    const { call, key } = await signedIn(emptyBroadcast && { emptyBroadcast })
    expect((await call('GET', `/channels/${key}`)).body.data.latest_broadcast).toEqual(none)
    expect((await call('GET', '/channels')).body.data[0].latest_broadcast).toEqual(none)
  })
})

test('an undocumented refusal says so, although its operation is documented', async () => {
  const { mock, call } = await signedIn()
  const { accessToken } = await mock.grant('kollus-live', { scopes: ['live:statistics'] })
  const of = async (answer: ReturnType<typeof call>) => (await answer).headers.get('x-onair-evidence')
  expect([
    await of(call('GET', '/channels')),
    await of(bearer(mock, accessToken)('GET', '/channels')),
    await of(bearer(mock, null)('GET', '/channels')),
    await of(call('GET', '/nothing')),
  ]).toEqual(['community', 'inferred', 'inferred', 'inferred'])
})

describe('stale reads', () => {
  test('are off by default', async () => {
    const { call, key } = await signedIn()
    await call('GET', `/channels/${key}`)
    await call('PUT', `/channels/${key}`, { title: 'New' })
    expect((await call('GET', `/channels/${key}`)).body.data.title).toBe('New')
  })

  test('repeat a reply until its time is over, for the same caller and the same address', async () => {
    const { mock, call, key } = await signedIn({ readCacheTtl: '30s' })
    await mock.kollusLive.addAccount({ account: 'bob' })
    const bob = await as(mock, 'bob')
    const title = async (who = call, query = '') => (await who('GET', `/channels/${key}${query}`)).body.data.title
    expect(await title()).toBe('Main stage')
    expect((await call('PUT', `/channels/${key}`, { title: 'New' })).body.data.title).toBe('New')
    await mock.clock.advance(29_999)
    expect(await title()).toBe('Main stage')
    expect(await title(bob)).toBe('New')
    expect(await title(call, '?fresh=1')).toBe('New')
    await mock.clock.advance(1)
    expect(await title()).toBe('New')
  })

  test('never repeat a refusal, nor a reply to a caller who has lost access', async () => {
    const { mock, call, key } = await signedIn({ readCacheTtl: '1h' })
    expect((await call('GET', '/channels/nope')).status).toBe(404)
    await call('GET', `/channels/${key}`)
    expect((await bearer(mock, null)('GET', `/channels/${key}`)).status).toBe(401)
    const { accessToken } = await mock.grant('kollus-live', { scopes: ['live:statistics'] })
    expect((await bearer(mock, accessToken)('GET', `/channels/${key}`)).status).toBe(403)
  })
})
