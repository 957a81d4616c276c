import { describe, expect, test } from 'vitest'
import type { MockOptions } from '../../../mock/index.js'
import { testMock } from '../../support/mock.js'
import { as, bearer } from '../caller.js'
import { anotherClient } from '../sign-in.js'

type Seed = NonNullable<NonNullable<MockOptions['seed']>['kollus-live']>

const seeded = (seed?: Seed) => testMock({ providers: ['kollus-live'], seed: { 'kollus-live': seed } })

describe('the default seed', () => {
  test('has channels on air and off air, and a broadcast in each state', async () => {
    const call = await as(await seeded())
    const { data: channels } = (await call('GET', '/channels')).body
    expect(channels.map(({ title, latest_broadcast: { is_onair } }: never) => [title, is_onair])).toEqual([
      ['Main stage', undefined],
      ['Second stage', undefined],
      ['Rehearsal', undefined],
      ['News', true],
      ['Concert', true],
    ])
    const { data: broadcasts } = (await call('GET', '/broadcasts')).body
    expect(
      broadcasts.map(({ title, started_at, ended_at, duplicate_recording_state: { value } }: never) => [
        title,
        started_at,
        ended_at,
        value,
      ]),
    ).toEqual([
      ['News-1', '2026-01-14T01:00:00+00:00', '2026-01-14T02:00:00+00:00', 0],
      ['News-2', '2026-01-14T22:00:00+00:00', null, 0],
      ['Concert-1', '2026-01-14T23:00:00+00:00', null, 1],
    ])
    const day = await call('GET', '/statistics/summary-daily?start_date=2026-01-14&end_date=2026-01-15')
    expect(day.body.data).toEqual([{ date: '2026-01-14', max_cur_user: 82, unique_user: 82, view_count: 82 }])
  })

  test('has a client id that does not collide with clients from the console', async () => {
    const mock = await seeded()
    expect(mock.credentials('kollus-live').clientId).toBe('3')
    expect([(await anotherClient(mock)).client_id, (await anotherClient(mock)).client_id]).toEqual(['4', '5'])
  })
})

describe('a custom seed', () => {
  test('gives accounts a role and a service account, and the channels to the first of them', async () => {
    const mock = await seeded({
      accounts: [
        { account: 'olga', serviceAccount: 'acme' },
        { account: 'bob', serviceAccount: 'acme', role: 'creator' },
        'carol',
      ],
      channels: [{ key: 'k', title: 'Ours', settings: { is_shared: 0 } }],
      syndications: [],
      broadcasts: [],
    })
    expect(mock.credentials('kollus-live').serviceAccount).toBe('acme')
    const statuses: number[] = []
    for (const account of ['olga', 'bob', 'carol']) {
      const { accessToken } = await mock.grant('kollus-live', { account })
      const call = bearer(mock, accessToken, 'kollus-live/api/service-accounts/acme')
      statuses.push((await call('PUT', '/channels/k', { title: 'New' })).status)
    }
    expect(statuses).toEqual([200, 403, 403])
  })

  test.each<[string, Seed, RegExp]>([
    ['an unknown channel', { broadcasts: [{ channel: 'x', hoursAgo: 1, state: 'ended' }] }, /channel 'x'/],
    ['an unknown role', { accounts: [{ account: 'bob', role: 'king' as 'creator' }] }, /role' must be/],
    ['an unknown state', { broadcasts: [{ channel: 'News', hoursAgo: 1 } as never] }, /'broadcasts\[0\].state' must/],
  ])('is refused with %s', async (_, seed, message) => {
    await expect(seeded(seed)).rejects.toThrow(message)
  })
})
