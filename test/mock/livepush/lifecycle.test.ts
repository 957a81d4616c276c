import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TypesOf } from '../../../mock/index.js'
import { testMock } from '../../support/mock.js'
import { as, streamIds } from './caller.js'

async function world(policy: Partial<TypesOf<'livepush'>['policy']> = {}) {
  const mock = await testMock({ policy: { livepush: { oauth: { lifetimes: day }, ...policy } } })
  const call = await as(mock)
  const ids = streamIds
  const recordings = async () => (await call('GET', '/octopus/streams/me/recordings')).body
  const schedule = (videos: unknown, id = ids.schedule) =>
    call('PUT', `/octopus/streams/${id}/config/scheduler/playlist`, { json: { videos } })
  return { mock, call, ...ids, recordings, schedule, live: mock.livepush }
}

const day = { authorizationCode: 600, accessToken: 86_400, refreshToken: null }

describe('recordings', () => {
  test('exist in each of the three states from the start', async () => {
    const { mock, recordings, simulcast } = await world()
    const all = await recordings()
    expect(all.map(({ status }: { status: string }) => status)).toEqual(['completed', 'errored', 'queued'])
    const me = (await (await as(mock))('GET', '/squid/account/this')).body.id
    expect(all[0]).toEqual({
      id: expect.stringMatching(/^rec[A-Za-z0-9]+$/) as string,
      _id: expect.stringMatching(/^[0-9a-f]{24}$/) as string,
      user: me,
      stream: simulcast,
      streamKey: (await mock.livepush.streams())[0]!.streamKey,
      time: '2026-01-12T00:00:00.000Z',
      updatedAt: '2026-01-12T01:00:00.000Z',
      status: 'completed',
    })
  })

  test('appear queued some time after the encoder stops, and are completed later', async () => {
    const { mock, simulcast, recordings, live } = await world({ recordingDelay: '10m', recordingTime: '5m' })
    expect((await live.publish({ streamId: simulcast })).id).toBe(simulcast)
    await mock.clock.advance('1h')
    await live.unpublish({ streamId: simulcast })
    await mock.clock.advance(599_999)
    expect(await recordings()).toHaveLength(3)
    expect((await mock.clock.advance(1)).map(({ kind }) => kind)).toEqual(['livepush.recording-queued'])
    expect((await recordings()).at(-1)).toMatchObject({
      stream: simulcast,
      time: '2026-01-15T00:00:00.000Z',
      updatedAt: '2026-01-15T01:10:00.000Z',
      status: 'queued',
    })
    await mock.clock.advance('5m')
    expect((await recordings()).at(-1)).toMatchObject({ status: 'completed', updatedAt: '2026-01-15T01:15:00.000Z' })
    expect(await recordings()).toHaveLength(4)
  })

  test('fail if a control says so', async () => {
    const { mock, simulcast, recordings, live } = await world({ recordingResult: 'errored' })
    await live.publish({ streamId: simulcast })
    await live.unpublish({ streamId: simulcast })
    await mock.clock.advance('2m')
    expect((await recordings()).at(-1).status).toBe('errored')
  })

  test('that are pending are dropped by a reset', async () => {
    const { mock, simulcast, live } = await world()
    await live.publish({ streamId: simulcast })
    await live.unpublish({ streamId: simulcast })
    mock.reset()
    expect(await mock.clock.advance('1d')).toEqual([])
    expect((await (await as(mock))('GET', '/octopus/streams/me/recordings')).body).toHaveLength(3)
  })
})

describe('an encoder', () => {
  test('publishes once at a time, and stops only a running stream', async () => {
    const { simulcast, live } = await world()
    await expect(live.unpublish({ streamId: simulcast })).rejects.toThrow(/not on air: publish to it first/)
    await live.publish({ streamId: simulcast })
    await expect(live.publish({ streamId: simulcast })).rejects.toThrow(/already on air/)
    await live.unpublish({ streamId: simulcast })
    await expect(live.publish({ streamId: simulcast })).resolves.toMatchObject({ id: simulcast })
  })

  test('cannot publish to a scheduled or unknown stream', async () => {
    const { schedule: _, simulcast, live } = await world()
    const scheduled = streamIds.schedule
    await expect(live.publish({ streamId: scheduled })).rejects.toThrow(/is of the category schedule/)
    await expect(live.publish({ streamId: 'st_unknown' })).rejects.toThrow(
      `There is no stream 'st_unknown'; the streams are ${simulcast}`,
    )
    await expect(live.nowPlaying({ streamId: simulcast })).rejects.toThrow(/is of the category simulcast/)
  })
})

describe('the scheduler', () => {
  test('plays its playlist in order, and again from the start', async () => {
    const { mock, schedule, live } = await world()
    const id = streamIds.schedule
    const [intro, feature, credits] = (await live.videos()).map((video) => video.id)
    expect(await live.nowPlaying({ streamId: id })).toBeNull()
    expect((await schedule([feature, intro])).status).toBe(204)
    expect((await live.nowPlaying({ streamId: id }))?.id).toBe(feature)
    await mock.clock.advance(599_999)
    expect((await live.nowPlaying({ streamId: id }))?.id).toBe(feature)
    await mock.clock.advance(1)
    expect((await live.nowPlaying({ streamId: id }))?.id).toBe(intro)
    await mock.clock.advance('30s')
    expect((await live.nowPlaying({ streamId: id }))?.id).toBe(feature)
    await schedule([credits])
    expect((await live.nowPlaying({ streamId: id }))?.id).toBe(credits)
    await schedule([])
    expect(await live.nowPlaying({ streamId: id })).toBeNull()
  })

  test('is silent after the end if it does not loop', async () => {
    const { mock, schedule, live } = await world({ loop: false })
    const id = streamIds.schedule
    const [intro] = (await live.videos()).map((video) => video.id)
    await schedule([intro])
    await mock.clock.advance(29_999)
    expect((await live.nowPlaying({ streamId: id }))?.id).toBe(intro)
    await mock.clock.advance(1)
    expect(await live.nowPlaying({ streamId: id })).toBeNull()
  })

  test('plays at any moment what a continuous viewer would see', async () => {
    const { mock, schedule, live } = await world()
    const id = streamIds.schedule
    const videos = await live.videos()
    const order = fc.array(fc.nat(videos.length - 1), { minLength: 1, maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(order, fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 5 }), async (places, waits) => {
        await schedule(places.map((place) => videos[place]!.id))
        const seen = places.flatMap((place) => Array.from({ length: videos[place]!.duration }, () => videos[place]!.id))
        let second = 0
        for (const wait of [0, ...waits]) {
          await mock.clock.advance(wait * 1000)
          second += wait
          expect((await live.nowPlaying({ streamId: id }))?.id).toBe(seen[second % seen.length])
        }
      }),
      { numRuns: 15 },
    )
  })

  test('accepts the same video twice', async () => {
    const { mock, schedule, live } = await world()
    const [intro] = (await live.videos()).map((video) => video.id)
    expect((await schedule([intro, intro])).status).toBe(204)
    await mock.clock.advance('45s')
    expect((await live.nowPlaying({ streamId: streamIds.schedule }))?.id).toBe(intro)
  })

  test('accepts a playlist for a simulcast, which only a strict policy refuses', async () => {
    const lenient = await world()
    expect((await lenient.schedule([], lenient.simulcast)).status).toBe(204)
    const { schedule, simulcast } = await world({ strictScheduler: true })
    const refused = await schedule([], simulcast)
    expect([refused.status, refused.body.message]).toEqual([400, 'stream_id is not one of the possible values.'])
  })

  test('refuses unknown videos and those of another user', async () => {
    const { mock, schedule, live } = await world()
    const [intro] = (await live.videos()).map((video) => video.id)
    const { status, body } = await schedule([intro, 'vd_unknown'])
    expect([status, body.message]).toEqual([400, 'videos.1 is not one of the possible values.'])
    await mock.livepush.addAccount({ account: 'bob' })
    const bob = await as(mock, 'bob')
    const { body: own } = await bob('POST', '/octopus/streams', { json: { category: 'schedule', name: 'Mine' } })
    const stolen = await bob('PUT', `/octopus/streams/${own.id}/config/scheduler/playlist`, {
      json: { videos: [intro] },
    })
    expect(stolen.status).toBe(400)
  })

  test.each([undefined, null, 'vd_1', [5], [null], {}])('refuses %o for videos, and plays on', async (videos) => {
    const { schedule, live } = await world()
    const [intro] = (await live.videos()).map((video) => video.id)
    await schedule([intro])
    const answer = await schedule(videos)
    expect([answer.status, answer.body.message]).toEqual([400, expect.stringMatching(/^videos/)])
    expect((await live.nowPlaying({ streamId: streamIds.schedule }))?.id).toBe(intro)
  })
})
