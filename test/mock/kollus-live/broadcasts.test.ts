import { describe, expect, test } from 'vitest'
import { as, kollusLiveMock, mainStage, secondStage } from '../caller.js'

/** `beyond`: requests that the mock accepts although the spec does not have them. */
async function signedIn(...beyond: string[]) {
  const mock = await kollusLiveMock({ limits: false }, { requests: beyond })
  return { mock, call: await as(mock), key: mainStage }
}

const titles = (answer: { body: { data: { title: string }[] } }) => answer.body.data.map(({ title }) => title)

describe('a broadcast', () => {
  test('appears when an encoder publishes, with its channel, creator and count', async () => {
    const { mock, call, key } = await signedIn()
    await mock.clock.advance('2d')
    const { key: broadcast } = await mock.kollusLive.publish({ channelKey: key })
    await mock.clock.advance('12m')
    await mock.clock.advance('34s')
    const { body } = await call('GET', `/broadcasts/${broadcast}`)
    expect(broadcast).toMatch(/^20260117-[a-z0-9]{8}$/)
    expect(body.data).toMatchObject({
      key: broadcast,
      title: 'Main stage-1',
      is_onair: true,
      subscribe_url: `https://v-live-kr.kollus.com/${key}`,
      duration: '00:12:34',
      counting_number: 1,
      channel: { key, title: 'Main stage' },
      creator: { name: 'Studio' },
      duplicate_recording_state: { type: 'none', value: 0 },
      timeshift_cue_sign_at: null,
      started_at: '2026-01-17T00:00:00+00:00',
      paused_at: null,
      ended_at: null,
    })
  })

  test('has a duration that stops with it and can exceed a day', async () => {
    const { mock, call, key } = await signedIn()
    const { key: broadcast } = await mock.kollusLive.publish({ channelKey: key })
    await mock.clock.advance('27h')
    await mock.kollusLive.unpublish({ channelKey: key })
    await mock.clock.advance('1h')
    const { data } = (await call('GET', `/broadcasts/${broadcast}`)).body
    expect([data.duration, data.is_onair, data.ended_at]).toEqual(['27:00:00', false, '2026-01-16T03:00:00+00:00'])
  })

  test('is named by the pattern of its channel, with its number', async () => {
    const { mock, call, key } = await signedIn()
    await call('PUT', `/channels/${key}`, {
      title: '$& $1 $$',
      meta_title_pattern: 'No. [BROADCAST_COUNTING] of [CHANNEL_TITLE] ([CHANNEL_TITLE])',
    })
    for (const title of ['No. 1 of $& $1 $$ ($& $1 $$)', 'No. 2 of $& $1 $$ ($& $1 $$)']) {
      expect((await mock.kollusLive.publish({ channelKey: key })).title).toBe(title)
      await mock.kollusLive.unpublish({ channelKey: key })
    }
  })

  test('is named by the usual pattern if its channel has none', async () => {
    const { mock, call, key } = await signedIn()
    await call('PUT', `/channels/${key}`, { meta_title_pattern: '' })
    expect((await mock.kollusLive.publish({ channelKey: key })).title).toBe('Main stage-1')
  })

  test('can be renamed, but not to an empty name', async () => {
    const { mock, call, key } = await signedIn()
    const { key: broadcast } = await mock.kollusLive.publish({ channelKey: key })
    const renamed = await call('PUT', `/broadcasts/${broadcast}`, { title: 'Finale' })
    expect([renamed.status, renamed.body.data.title]).toEqual([200, 'Finale'])
    for (const fields of [undefined, { title: '' }]) {
      const refused = await call('PUT', `/broadcasts/${broadcast}`, fields)
      expect([refused.status, refused.body.errors]).toEqual([422, { title: ['The title field is required.'] }])
    }
    expect((await call('GET', `/broadcasts/${broadcast}`)).body.data.title).toBe('Finale')
  })

  test('can be deleted once, but not on air, even without a signal', async () => {
    const { mock, call, key } = await signedIn()
    const { key: broadcast } = await mock.kollusLive.publish({ channelKey: key })
    expect((await call('DELETE', `/broadcasts/${broadcast}`)).status).toBe(409)
    await mock.kollusLive.drop({ channelKey: key })
    expect((await call('DELETE', `/broadcasts/${broadcast}`)).status).toBe(409)
    await mock.kollusLive.unpublish({ channelKey: key })
    expect((await call('DELETE', `/broadcasts/${broadcast}`)).status).toBe(204)
    expect((await call('DELETE', `/broadcasts/${broadcast}`)).status).toBe(404)
    expect((await call('GET', `/channels/${key}`)).body.data.latest_broadcast).toEqual({})
    expect((await mock.kollusLive.publish({ channelKey: key })).counting_number).toBe(2)
  })

  test.each([
    ['GET', ''],
    ['PUT', ''],
    ['DELETE', ''],
    ['POST', '/duplicate-recording'],
    ['DELETE', '/duplicate-recording'],
    ['GET', '/statistics/summary'],
    ['GET', '/statistics/viewer/5min-during-a-day'],
  ])('that does not exist is a 404: %s %s', async (method, path) => {
    const { call } = await signedIn()
    const answer = await call(method, `/broadcasts/nope${path}`)
    expect([answer.status, answer.body]).toEqual([
      404,
      { message: 'No query results for model [App\\Models\\Broadcast] nope' },
    ])
  })
})

describe('the list of broadcasts', () => {
  /** Five broadcasts, one a day from 15 January at 00:00. The third is on the second stage. */
  async function fiveDays(...beyond: string[]) {
    const world = await signedIn(...beyond)
    const { mock } = world
    for (const channelKey of [mainStage, mainStage, secondStage, mainStage, mainStage]) {
      await mock.kollusLive.publish({ channelKey })
      await mock.kollusLive.unpublish({ channelKey })
      await mock.clock.advance('1d')
    }
    return world
  }

  test('has those of the account, or of one channel, in any order and by keyword', async () => {
    const { call, key } = await fiveDays()
    expect(titles(await call('GET', '/broadcasts'))).toHaveLength(5)
    expect(titles(await call('GET', `/channels/${key}/broadcasts?order=id_desc&page=1&per_page=10`))).toEqual([
      'Main stage-4',
      'Main stage-3',
      'Main stage-2',
      'Main stage-1',
    ])
    expect(titles(await call('GET', '/broadcasts?keyword=second'))).toEqual(['Second stage-1'])
    expect(titles(await call('GET', '/broadcasts?keyword=20260117-'))).toEqual(['Second stage-1'])
  })

  test.each([
    ['start_date=2026-01-18', 2],
    ['end_date=2026-01-18', 3],
    ['start_date=2026-01-16&end_date=2026-01-18', 2],
    ['start_date=2026-01-16&end_date=2026-01-16', 0],
    ['start_date=2026-01-18&end_date=2026-01-16', 0],
    ['start_date=2026-01-16 00:00:00', 4],
    ['start_date=2026-01-16 00:00:01', 3],
    ['start_date=2026-01-16T00:00:00', 4],
    ['start_date=2026-01-16T00:00:00Z', 4],
    ['start_date=2026-01-16T00:00:00.500Z', 3],
    ['start_date=2026-01-16T09:00:00%2B09:00', 4],
    ['start_date=2026-01-16T09:00:01%2B0900', 3],
    ['start_date=2026-01-15T20:00:00-04:00', 4],
  ])('is limited to a half-open range in UTC: %s leaves %d', async (query, count) => {
    const { call } = await fiveDays()
    expect((await call('GET', `/broadcasts?${query}`)).body.meta.total).toBe(count)
  })

  test('is not limited by an empty time', async () => {
    const { call } = await fiveDays('listBroadcasts 200')
    expect((await call('GET', '/broadcasts?start_date=&end_date=')).body.meta.total).toBe(5)
  })

  test.each([
    'yesterday',
    '2026-02-30',
    '2026-02-30T00:00:00Z',
    '2026-13-01',
    '2026-00-10',
    '2025-02-29',
    '26-01-15',
    '2026-01-15T25:00:00Z',
    '2026-01-15T00:61:00Z',
    '2026-01-15T01:00:00 09:00',
    '20260115',
    '1768435200',
  ])('refuses the time %s', async (time) => {
    const { call } = await signedIn()
    for (const field of ['start_date', 'end_date']) {
      const answer = await call('GET', `/broadcasts?${new URLSearchParams({ [field]: time })}`)
      expect([answer.status, answer.body.errors]).toEqual([
        422,
        { [field]: [`The ${field.replace('_', ' ')} is not a valid date.`] },
      ])
    }
  })

  test('accepts 29 February in a leap year', async () => {
    const { call } = await signedIn()
    expect((await call('GET', '/broadcasts?start_date=2024-02-29')).status).toBe(200)
  })
})

describe('a duplicate recording', () => {
  test('starts and stops once each, while on air', async () => {
    const { mock, call, key } = await signedIn()
    const { key: broadcast } = await mock.kollusLive.publish({ channelKey: key })
    const path = `/broadcasts/${broadcast}/duplicate-recording`
    const none = await call('DELETE', path)
    expect([none.status, none.body]).toEqual([409, { message: 'No duplicate recording is running.' }])
    const started = await call('POST', path)
    expect([started.status, started.body.data.duplicate_recording_state]).toEqual([
      201,
      { type: 'recording', value: 1 },
    ])
    const again = await call('POST', path)
    expect([again.status, again.body]).toEqual([409, { message: 'The duplicate recording is running.' }])
    expect((await call('DELETE', path)).status).toBe(204)
    const stopped = await call('DELETE', path)
    expect([stopped.status, stopped.body]).toEqual([409, { message: 'No duplicate recording is running.' }])
    expect((await call('POST', path)).status).toBe(201)
  })

  test('is refused if the channel has none, without a signal, and after the end', async () => {
    const { mock, call, key } = await signedIn()
    const { key: plain } = await mock.kollusLive.publish({ channelKey: secondStage })
    expect((await call('POST', `/broadcasts/${plain}/duplicate-recording`)).body.message).toBe(
      'The channel does not record duplicates.',
    )
    const { key: broadcast } = await mock.kollusLive.publish({ channelKey: key })
    const path = `/broadcasts/${broadcast}/duplicate-recording`
    await mock.kollusLive.drop({ channelKey: key })
    expect((await call('POST', path)).body.message).toBe('The broadcast is not on air.')
    await mock.kollusLive.republish({ channelKey: key })
    expect((await call('POST', path)).status).toBe(201)
    await mock.kollusLive.unpublish({ channelKey: key })
    expect((await call('DELETE', path)).status).toBe(409)
    expect((await call('POST', path)).status).toBe(409)
    expect((await call('GET', `/broadcasts/${broadcast}`)).body.data.duplicate_recording_state.value).toBe(0)
  })
})
