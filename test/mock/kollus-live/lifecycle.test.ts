import { describe, expect, test } from 'vitest'
import type { MockOptions } from '../../../mock/index.js'
import type { KollusLivePolicy } from '../../../mock/kollus-live/policy.js'
import { as, kollusLiveMock, mainStage, secondStage } from '../caller.js'
import { receiver } from '../receiver.js'

async function withReceiver(policy: Partial<KollusLivePolicy> = {}, options: MockOptions = {}) {
  const mock = await kollusLiveMock({ limits: false, policy: { 'kollus-live': policy }, ...options })
  const key = mainStage
  const { url, received } = await receiver()
  await mock.kollusLive.setCallbackUrl({ channelKey: key, url })
  const states = () => received.map(({ form }) => form['broadcast_state'] ?? form['recording_file_kind'])
  return { mock, key, received, states, live: mock.kollusLive }
}

describe('the life of a broadcast', () => {
  test('causes the callbacks start, pause, resume, stop', async () => {
    const { mock, key, received, live } = await withReceiver()
    const shown = [
      await live.publish({ channelKey: key }),
      await live.drop({ channelKey: key }),
      await live.republish({ channelKey: key }),
      await live.unpublish({ channelKey: key }),
    ].map(({ is_onair, paused_at, ended_at }) => [is_onair, paused_at, ended_at])
    const now = '2026-01-15T00:00:00+00:00'
    expect(shown).toEqual([
      [true, null, null],
      [false, now, null],
      [true, null, null],
      [false, null, now],
    ])
    const [creator] = (await (await as(mock))('GET', `/channels/${key}/creators`)).body.data
    const broadcast = received[0]!.form['broadcast_key']!
    expect(received).toEqual(
      ['start', 'pause', 'resume', 'stop'].map((broadcast_state) => ({
        method: 'POST',
        path: '/hook?token=t',
        type: 'application/x-www-form-urlencoded',
        form: {
          version: '2018-11-01',
          service_account_key: 'demo',
          channel_key: key,
          stream_key: creator.stream_key,
          broadcast_key: broadcast,
          broadcast_state,
        },
      })),
    )
  })

  test('identifies each delivery only if the policy says so', async () => {
    const { mock, key, received, live } = await withReceiver({ requestId: true })
    await live.publish({ channelKey: key })
    await live.unpublish({ channelKey: key })
    await mock.clock.advance('1h')
    expect(received.map(({ form }) => form['request_id'])).toEqual([
      expect.stringMatching(/^20260115-live-state-[0-9a-f]{13}$/),
      expect.stringMatching(/^20260115-live-state-[0-9a-f]{13}$/),
      expect.stringMatching(/^20260115-live-recording-file-[0-9a-f]{13}$/),
    ])
    expect(new Set(received.map(({ form }) => form['request_id'])).size).toBe(3)
  })

  test('ends on its own when the signal is gone for the grace time, and not earlier', async () => {
    const { mock, key, states, live } = await withReceiver({ grace: '90s', transferDelay: '1d' })
    await live.publish({ channelKey: key })
    await live.drop({ channelKey: key })
    await mock.clock.advance(89_999)
    expect(states()).toEqual(['start', 'pause'])
    const [fired] = await mock.clock.advance(1)
    expect(fired!.kind).toBe('kollus-live.grace')
    expect(states()).toEqual(['start', 'pause', 'stop'])
    const { latest_broadcast } = (await live.channels())[0]!
    expect(latest_broadcast).toMatchObject({ is_onair: false, ended_at: '2026-01-15T00:01:30+00:00' })
    await expect(live.republish({ channelKey: key })).rejects.toThrow(/not on air/)
  })

  test('continues, with the same broadcast, when the signal returns in time', async () => {
    const { mock, key, states, live } = await withReceiver()
    const { key: broadcast } = await live.publish({ channelKey: key })
    await live.drop({ channelKey: key })
    await mock.clock.advance('59s')
    expect((await live.republish({ channelKey: key })).key).toBe(broadcast)
    await mock.clock.advance('10m')
    expect(states()).toEqual(['start', 'pause', 'resume'])
    await live.drop({ channelKey: key })
    await mock.clock.advance('59s')
    expect(states()).toEqual(['start', 'pause', 'resume', 'pause'])
    await mock.clock.advance('1s')
    expect(states().at(-1)).toBe('stop')
  })

  test('ends for good when the encoder stops without a signal, with one stop', async () => {
    const { mock, key, states, live } = await withReceiver({ transferDelay: '1d' })
    await live.publish({ channelKey: key })
    await live.drop({ channelKey: key })
    await live.unpublish({ channelKey: key })
    await mock.clock.advance('1h')
    expect(states()).toEqual(['start', 'pause', 'stop'])
  })

  test('that starts again at the end of the grace time is a new broadcast', async () => {
    const { mock, key, live } = await withReceiver()
    const { key: first } = await live.publish({ channelKey: key })
    await live.drop({ channelKey: key })
    await mock.clock.advance('1m')
    const { key: second, counting_number } = await live.publish({ channelKey: key })
    expect([second === first, counting_number]).toEqual([false, 2])
    await live.drop({ channelKey: key })
    await mock.clock.advance(59_999)
    expect((await live.republish({ channelKey: key })).key).toBe(second)
  })

  test('stops once when the channel is hidden, however often and fast', async () => {
    const { mock, key, states, live } = await withReceiver({ transferDelay: '1d' })
    await live.publish({ channelKey: key })
    const call = await as(mock)
    await Promise.all([1, 2, 3].map(() => call('PUT', `/channels/${key}/trash`)))
    expect(states()).toEqual(['start', 'stop'])
  })

  test('starts with the creator of the encoder’s stream key', async () => {
    const { mock, key, received, live } = await withReceiver()
    const [creator] = (await (await as(mock))('GET', `/channels/${key}/creators`)).body.data
    await expect(live.publish({ channelKey: key, streamKey: 'wrong' })).rejects.toThrow(/No creator/)
    expect(received).toEqual([])
    await live.publish({ channelKey: key, streamKey: creator.stream_key })
    expect(received[0]!.form['stream_key']).toBe(creator.stream_key)
  })

  test('is independent on each channel', async () => {
    const { mock, key, live } = await withReceiver()
    await live.publish({ channelKey: key })
    await live.publish({ channelKey: secondStage })
    await live.drop({ channelKey: key })
    await mock.clock.advance('1m')
    expect(
      (await live.channels()).map(
        ({ latest_broadcast: latest }) => (latest as { is_onair?: boolean } | null)?.is_onair,
      ),
    ).toEqual([false, true, undefined])
  })

  test('refuses an impossible step, and says why', async () => {
    const { key, live } = await withReceiver()
    for (const step of ['drop', 'republish', 'unpublish'] as const) {
      await expect(live[step]({ channelKey: key })).rejects.toThrow(/not on air: publish to it first/)
      await expect(live[step]({ channelKey: 'nope' })).rejects.toThrow(/no channel 'nope'; the channels are/)
    }
    await live.publish({ channelKey: key })
    await expect(live.publish({ channelKey: key })).rejects.toThrow(/unpublish first/)
    await expect(live.republish({ channelKey: key })).rejects.toThrow(/has not lost its signal/)
    await live.drop({ channelKey: key })
    await expect(live.drop({ channelKey: key })).rejects.toThrow(/already lost its signal/)
    await expect(live.publish({ channelKey: key })).rejects.toThrow(/unpublish first/)
  })
})

describe('a recording', () => {
  const settings = { recording_file_segment_policy: '2', recording_file_segment_by_duration: '30' }

  test('is reported when its transfer is over, in the captured shape', async () => {
    const { mock, key, received, live } = await withReceiver()
    const { key: broadcast } = await live.publish({ channelKey: key })
    await mock.clock.advance('1h')
    await live.unpublish({ channelKey: key })
    await mock.clock.advance(59_999)
    expect(received).toHaveLength(2)
    await mock.clock.advance(1)
    expect(received[2]!.form).toEqual({
      version: '2018-11-01',
      service_account_key: 'demo',
      channel_key: key,
      stream_key: received[0]!.form['stream_key'],
      broadcast_key: broadcast,
      recording_file_id: expect.stringMatching(/^\d+$/) as string,
      recording_file_filename: `/demo/${key}/${broadcast}/segment/20260115000000000_2026-01-15-00.00.00.000-UTC_0.mp4`,
      recording_file_kind: 'segment',
      recording_file_transfer_result: '1',
      target_filename: `${key}-Main stage-2026-01-15.mp4`,
    })
  })

  test.each([
    ['0m', 1],
    ['29m', 1],
    ['30m', 1],
    ['30m1s', 2],
    ['95m', 4],
  ])('of %s, split every 30 minutes, has %d files', async (length, count) => {
    const { mock, key, received, live } = await withReceiver()
    await (
      await as(mock)
    )('PUT', `/channels/${key}`, settings)
    await live.publish({ channelKey: key })
    await mock.clock.advance(length)
    await live.unpublish({ channelKey: key })
    await mock.clock.advance('1m')
    const names = received.slice(2).map(({ form }) => form['recording_file_filename']!.split('/').pop())
    const starts = ['00.00.00', '00.30.00', '01.00.00', '01.30.00'].slice(0, count)
    expect(names.map((name) => name!.slice(-23))).toEqual(
      starts.map((at, part) => `-${at}.000-UTC_${part}.mp4`.slice(-23)),
    )
    expect(new Set(received.slice(2).map(({ form }) => form['recording_file_id'])).size).toBe(count)
  })

  test('is not made if the channel records nothing', async () => {
    const { mock, key, states, live } = await withReceiver()
    await (
      await as(mock)
    )('PUT', `/channels/${key}`, { recording_file_policy: '0' })
    await live.publish({ channelKey: key })
    await live.unpublish({ channelKey: key })
    await mock.clock.advance('1d')
    expect(states()).toEqual(['start', 'stop'])
  })

  test('that was started manually is reported when it stops, or with the end of the broadcast', async () => {
    const { mock, key, received, states, live } = await withReceiver()
    const call = await as(mock)
    const { key: broadcast } = await live.publish({ channelKey: key })
    const path = `/broadcasts/${broadcast}/duplicate-recording`
    await mock.clock.advance('5m')
    await call('POST', path)
    await mock.clock.advance('5m')
    await call('DELETE', path)
    await mock.clock.advance('1m')
    expect(states()).toEqual(['start', 'duplicate'])
    expect(received[1]!.form['recording_file_filename']).toBe(
      `/demo/${key}/${broadcast}/duplicate/20260115000500000_2026-01-15-00.05.00.000-UTC_0.mp4`,
    )
    await call('POST', path)
    await live.unpublish({ channelKey: key })
    await mock.clock.advance('1m')
    expect(states()).toEqual(['start', 'duplicate', 'stop', 'duplicate', 'segment'])
  })

  test('can fail in its transfer, if a control says so', async () => {
    const { mock, key, received, live } = await withReceiver({ transferResult: 'failed', transferDelay: 0 })
    await live.publish({ channelKey: key })
    await live.unpublish({ channelKey: key })
    await mock.clock.advance(0)
    expect(received[2]!.form['recording_file_transfer_result']).toBe('0')
  })

  test('of a broadcast that was deleted meanwhile is not reported', async () => {
    const { mock, key, states, live } = await withReceiver()
    const { key: broadcast } = await live.publish({ channelKey: key })
    await live.unpublish({ channelKey: key })
    await (
      await as(mock)
    )('DELETE', `/broadcasts/${broadcast}`)
    await mock.clock.advance('1h')
    expect(states()).toEqual(['start', 'stop'])
  })
})
