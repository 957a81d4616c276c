import { describe, expect, test } from 'vitest'
import type { KollusLivePolicy } from '../../../mock/kollus-live/policy.js'
import { as, kollusLiveMock, mainStage, secondStage } from '../caller.js'

/**
 * Main stage: on air from 01:00 to 03:00 with 10 viewers at 01:02, 4 at 01:07, 25 at 02:31. Second stage: from 02:00 with 7 viewers at
 * once. All on 15 January. The clock stands at 03:00.
 */
async function watched(policy: Partial<KollusLivePolicy> = {}) {
  const mock = await kollusLiveMock({ limits: false, policy: { 'kollus-live': policy } })
  const [main, second] = [mainStage, secondStage]
  const call = await as(mock)
  await mock.clock.advance('1h')
  const { key } = await mock.kollusLive.publish({ channelKey: main })
  await mock.clock.advance('2m')
  await mock.kollusLive.setViewers({ channelKey: main, count: 10 })
  await mock.clock.advance('5m')
  await mock.kollusLive.setViewers({ channelKey: main, count: 4 })
  await mock.clock.advance('53m')
  const { key: other } = await mock.kollusLive.publish({ channelKey: second })
  await mock.kollusLive.setViewers({ channelKey: second, count: 7 })
  await mock.clock.advance('31m')
  await mock.kollusLive.setViewers({ channelKey: main, count: 25 })
  await mock.clock.advance('29m')
  await mock.kollusLive.unpublish({ channelKey: main })
  return { mock, call, main, second, key, other }
}

type Point = { datetime: string; viewer: number }
const at = (points: Point[], time: string) =>
  points.find(({ datetime }) => datetime === `2026-01-15T${time}:00+00:00`)!.viewer

describe('viewers over a day', () => {
  test.each([
    [5, 288],
    [10, 144],
  ])('come every %d minutes, %d times', async (minutes, count) => {
    const { call, main, key } = await watched()
    for (const of of ['', `/channels/${main}`, `/broadcasts/${key}`]) {
      const { status, body } = await call(
        'GET',
        `${of}/statistics/viewer/${minutes}min-during-a-day?start_date=2026-01-15`,
      )
      expect([status, body.data.length]).toEqual([200, count])
      expect(body.data[0]).toEqual({ datetime: '2026-01-15T00:00:00+00:00', viewer: 0 })
    }
  })

  test('are the maximum of each interval, of the broadcast, the channel or the account', async () => {
    const { call, main, key } = await watched()
    const of = async (path: string) =>
      (await call('GET', `${path}/statistics/viewer/5min-during-a-day?start_date=2026-01-15`)).body.data as Point[]
    for (const points of [await of(`/channels/${main}`), await of(`/broadcasts/${key}`)]) {
      expect(at(points, '00:55')).toBe(0)
      expect(at(points, '01:00')).toBe(10)
      expect(at(points, '01:05')).toBe(10)
      expect(at(points, '01:10')).toBe(4)
      expect(at(points, '02:30')).toBe(25)
      expect(at(points, '02:55')).toBe(25)
      expect(at(points, '03:00')).toBe(0)
    }
    const all = await of('')
    expect([at(all, '01:10'), at(all, '02:00'), at(all, '02:30')]).toEqual([4, 11, 32])
  })

  test('are of the day of the given time, in UTC', async () => {
    const { call } = await watched()
    const { body } = await call('GET', '/statistics/viewer/10min-during-a-day?start_date=2026-01-16T05:00:00%2B09:00')
    expect(body.data[0].datetime).toBe('2026-01-15T00:00:00+00:00')
  })

  test('need a day', async () => {
    const { call } = await watched()
    const { status, body } = await call('GET', '/statistics/viewer/5min-during-a-day')
    expect([status, body.errors]).toEqual([422, { start_date: ['The start date field is required.'] }])
  })

  test.each(['7', '0', '15', '05', 'x', '5min-during-a-day5'])('cannot come every %s minutes', async (minutes) => {
    const { call } = await watched()
    const { status } = await call('GET', `/statistics/viewer/${minutes}min-during-a-day?start_date=2026-01-15`)
    expect(status).toBe(404)
  })
})

describe('the summary of a broadcast', () => {
  test.each([
    ['?start_date=2026-01-15&end_date=2026-01-16', 25],
    ['', 25],
    ['?start_date=2026-01-15 02:00:00&end_date=2026-01-15 02:31:00', 4],
    ['?start_date=2026-01-15 02:00:00&end_date=2026-01-15 02:31:10', 25],
    ['?start_date=2026-01-15 02:45:00&end_date=2026-01-15 02:45:10', 25],
    ['?start_date=2026-01-15 03:00:00', 0],
    ['?end_date=2026-01-15 01:00:00', 0],
  ])('has the maximum viewers of the range: %s', async (query, max_cur_user) => {
    const { call, key } = await watched()
    expect((await call('GET', `/broadcasts/${key}/statistics/summary${query}`)).body).toEqual({
      data: { max_cur_user },
    })
  })
})

describe('the daily summary', () => {
  const path = '/statistics/summary-daily'

  test('has a row for every day of the half-open range', async () => {
    const { call } = await watched()
    const { body } = await call('GET', `${path}?start_date=2026-01-14&end_date=2026-01-17`)
    expect(body.data).toEqual([
      { date: '2026-01-14', max_cur_user: 0, unique_user: 0, view_count: 0 },
      { date: '2026-01-15', max_cur_user: 32, unique_user: 38, view_count: 38 },
      { date: '2026-01-16', max_cur_user: 7, unique_user: 0, view_count: 0 },
    ])
    expect((await call('GET', `${path}?start_date=2026-01-15&end_date=2026-01-15`)).body.data).toEqual([])
  })

  test.each([
    ['', ['start_date', 'end_date']],
    ['?start_date=2026-01-15', ['end_date']],
    ['?end_date=2026-01-15', ['start_date']],
  ])('refuses the range %o', async (query, fields) => {
    const { call } = await watched()
    const { status, body } = await call('GET', `${path}${query}`)
    expect([status, Object.keys(body.errors)]).toEqual([422, fields])
  })

  test('of a range that ends before it starts is empty', async () => {
    const { call } = await watched()
    expect((await call('GET', `${path}?start_date=2026-01-16&end_date=2026-01-15`)).body).toEqual({ data: [] })
  })

  test('of more than 400 days is refused in the mock’s own name', async () => {
    const { call } = await watched()
    const { status, body } = await call('GET', `${path}?start_date=1026-01-16&end_date=2026-01-15`)
    expect([status, body.message]).toEqual([
      422,
      'onair mock: a summary can have at most 400 days. Kollus Live documents no limit.',
    ])
  })
})

describe('delayed figures', () => {
  test('appear only some time after the end if the policy says so; those of a running broadcast appear at once', async () => {
    const { mock, call, key, other } = await watched({ statDelay: '30m' })
    const summary = async (of: string) =>
      (await call('GET', `/broadcasts/${of}/statistics/summary`)).body.data.max_cur_user
    expect([await summary(key), await summary(other)]).toEqual([0, 7])
    await mock.clock.advance(30 * 60_000 - 1)
    expect(await summary(key)).toBe(0)
    await mock.clock.advance(1)
    expect(await summary(key)).toBe(25)
  })
})

describe('setting viewers', () => {
  test('needs a running broadcast, and a whole number', async () => {
    const { mock, main, second } = await watched()
    await expect(mock.kollusLive.setViewers({ channelKey: main, count: 1 })).rejects.toThrow(/not on air/)
    await expect(mock.kollusLive.setViewers({ channelKey: 'nope', count: 1 })).rejects.toThrow(/no channel 'nope'/)
    for (const count of [-1, 1.5, Number.NaN, Infinity])
      await expect(mock.kollusLive.setViewers({ channelKey: second, count })).rejects.toThrow(RangeError)
  })
})
