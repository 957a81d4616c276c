import { describe, expect, test } from 'vitest'
import { as, bearer, kollusLiveMock, mainStage, secondStage } from '../caller.js'

const form = {
  title: 'Made',
  customer_code: 'C-1',
  concurrently_viewer_limit: '300',
  is_shared: '0',
  live_media_profile_group_key: 'pg-high',
}

/** `beyond`: requests that the mock accepts although the spec does not have them. */
async function signedIn(...beyond: string[]) {
  const mock = await kollusLiveMock({ limits: false }, { requests: beyond })
  return { mock, call: await as(mock), key: mainStage }
}

const titles = (answer: { body: { data: { title: string }[] } }) => answer.body.data.map(({ title }) => title)

describe('the service account', () => {
  test('has profile groups and chat services', async () => {
    const { call } = await signedIn()
    const groups = await call('GET', '/profile-groups')
    expect(groups.body.data.map(({ key }: { key: string }) => key)).toEqual(['pg-standard', 'pg-high'])
    expect((await call('GET', '/chatting-services')).body).toEqual({ data: [{ id: 1, name: 'Chat' }] })
  })
})

describe('a channel', () => {
  test('is created with a key of its own and every field that was sent, flags as booleans, policies as objects', async () => {
    const { call } = await signedIn()
    const made = await call('POST', '/channels', {
      ...form,
      key: 'mine',
      unknown: 'ignored',
      meta_title_pattern: '[CHANNEL_TITLE]',
      meta_description: 'About',
      recording_file_policy: '1',
      recording_file_pattern: 'r',
      recording_file_segment_policy: '2',
      recording_file_segment_by_duration: '30',
      idle_screen_kind: '1',
      media_player_policy: '1',
      use_chatting_service: '1',
      chatting_service_id: '1',
      use_duplicate_block: '1',
      use_capture_block: '1',
      use_timeshift: '1',
    })
    expect(made.status).toBe(201)
    const { data } = made.body
    expect(data.key).toMatch(/^[a-z0-9]{16}$/)
    expect(data).toEqual({
      id: expect.any(Number) as number,
      key: data.key,
      title: 'Made',
      customer_code: 'C-1',
      concurrently_viewer_limit: 300,
      kind: 0,
      is_shared: false,
      profile_group: { key: 'pg-high' },
      meta_title_pattern: '[CHANNEL_TITLE]',
      meta_description: 'About',
      logo_url: null,
      idle_screen_url: null,
      idle_screen_kind: { type: 'snapshot', value: 1 },
      publish_url: `rtmp://ingest.mock.test:1935/demo/${data.key}`,
      video_gateway_url: `https://v-live-kr.kollus.com/${data.key}`,
      recording_file_policy: { type: 'segment', value: 1 },
      recording_file_pattern: 'r',
      recording_file_segment_policy: { type: 'duration', value: 2 },
      recording_file_segment_by_size: 4,
      recording_file_segment_by_duration: 30,
      media_player_policy: { type: 'force_exclusive_player', value: 1 },
      use_chatting_service: true,
      chatting_service: { id: 1, name: 'Chat' },
      use_duplicate_block: true,
      use_capture_block: true,
      use_timeshift: true,
      hided_at: null,
      created_at: '2026-01-15T00:00:00+00:00',
      updated_at: '2026-01-15T00:00:00+00:00',
      latest_broadcast: {},
    })
    expect((await call('GET', `/channels/${data.key}`)).body.data).toEqual(data)
    expect((await call('GET', '/channels')).body.meta.total).toBe(4)
  })

  test('is created from JSON too, where flags can be booleans', async () => {
    const { call } = await signedIn('createChannel 201')
    const json = { ...form, concurrently_viewer_limit: 5, is_shared: true, use_timeshift: false }
    const made = await call('POST', '/channels', { json })
    expect(made.status).toBe(201)
    expect(made.body.data).toMatchObject({ is_shared: true, use_timeshift: false, concurrently_viewer_limit: 5 })
  })

  test.each([
    ['concurrently_viewer_limit', '300', 300],
    ['is_shared', '0', false],
  ])('is created from JSON whose %s is the text %j, as Laravel accepts it', async (field, sent, shown) => {
    const { call } = await signedIn('createChannel 201')
    const json = { ...form, concurrently_viewer_limit: 5, is_shared: 1, [field]: sent }
    const made = await call('POST', '/channels', { json })
    expect([made.status, made.body.data?.[field]]).toEqual([201, shown])
  })

  test.each(['many', '1.5', '', ' ', '1e3', '0x10', 'true'])(
    'is not created from JSON whose number is the text %j',
    async (sent) => {
      const { call } = await signedIn()
      const made = await call('POST', '/channels', { json: { ...form, concurrently_viewer_limit: sent } })
      expect([made.status, Object.keys(made.body.errors)]).toEqual([422, ['concurrently_viewer_limit']])
    },
  )

  test('is changed only in the fields that were sent', async () => {
    const { mock, call, key } = await signedIn()
    const { data: before } = (await call('GET', `/channels/${key}`)).body
    await mock.clock.advance('1h')
    const changed = await call('PUT', `/channels/${key}`, { title: 'New', use_timeshift: '1' })
    expect(changed.status).toBe(200)
    const expected = { ...before, title: 'New', use_timeshift: true, updated_at: '2026-01-15T01:00:00+00:00' }
    expect(changed.body.data).toEqual(expected)
    expect((await call('GET', `/channels/${key}`)).body.data).toEqual(expected)
  })

  test('keeps a number or flag that is sent empty, and accepts an empty text', async () => {
    const { call, key } = await signedIn('updateChannel 200')
    await call('PUT', `/channels/${key}`, { use_timeshift: '1', meta_description: 'About' })
    const changed = await call('PUT', `/channels/${key}`, {
      use_timeshift: '',
      concurrently_viewer_limit: '',
      meta_description: '',
    })
    expect(changed.body.data).toMatchObject({
      use_timeshift: true,
      concurrently_viewer_limit: 100,
      meta_description: '',
    })
  })

  test('is not changed by an empty update', async () => {
    const { call, key } = await signedIn('updateChannel 200')
    const { data } = (await call('GET', `/channels/${key}`)).body
    expect((await call('PUT', `/channels/${key}`)).body.data).toEqual(data)
    expect((await call('PUT', `/channels/${key}`, { json: {} })).body.data).toEqual(data)
  })

  test('accepts a title of a hundred thousand letters, and any letters', async () => {
    const { call, key } = await signedIn()
    for (const title of ['é'.repeat(100_000), '<b>&"\u0000\u2028', '방송 📺', '__proto__']) {
      await call('PUT', `/channels/${key}`, { title })
      expect((await call('GET', `/channels/${key}`)).body.data.title).toBe(title)
    }
  })

  test('can be deleted once, with its broadcasts, but not on air', async () => {
    const { mock, call, key } = await signedIn()
    const { key: broadcast } = await mock.kollusLive.publish({ channelKey: key })
    const refused = await call('DELETE', `/channels/${key}`)
    expect([refused.status, refused.body]).toEqual([409, { message: 'The channel is on air.' }])
    await mock.kollusLive.unpublish({ channelKey: key })
    const gone = await call('DELETE', `/channels/${key}`)
    expect([gone.status, gone.body]).toEqual([204, ''])
    expect((await call('DELETE', `/channels/${key}`)).status).toBe(404)
    expect((await call('GET', `/broadcasts/${broadcast}`)).status).toBe(404)
    expect((await call('GET', '/channels')).body.meta.total).toBe(2)
  })

  test('can be hidden and restored any number of times', async () => {
    const { mock, call, key } = await signedIn()
    await mock.clock.advance('1h')
    for (let time = 0; time < 2; time++) {
      const hidden = await call('PUT', `/channels/${key}/trash`)
      expect([hidden.status, hidden.body.data.hided_at]).toEqual([200, '2026-01-15T01:00:00+00:00'])
      await mock.clock.advance('1h')
    }
    expect(titles(await call('GET', '/channels'))).toEqual(['Second stage', 'Rehearsal'])
    expect(titles(await call('GET', '/channels?trashed=0'))).toEqual(['Second stage', 'Rehearsal'])
    expect(titles(await call('GET', '/channels?trashed=1'))).toEqual(['Main stage'])
    expect((await call('GET', `/channels/${key}`)).status).toBe(200)
    for (let time = 0; time < 2; time++) {
      const restored = await call('PUT', `/channels/${key}/restore`)
      expect([restored.status, restored.body.data.hided_at]).toEqual([200, null])
    }
    expect((await call('GET', '/channels')).body.meta.total).toBe(3)
  })

  test('that is hidden goes off air, and cannot be published to until it is restored', async () => {
    const { mock, call, key } = await signedIn()
    await mock.kollusLive.publish({ channelKey: key })
    const hidden = await call('PUT', `/channels/${key}/trash`)
    expect(hidden.body.data.latest_broadcast).toMatchObject({ is_onair: false, ended_at: '2026-01-15T00:00:00+00:00' })
    await expect(mock.kollusLive.publish({ channelKey: key })).rejects.toThrow(/hidden: restore it/)
    await call('PUT', `/channels/${key}/restore`)
    await mock.kollusLive.publish({ channelKey: key })
  })

  test('shows a summary of its latest broadcast', async () => {
    const { mock, call, key } = await signedIn()
    await mock.kollusLive.publish({ channelKey: key })
    expect((await call('GET', `/channels/${key}`)).body.data.latest_broadcast).toMatchObject({
      title: 'Main stage-1',
      is_onair: true,
      started_at: '2026-01-15T00:00:00+00:00',
      paused_at: null,
      ended_at: null,
    })
  })

  test('has creators, found by name or code', async () => {
    const { call, key } = await signedIn()
    const { data } = (await call('GET', `/channels/${key}/creators`)).body
    expect(data).toEqual([
      {
        id: expect.any(Number) as number,
        name: 'Studio',
        code: expect.stringMatching(/^[a-z0-9]{8}$/) as string,
        stream_key: expect.stringMatching(/^[a-z0-9]{8}$/) as string,
      },
    ])
    expect((await call('GET', `/channels/${key}/creators?keyword=STUD`)).body.data).toHaveLength(1)
    expect((await call('GET', `/channels/${key}/creators?keyword=${data[0].code}`)).body.data).toHaveLength(1)
    expect((await call('GET', `/channels/${key}/creators?keyword=unknown`)).body.data).toEqual([])
  })

  test('has chat settings: the JSON object that was sent, or an empty one', async () => {
    const { call, key } = await signedIn()
    expect((await call('GET', `/channels/${key}/chatting-info`)).body).toEqual({ data: {} })
    await call('PUT', `/channels/${key}`, { chatting_info: '{"room":"demo","n":[1]}' })
    expect((await call('GET', `/channels/${key}/chatting-info`)).body).toEqual({ data: { room: 'demo', n: [1] } })
    await call('PUT', `/channels/${key}`, { chatting_info: '' })
    expect((await call('GET', `/channels/${key}/chatting-info`)).body).toEqual({ data: {} })
  })
})

describe('the list of channels', () => {
  test.each([
    ['', ['Main stage', 'Second stage', 'Rehearsal']],
    ['?keyword=STAGE', ['Main stage', 'Second stage']],
    ['?keyword=nothing', []],
    ['?keyword=stage?', []],
    ['?keyword=', ['Main stage', 'Second stage', 'Rehearsal']],
    ['?shared_status=all', ['Main stage', 'Second stage', 'Rehearsal']],
    ['?shared_status=shared', ['Main stage', 'Second stage']],
    ['?shared_status=unshared', ['Rehearsal']],
    ['?live_status=all&live_staus=on', ['Main stage', 'Second stage', 'Rehearsal']],
    ['?live_status=on', ['Second stage']],
    ['?live_status=off', ['Main stage', 'Rehearsal']],
    ['?live_status=on&shared_status=unshared', []],
    ['?live_status=off&live_status=on', ['Second stage']],
    ['?live_status=maybe&shared_status=constructor', ['Main stage', 'Second stage', 'Rehearsal']],
    ['?trashed=with', ['Main stage', 'Second stage', 'Rehearsal']],
    ['?trashed=true', ['Main stage', 'Second stage', 'Rehearsal']],
  ])('filtered by %o has %j', async (query, expected) => {
    const { mock, call } = await signedIn()
    await mock.kollusLive.publish({ channelKey: secondStage })
    expect(titles(await call('GET', `/channels${query}`))).toEqual(expected)
  })

  test.each([
    ['?keyword=unknown?&keyword=stage', ['Main stage', 'Second stage']],
    ['?live_status=off&live_status=on', ['Second stage']],
  ])('filtered by %o, which the spec does not allow, uses the last value: %j', async (query, expected) => {
    const { mock, call } = await signedIn('listChannels 200')
    await mock.kollusLive.publish({ channelKey: secondStage })
    expect(titles(await call('GET', `/channels${query}`))).toEqual(expected)
  })

  test('finds a channel by its key', async () => {
    const { call, key } = await signedIn()
    expect(titles(await call('GET', `/channels?keyword=${key}`))).toEqual(['Main stage'])
  })

  test('counts a channel without signal as off air', async () => {
    const { mock, call, key } = await signedIn()
    await mock.kollusLive.publish({ channelKey: key })
    await mock.kollusLive.drop({ channelKey: key })
    expect(titles(await call('GET', '/channels?live_status=on'))).toEqual([])
  })

  test('shows every service account its own channels only', async () => {
    const { mock, call } = await signedIn()
    await mock.kollusLive.addAccount({ account: 'bob', serviceAccount: 'other', role: 'super administrator' })
    const { accessToken } = await mock.grant('kollus-live', { account: 'bob' })
    const bob = bearer(mock, accessToken, 'kollus-live/api/service-accounts/other')
    expect((await bob('GET', '/channels')).body.meta.total).toBe(0)
    await bob('POST', '/channels', form)
    expect((await bob('GET', '/channels')).body.meta.total).toBe(1)
    expect((await call('GET', '/channels')).body.meta.total).toBe(3)
    expect((await bob('GET', `/channels/${mainStage}`)).status).toBe(404)
  })
})

describe('an unknown channel key', () => {
  test.each([
    ['GET', ''],
    ['PUT', ''],
    ['DELETE', ''],
    ['PUT', '/trash'],
    ['PUT', '/restore'],
    ['GET', '/chatting-info'],
    ['GET', '/creators'],
    ['GET', '/syndications'],
    ['POST', '/syndications'],
    ['GET', '/broadcasts'],
    ['GET', '/statistics/viewer/5min-during-a-day'],
  ])('is answered with 404 before the input is checked: %s %s', async (method, path) => {
    const { call } = await signedIn()
    const answer = await call(method, `/channels/nope${path}`)
    expect([answer.status, answer.body]).toEqual([
      404,
      { message: 'No query results for model [App\\Models\\Channel] nope' },
    ])
  })

  test.each(['__proto__', 'constructor', 'a%2Fb', '%E0%A4%A', '%00', 'x'.repeat(5000), 'ü'])(
    'is a plain 404, with any characters: %s',
    async (key) => {
      const { call } = await signedIn()
      expect((await call('GET', `/channels/${key}`)).status).toBe(404)
      expect((await call('GET', `/broadcasts/${key}`)).status).toBe(404)
    },
  )
})
