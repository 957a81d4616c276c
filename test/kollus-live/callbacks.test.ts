import { describe, expect, expectTypeOf, test } from 'vitest'
import { LiveStateCallback, RecordingFileCallback } from '../../generated/kollus-live/schemas.js'
import { CallbackError } from '../../src/errors/index.js'
import { isRepeat, parseKollusLiveCallback } from '../../src/kollus-live/callbacks.js'

const live = {
  version: '2018-11-01',
  service_account_key: 'demo',
  channel_key: 'abcd1234efgh5678',
  stream_key: 's7r3am01',
  broadcast_key: '20260114-a1b2c3d4',
  broadcast_state: 'start',
}
const { broadcast_state: _, ...keys } = live
const recording = {
  ...keys,
  recording_file_id: '501',
  recording_file_filename: '/demo/abcd1234efgh5678/20260114-a1b2c3d4/segment/a.mp4',
  recording_file_kind: 'segment',
  recording_file_transfer_result: '1',
  target_filename: 'abcd1234efgh5678-Demo-2026-01-15.mp4',
}
const form = (fields: Record<string, string>) => new URLSearchParams(fields)
const url = 'https://app.example.test/callback'
const post = (body: BodyInit, headers: Record<string, string> = {}) =>
  new Request(url, { method: 'POST', body, headers })

test('the test data matches the spec', () => {
  expect(LiveStateCallback.safeParse(live).success).toBe(true)
  expect(RecordingFileCallback.safeParse(recording).success).toBe(true)
})

test('a live state has its state, its keys and the raw fields', async () => {
  const sent = { ...live, request_id: 'r1', extra: 'kept' }
  expect(await parseKollusLiveCallback(post(form(sent)))).toEqual({
    type: 'live-state',
    state: 'start',
    version: '2018-11-01',
    serviceAccountKey: 'demo',
    channelKey: 'abcd1234efgh5678',
    broadcastKey: '20260114-a1b2c3d4',
    streamKey: 's7r3am01',
    requestId: 'r1',
    raw: sent,
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
  if (event.type === 'live-state') expectTypeOf(event.state).toEqualTypeOf<'start' | 'stop' | 'pause' | 'resume'>()
  expect(await parseKollusLiveCallback(form({ ...recording, recording_file_transfer_result: '0' }))).toMatchObject({
    result: 'failed',
  })
})

test.each(['start', 'stop', 'pause', 'resume'])('%s is a state, also under the misspelled name', async (state) => {
  expect(await parseKollusLiveCallback(form({ ...keys, broadcast_state: state }))).toMatchObject({ state })
  expect(await parseKollusLiveCallback(form({ ...keys, braoadcast_state: state }))).toMatchObject({ state })
})

describe('undocumented input is an unknown event with every field', () => {
  test.each([
    ['a state', { ...live, broadcast_state: 'standby' }],
    ['a misspelled field with an unknown state', { ...keys, braoadcast_state: 'standby' }],
    ['a transfer result', { ...recording, recording_file_transfer_result: '2' }],
    [
      'a transfer result that is the name of an Object member',
      { ...recording, recording_file_transfer_result: 'constructor' },
    ],
    ['a file id that is not a number', { ...recording, recording_file_id: 'rf-5e2' }],
    ['a file id that is too large for a number', { ...recording, recording_file_id: '9'.repeat(20) }],
    ['another callback about a recording', { ...keys, recording_file_id: '501' }],
    ['another kind of callback', { service_account_key: 'demo', poster_state: 'ready' }],
  ])('%s', async (_name, fields: Record<string, string>) => {
    const event = await parseKollusLiveCallback(post(form(fields)))
    expect(event).toMatchObject({ type: 'unknown', serviceAccountKey: 'demo', raw: fields })
    expect(event.channelKey).toBe(fields['channel_key'])
    expect(event.broadcastKey).toBe(fields['broadcast_key'])
  })
})

describe('a repeat is detected from the last state', () => {
  /** The callbacks that remain when repeats are skipped. */
  async function kept(...states: string[]): Promise<string[]> {
    const seen: string[] = []
    for (const state of states) {
      const event = await parseKollusLiveCallback(form({ ...keys, broadcast_state: state }))
      if (!isRepeat(event, seen.at(-1))) seen.push(state)
    }
    return seen
  }

  test('of a broadcast: every change remains, also the second pause and resume', async () => {
    const changes = ['start', 'pause', 'resume', 'pause', 'resume', 'stop']
    expect(await kept(...changes)).toEqual(changes)
    expect(await kept(...changes.flatMap((state) => [state, state, state]))).toEqual(changes)
  })

  test('of a start or an end is any late retry, because a broadcast has one of each', async () => {
    expect(await kept('start', 'pause', 'start', 'resume', 'start')).toEqual(['start', 'pause', 'resume'])
    expect(await kept('start', 'stop', 'start', 'resume', 'stop')).toEqual(['start', 'stop'])
  })

  test('is never a first event, nor a resume whose pause was lost', async () => {
    expect(await kept('pause')).toEqual(['pause'])
    expect(await kept('start', 'resume')).toEqual(['start', 'resume'])
    expect(isRepeat(await parseKollusLiveCallback(form(live)), null)).toBe(false)
  })

  test('of a recording file is detected by its result, of an unknown event never', async () => {
    const done = await parseKollusLiveCallback(form(recording))
    expect([undefined, 'failed', 'done'].map((last) => isRepeat(done, last))).toEqual([false, false, true])
    const unknown = await parseKollusLiveCallback(form({ ...keys, broadcast_state: 'standby' }))
    expect(isRepeat(unknown, 'standby')).toBe(false)
  })
})

describe('a callback is read from', () => {
  const text = form(live).toString()
  test.each([
    ['a Request', post(form(live))],
    ['its text', text],
    ['its fields', form(live)],
    [
      'a string body and plain headers',
      { body: text, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } },
    ],
    ['a body as bytes', { body: new TextEncoder().encode(text), headers: new Headers() }],
    ['a body parsed by a framework', { body: live }],
  ])('%s', async (_name, source) => {
    expect(await parseKollusLiveCallback(source)).toMatchObject({ state: 'start', channelKey: 'abcd1234efgh5678' })
  })
})

describe('an error names the wrong field', () => {
  const without = (field: string, fields: Record<string, string>) =>
    form(Object.fromEntries(Object.entries(fields).filter(([name]) => name !== field)))
  const read = post(form(live))
  test.each([
    ['no channel', 'channel_key', without('channel_key', live)],
    ['an empty broadcast', 'broadcast_key', form({ ...live, broadcast_key: ' ' })],
    ['no service account', 'service_account_key', without('service_account_key', live)],
    ['no fields', 'body', ''],
    ['no body', 'body', {} as never],
    ['nothing', 'body', undefined as never],
    ['a body in JSON', 'content-type', post(JSON.stringify(live), { 'content-type': 'application/json' })],
    ['the content type of text', 'content-type', { body: 'a=b', headers: { 'content-type': 'text/plain' } }],
    ['a body over 64 KiB', 'body', post(form({ ...live, extra: 'x'.repeat(70_000) }))],
    ['a string over 64 KiB', 'body', 'x'.repeat(70_000)],
  ])('%s: %s', async (_name, field, source) => {
    const error = await parseKollusLiveCallback(source).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(CallbackError)
    expect(error).toMatchObject({ field })
  })

  test('the error for a body that was already read says so', async () => {
    await read.text()
    await expect(parseKollusLiveCallback(read)).rejects.toThrow(/read already/)
  })
})

test('an endless body is not read to its end', async () => {
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

test('no error shows a stream key', async () => {
  const error = await parseKollusLiveCallback(form({ ...live, channel_key: '' })).catch((reason) => reason)
  expect(error).toBeInstanceOf(CallbackError)
  expect(JSON.stringify(error) + String(error.stack)).not.toContain('s7r3am01')
})
