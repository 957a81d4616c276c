import { describe, expect, expectTypeOf, test } from 'vitest'
import { LiveStateCallback, RecordingFileCallback } from '../../generated/kollus-live/schemas.js'
import { CallbackError } from '../../src/errors/index.js'
import { parseKollusLiveCallback } from '../../src/kollus-live/callbacks.js'

const live = {
  version: '2018-11-01',
  service_account_key: 'demo',
  channel_key: 'abcd1234efgh5678',
  stream_key: 's7r3am01',
  broadcast_key: '20260115-a1b2c3d4',
  broadcast_state: 'start',
  request_id: '20260115-live-state-0123456789abc',
}
const { broadcast_state: _, request_id: __, ...keys } = live
const recording = {
  ...keys,
  recording_file_id: '501',
  recording_file_filename: '/demo/abcd1234efgh5678/20260115-a1b2c3d4/segment/a.mp4',
  recording_file_kind: 'segment',
  recording_file_transfer_result: '1',
  target_filename: 'abcd1234efgh5678-Demo-2026-01-15.mp4',
}
const form = (fields: Record<string, string>) => new URLSearchParams(fields)
const url = 'https://app.example.test/callback'
const post = (body: BodyInit, headers: Record<string, string> = {}) =>
  new Request(url, { method: 'POST', body, headers })

test('what the tests send is what the spec has', () => {
  expect(LiveStateCallback.safeParse(live).success).toBe(true)
  expect(RecordingFileCallback.safeParse(recording).success).toBe(true)
})

test('a live state has its state, its keys and what came', async () => {
  expect(await parseKollusLiveCallback(post(form({ ...live, extra: 'kept' })))).toEqual({
    type: 'live-state',
    state: 'start',
    version: '2018-11-01',
    serviceAccountKey: 'demo',
    channelKey: 'abcd1234efgh5678',
    broadcastKey: '20260115-a1b2c3d4',
    streamKey: 's7r3am01',
    requestId: '20260115-live-state-0123456789abc',
    dedupeKey: '20260115-live-state-0123456789abc',
    raw: { ...live, extra: 'kept' },
  })
})

test('a recording transfer has its result, and its id as a number', async () => {
  const event = await parseKollusLiveCallback(form(recording))
  expect(event).toMatchObject({
    type: 'recording-transfer',
    result: 'done',
    recordingFileId: 501,
    kind: 'segment',
    filename: recording.recording_file_filename,
    targetFilename: recording.target_filename,
  })
  if (event.type === 'recording-transfer') expectTypeOf(event.result).toEqualTypeOf<'done' | 'failed'>()
  else expectTypeOf(event.state).toEqualTypeOf<'start' | 'stop' | 'pause' | 'resume'>()
  expect(await parseKollusLiveCallback(form({ ...recording, recording_file_transfer_result: '0' }))).toMatchObject({
    result: 'failed',
  })
})

test.each(['start', 'stop', 'pause', 'resume'])('%s is a state, under the misspelt name too', async (state) => {
  expect(await parseKollusLiveCallback(form({ ...keys, broadcast_state: state }))).toMatchObject({ state })
  expect(await parseKollusLiveCallback(form({ ...keys, braoadcast_state: state }))).toMatchObject({ state })
})

describe('repeats have the same key', () => {
  test('the request id, where there is one', async () => {
    expect(await parseKollusLiveCallback(form({ ...recording, request_id: 'r1' }))).toMatchObject({ dedupeKey: 'r1' })
  })

  test('else the broadcast and its state, or the file and its result', async () => {
    const events = [
      form({ ...keys, broadcast_state: 'pause' }),
      form({ ...keys, broadcast_state: 'resume' }),
      form(recording),
      form({ ...recording, recording_file_transfer_result: '0' }),
    ].map(parseKollusLiveCallback)
    expect((await Promise.all(events)).map(({ dedupeKey }) => dedupeKey)).toEqual([
      '20260115-a1b2c3d4:pause',
      '20260115-a1b2c3d4:resume',
      '501:done',
      '501:failed',
    ])
  })
})

describe('a callback is read from', () => {
  const text = form(live).toString()
  test.each([
    ['a Request', post(form(live))],
    ['its text', text],
    ['its parameters', form(live)],
    ['a text body and plain headers', { body: text, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }],
    ['a body in bytes', { body: new TextEncoder().encode(text), headers: new Headers() }],
    ['a body parsed by a framework', { body: live }],
  ])('%s', async (_name, source) => {
    expect(await parseKollusLiveCallback(source)).toMatchObject({ state: 'start', channelKey: 'abcd1234efgh5678' })
  })
})

describe('bad input names the field', () => {
  const without = (field: string, fields: Record<string, string>) =>
    form(Object.fromEntries(Object.entries(fields).filter(([name]) => name !== field)))
  const read = post(form(live))
  test.each([
    ['an unknown state', 'broadcast_state', form({ ...live, broadcast_state: 'paused' })],
    ['no state', 'broadcast_state', without('broadcast_state', live)],
    ['no channel', 'channel_key', without('channel_key', live)],
    ['an empty broadcast', 'broadcast_key', form({ ...live, broadcast_key: ' ' })],
    ['no service account', 'service_account_key', without('service_account_key', live)],
    ['no file id', 'recording_file_id', without('recording_file_id', recording)],
    ['a file id that is no number', 'recording_file_id', form({ ...recording, recording_file_id: '5e2' })],
    [
      'a file id beyond what numbers hold',
      'recording_file_id',
      form({ ...recording, recording_file_id: '9'.repeat(20) }),
    ],
    ['no result', 'recording_file_transfer_result', without('recording_file_transfer_result', recording)],
    [
      'an unknown result',
      'recording_file_transfer_result',
      form({ ...recording, recording_file_transfer_result: '2' }),
    ],
    ['no fields', 'body', ''],
    ['no body', 'body', {} as never],
    ['nothing', 'body', undefined as never],
    ['a body in JSON', 'content-type', post(JSON.stringify(live), { 'content-type': 'application/json' })],
    ['text by its type', 'content-type', { body: 'a=b', headers: { 'content-type': 'text/plain' } }],
    ['a body over 64 KiB', 'body', post(form({ ...live, extra: 'x'.repeat(70_000) }))],
    ['a text over 64 KiB', 'body', 'x'.repeat(70_000)],
  ])('%s: %s', async (_name, field, source) => {
    const error = await parseKollusLiveCallback(source).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(CallbackError)
    expect(error).toMatchObject({ field })
  })

  test('a body that was read before is said to be', async () => {
    await read.text()
    await expect(parseKollusLiveCallback(read)).rejects.toThrow(/read already/)
  })
})

test('a body without end is not read to it', async () => {
  let pulled = 0
  let cancelled = false
  const endless = new ReadableStream({
    cancel: () => {
      cancelled = true
    },
    pull: (stream) => stream.enqueue(new Uint8Array(16_384).fill(97 + (pulled++ % 2))),
  })
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const request = new Request(url, { method: 'POST', body: endless, headers, duplex: 'half' } as RequestInit)
  await expect(parseKollusLiveCallback(request)).rejects.toMatchObject({ field: 'body' })
  expect(pulled).toBeLessThan(10)
  expect(cancelled).toBe(true)
})

test('a stream key is in no error', async () => {
  const error = await parseKollusLiveCallback(form({ ...live, broadcast_state: 's7r3am01' })).catch((reason) => reason)
  expect(JSON.stringify(error) + String(error.stack)).not.toContain('s7r3am01')
})
