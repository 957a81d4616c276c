import { describe, expect, test } from 'vitest'
import type { MockOptions } from '../../../mock/index.js'
import { as, bearer, kollusLiveMock, mainStage } from '../caller.js'

const day = '?start_date=2026-01-15'
const range = '?start_date=2026-01-15&end_date=2026-01-16'

/** The least role for each operation [ROLES]. `$c`, `$b` and `$s` stand for a channel, a broadcast and a syndication. */
const operations = [
  ['operator', 'GET', '/profile-groups'],
  ['operator', 'GET', '/chatting-services'],
  ['operator', 'GET', '/channels'],
  ['super administrator', 'POST', '/channels'],
  ['operator', 'GET', '/channels/$c'],
  ['administrator', 'PUT', '/channels/$c'],
  ['super administrator', 'DELETE', '/channels/$c'],
  ['super administrator', 'PUT', '/channels/$c/trash'],
  ['super administrator', 'PUT', '/channels/$c/restore'],
  ['operator', 'GET', '/channels/$c/chatting-info'],
  ['operator', 'GET', '/channels/$c/creators'],
  ['creator', 'GET', '/channels/$c/syndications'],
  ['creator', 'POST', '/channels/$c/syndications'],
  ['creator', 'GET', '/channels/$c/syndications/$s'],
  ['creator', 'PUT', '/channels/$c/syndications/$s'],
  ['creator', 'DELETE', '/channels/$c/syndications/$s'],
  ['operator', 'GET', '/broadcasts'],
  ['operator', 'GET', '/channels/$c/broadcasts'],
  ['creator', 'GET', '/broadcasts/$b'],
  ['creator', 'PUT', '/broadcasts/$b'],
  ['administrator', 'DELETE', '/broadcasts/$b'],
  ['creator', 'POST', '/broadcasts/$b/duplicate-recording'],
  ['creator', 'DELETE', '/broadcasts/$b/duplicate-recording'],
  ['administrator', 'GET', `/statistics/summary-daily${range}`],
  ['administrator', 'GET', `/statistics/viewer/5min-during-a-day${day}`],
  ['administrator', 'GET', `/channels/$c/statistics/viewer/5min-during-a-day${day}`],
  ['administrator', 'GET', `/broadcasts/$b/statistics/viewer/5min-during-a-day${day}`],
  ['administrator', 'GET', `/broadcasts/$b/statistics/summary${range}`],
] as const

const roles = ['super administrator', 'administrator', 'operator', 'creator'] as const

describe.each(roles)('a %s', (role) => {
  test.each(operations)('[%s] %s %s', async (least, method, path) => {
    const mock = await kollusLiveMock({ limits: false })
    const alice = await as(mock)
    const key = mainStage
    const form = { title: 'x', link: 'rtmp://x/y', stream_name: 'x', status: '1' }
    const syndication = (await alice('POST', `/channels/${key}/syndications`, form)).body.data.id as number
    const broadcast = await mock.kollusLive.publish({ channelKey: key })
    await mock.kollusLive.addAccount({ account: 'bob', role })
    const bob = await as(mock, 'bob')
    const filled = path.replace('$c', key).replace('$b', broadcast.key).replace('$s', String(syndication))
    const answer = await bob(method, filled, method === 'PUT' && !filled.includes('trash') ? { title: 'y' } : undefined)
    if (roles.indexOf(role) <= roles.indexOf(least)) expect(answer.status).not.toBe(403)
    else expect([answer.status, answer.body]).toEqual([403, { message: 'This action is unauthorized.' }])
  })
})

describe('the order of checks:', () => {
  const signedIn = async (options: MockOptions = {}) => {
    const mock = await kollusLiveMock(options)
    const { accessToken: token } = await mock.grant('kollus-live', { scopes: ['live:control'] })
    const at = (account: string, bearerToken: string | null = token) =>
      bearer(mock, bearerToken, `kollus-live/api/service-accounts/${account}`)
    return { mock, at }
  }

  test('the token before the limit, and an invalid token is not counted', async () => {
    const { at } = await signedIn()
    for (let n = 0; n < 70; n++) expect((await at('demo', 'bad')('GET', '/channels')).status).toBe(401)
    const first = await at('demo')('GET', '/channels')
    expect(first.headers.get('x-ratelimit-remaining')).toBe('59')
  })

  test('the limit before the service account', async () => {
    const { at } = await signedIn()
    for (let n = 0; n < 60; n++) expect((await at('nope')('GET', '/channels')).status).toBe(404)
    expect((await at('nope')('GET', '/channels')).status).toBe(429)
  })

  test('the service account before the scope', async () => {
    const { at } = await signedIn()
    const unknown = await at('nope')('GET', `/statistics/viewer/5min-during-a-day${day}`)
    expect([unknown.status, unknown.body.message]).toEqual([
      404,
      'No query results for model [App\\Models\\ServiceAccount] nope',
    ])
  })

  test('the scope before the membership, the membership before the resource', async () => {
    const { mock, at } = await signedIn()
    await mock.kollusLive.addAccount({ account: 'bob', serviceAccount: 'other' })
    const scope = await at('other')('GET', `/statistics/viewer/5min-during-a-day${day}`)
    expect([scope.status, scope.body]).toEqual([403, { message: 'Invalid scope(s) provided.' }])
    const foreign = await at('other')('GET', '/channels/nope')
    expect([foreign.status, foreign.body]).toEqual([403, { message: 'This action is unauthorized.' }])
    expect((await at('demo')('GET', '/channels/nope')).status).toBe(404)
  })
})

describe('an account', () => {
  test('belongs to one service account, which can be new', async () => {
    const mock = await kollusLiveMock()
    await mock.kollusLive.addAccount({ account: 'bob', serviceAccount: 'other', role: 'administrator' })
    const { accessToken } = await mock.grant('kollus-live', { account: 'bob' })
    const other = bearer(mock, accessToken, 'kollus-live/api/service-accounts/other')
    expect((await other('GET', '/channels')).body.meta.total).toBe(0)
    expect((await bearer(mock, accessToken)('GET', '/channels')).status).toBe(403)
  })

  test('is an operator by default, and names are unique', async () => {
    const mock = await kollusLiveMock()
    await mock.kollusLive.addAccount({ account: 'bob' })
    const bob = await as(mock, 'bob')
    expect((await bob('GET', '/channels')).status).toBe(200)
    expect((await bob('PUT', `/channels/${mainStage}`, { title: 'x' })).status).toBe(403)
    await expect(mock.kollusLive.addAccount({ account: 'bob' })).rejects.toThrow(/'bob' already/)
  })
})
