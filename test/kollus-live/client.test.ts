import { describe, expect, test } from 'vitest'
import { DecodeError, ForbiddenError, UsageError } from '../../src/errors/index.js'
import { paginate } from '../../src/http/paginate.js'
import { unwrap } from '../../src/http/result.js'
import { createKollusLive } from '../../src/kollus-live/client.js'
import { manualClock } from '../support/manual-clock.js'
import { tokens } from '../support/radio.js'
import { json, scriptedFetch } from '../support/scripted-fetch.js'
import type { Reply } from '../support/scripted-fetch.js'

const api = 'https://api-live-kr.kollus.com/api/v1/live/service-accounts/demo'

function kollus(...replies: Reply[]) {
  const clock = manualClock()
  const { fetch, sent } = scriptedFetch(...replies)
  return { client: createKollusLive({ serviceAccount: 'demo', auth: tokens('t1'), fetch, clock }), clock, sent }
}
const channels = (current: number, last: number) =>
  json({
    data: [{ id: current, key: `key${current}`, title: 'Demo' }],
    meta: { current_page: current, last_page: last },
  })

test('the service account is in every path, with Accept and the token in the headers', async () => {
  const { client, sent } = kollus(json({ data: [] }))
  await client.call('listChannels', { params: { query: { order: 'id_desc', per_page: 10, trashed: false } } })
  expect(sent[0]?.url).toBe(`${api}/channels?order=id_desc&per_page=10&trashed=0`)
  expect(sent[0]?.headers.get('accept')).toBe('application/json')
  expect(sent[0]?.headers.get('authorization')).toBe('Bearer t1')
})

test('the service account is required', () => {
  expect(() => createKollusLive({ auth: tokens('t1') } as never)).toThrow(UsageError)
  expect(() => createKollusLive({ auth: tokens('t1') } as never)).toThrow(/"serviceAccount"/)
})

test('an update may have no body; a new channel has its key', async () => {
  const channel = { params: { path: { channel_key: 'abc' } } }
  const updated = await kollus(new Response('')).client.call('updateChannel', { ...channel, body: { title: 'Demo' } })
  expect(updated).toMatchObject({ ok: true, status: 200, data: undefined })
  await expect(kollus(new Response('')).client.call('getChannel', channel)).rejects.toBeInstanceOf(DecodeError)
  const body = {
    title: 'Demo',
    customer_code: 'C-1',
    concurrently_viewer_limit: 100,
    live_media_profile_group_key: 'p',
  }
  const made = kollus(new Response('', { status: 201 })).client.call('createChannel', { body } as never)
  await expect(made).rejects.toThrow(/createChannel succeeded with 201, but its body is empty/)
})

test('forms write booleans as 0 and 1', async () => {
  const { client, sent } = kollus(json({ data: { id: 1, key: 'k', title: 'Demo' } }, 201))
  const made = await client.call('createChannel', {
    body: {
      title: 'Demo',
      customer_code: 'C-1',
      concurrently_viewer_limit: 100,
      is_shared: true,
      live_media_profile_group_key: 'pg-standard',
      use_timeshift: 0,
    },
  })
  expect(made.status).toBe(201)
  expect(sent[0]).toMatchObject({
    method: 'POST',
    url: `${api}/channels`,
    body: 'title=Demo&customer_code=C-1&concurrently_viewer_limit=100&is_shared=1&live_media_profile_group_key=pg-standard&use_timeshift=0',
  })
})

test('times are ISO-8601 with an offset, and a path can contain a number within a segment', async () => {
  const { client, sent } = kollus(json({ data: [] }))
  await client.call('getChannelViewers', {
    params: {
      path: { channel_key: 'abcd1234efgh5678', duration_minute: 5 },
      query: { start_date: new Date(Date.UTC(2026, 0, 15)) },
    },
  })
  expect(sent[0]?.url).toBe(
    `${api}/channels/abcd1234efgh5678/statistics/viewer/5min-during-a-day?start_date=2026-01-15T00%3A00%3A00%2B00%3A00`,
  )
})

test('calls start at least a second apart, although the provider only asks for it', async () => {
  const { client, clock, sent } = kollus(json({ data: [] }))
  const calls = Promise.all([client.call('listChannels'), client.call('listChannels'), client.call('listBroadcasts')])
  await clock.advance(999)
  expect(sent).toHaveLength(1)
  await clock.advance(1001)
  await calls
  expect(sent).toHaveLength(3)
})

test('channels are fetched page by page', async () => {
  const { client, clock } = kollus(channels(1, 3), channels(2, 3), channels(3, 3))
  const keys: string[] = []
  const walk = (async () => {
    for await (const channel of paginate(client, 'listChannels')) keys.push(channel.key)
  })()
  await clock.advance(2000)
  await walk
  expect(keys).toEqual(['key1', 'key2', 'key3'])
})

describe('refusals', () => {
  test('for a scope unwrap to an error that says what to check', async () => {
    const { client } = kollus(json({ message: 'Invalid scope(s) provided.' }, 403))
    const result = await client.call('getBroadcastSummary', {
      params: {
        path: { broadcast_key: '20260114-a1b2c3d4' },
        query: { start_date: '2026-01-15', end_date: '2026-01-16' },
      },
    })
    expect(() => unwrap(result)).toThrow(ForbiddenError)
    expect(() => unwrap(result)).toThrow(/Invalid scope\(s\) provided.*scopes/)
  })

  test('for the rate limit are retried after the time in the headers', async () => {
    const reset = manualClock().now() / 1000 + 33
    const { client, clock, sent } = kollus(
      json({ message: 'Too Many Attempts.' }, 429, { 'x-ratelimit-reset': String(reset) }),
      json({ data: [] }),
    )
    const result = client.call('listChannels')
    await clock.advance(32_999)
    expect(sent).toHaveLength(1)
    await clock.advance(1)
    expect(await result).toMatchObject({ status: 200 })
  })
})
