import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { BadRequestError, DecodeError, UsageError } from '../../src/errors/index.js'
import type { LogEntry } from '../../src/http/log.js'
import { unwrap } from '../../src/http/result.js'
import { createLivepush, publishUrl, zoneId, type ZoneRef } from '../../src/livepush/index.js'
import { manualClock } from '../support/manual-clock.js'
import { failure } from '../support/signed-in.js'
import { tokens } from '../support/radio.js'
import { json, scriptedFetch } from '../support/scripted-fetch.js'
import type { Reply } from '../support/scripted-fetch.js'

const octopus = 'https://octopus.livepush.io'

function livepush(...replies: Reply[]) {
  const log: LogEntry[] = []
  const { fetch, sent } = scriptedFetch(...replies)
  const options = { auth: tokens('t1'), fetch, clock: manualClock(), log: (entry: LogEntry) => void log.push(entry) }
  return { client: createLivepush(options), options, sent, log }
}
const detail = { id: 'st_1', streamKey: 'rtmp_1', zone: { id: 'zn_1', host: 'inner.example' } }

test('each operation goes to its own server, with the token as Bearer', async () => {
  const { client, sent } = livepush(json([]))
  await client.call('listStreams')
  await client.call('getAccount')
  await client.call('inspectVideoMetadata', { body: { url: 'https://files.example/a.mov' } })
  await client.call('listDestinations')
  expect(sent.map(({ method, url }) => `${method} ${url}`)).toEqual([
    `GET ${octopus}/streams/mine`,
    'GET https://squid.livepush.io/account/this',
    'POST https://vod-web-import-api.livepush.io/inspector/get_metadata',
    `GET ${octopus}/streams/me/destinations`,
  ])
  for (const { headers } of sent) {
    expect(headers.get('authorization')).toBe('Bearer t1')
    expect(headers.get('accept')).toBe('application/json')
  }
})

test('a baseUrl prefixes all of them', async () => {
  const { options, sent } = livepush(json([]))
  const client = createLivepush({ ...options, baseUrl: 'http://127.0.0.1:4010/t/one' })
  await client.call('listStreams')
  await client.call('getAccount')
  expect(sent.map(({ url }) => url)).toEqual([
    'http://127.0.0.1:4010/t/one/livepush/octopus/streams/mine',
    'http://127.0.0.1:4010/t/one/livepush/squid/account/this',
  ])
})

test('bodies are JSON; a toggle has none, and the body of its answer is not read', async () => {
  const { client, sent } = livepush(json({ id: 'st_1' }, 201), new Response('OK'))
  await client.POST('/streams', { body: { category: 'simulcast', name: 'Demo' } })
  const params = { path: { streamId: 'st_1', destinationId: 'pb_1' } }
  expect(await client.call('enableDestination', { params })).toMatchObject({ ok: true, data: undefined })
  expect(sent[0]).toMatchObject({ url: `${octopus}/streams`, body: '{"category":"simulcast","name":"Demo"}' })
  expect(sent[0]!.headers.get('content-type')).toBe('application/json')
  expect(sent[1]).toMatchObject({ method: 'PUT', url: `${octopus}/streams/st_1/destinations/pb_1/enable` })
  expect([sent[1]!.body, sent[1]!.headers.has('content-type')]).toEqual([undefined, false])
})

describe('a stream’s id', () => {
  test.each(['mine', 'me', '', ' ', '.', '..'])('cannot be %j in any path: nothing is sent', async (id) => {
    const { client, sent } = livepush(json([]))
    const calls = [
      () => client.call('getStream', { params: { path: { streamId: id } } }),
      () => client.GET('/streams/{streamId}', { params: { path: { streamId: id } } }),
      () => client.call('createDestination', { params: { path: { streamId: id } }, body: { appName: 'youtube' } }),
      () => client.call('enableDestination', { params: { path: { streamId: id, destinationId: 'pb_1' } } }),
      () => client.call('disableDestination', { params: { path: { streamId: id, destinationId: 'pb_1' } } }),
      () => client.call('setSchedulerPlaylist', { params: { path: { stream_id: id } }, body: { videos: [] } }),
    ]
    for (const call of calls) expect(await failure(call)).toBeInstanceOf(UsageError)
    expect(sent).toEqual([])
  })

  test.each([
    ['a/b', 'a%2Fb'],
    ['../mine', '..%2Fmine'],
    ['%2F', '%252F'],
    ['%2e%2e', '%252e%252e'],
    ['mine?x=1#y', 'mine%3Fx%3D1%23y'],
    ['스트림', '%EC%8A%A4%ED%8A%B8%EB%A6%BC'],
    ['stZ-1', 'stZ-1'],
    ['Me', 'Me'],
  ])('like %j stays one segment', async (id, segment) => {
    const { client, sent } = livepush(json(detail))
    await client.call('getStream', { params: { path: { streamId: id } } })
    expect(sent[0]!.url).toBe(`${octopus}/streams/${segment}`)
    expect(new URL(sent[0]!.url).pathname).toBe(`/streams/${segment}`)
  })
})

describe('an answer', () => {
  test('keeps the fields that the spec does not have', async () => {
    const { client } = livepush(json([{ ...detail, colour: 'red', config: { depth: 2 } }]))
    expect(unwrap(await client.call('listStreams'))).toEqual([{ ...detail, colour: 'red', config: { depth: 2 } }])
  })

  test('that succeeds without JSON is a DecodeError with the start of the body, which is never printed', async () => {
    const { client } = livepush(new Response(`<html>${'planted '.repeat(1000)}`))
    const error = await failure(() => client.call('listStreams'))
    expect(error).toBeInstanceOf(DecodeError)
    expect((error as DecodeError).raw).toMatch(/^<html>planted/)
    expect((error as DecodeError).raw).toHaveLength(2048)
    expect(inspect(error, { showHidden: true }) + JSON.stringify(error)).not.toContain('planted')
  })

  test('that refuses unwraps to an error with the vendor’s message, from `error` or `message`', async () => {
    const { client } = livepush(json({ error: 'max_streams_quota_reached', message: 'Too many.' }, 400))
    const refused = await client.call('createStream', { body: { category: 'schedule', name: 'Demo' } })
    expect(() => unwrap(refused)).toThrow(BadRequestError)
    expect(() => unwrap(refused)).toThrow(/Too many\.; max_streams_quota_reached/)
  })
})

test('the client does not call the operations of the sign-in: an address holds the secret, and a result contains its address', async () => {
  const { client, sent, log } = livepush(json({ access_token: 'a' }))
  const query = {
    grant_type: 'authorization_code',
    client_id: 'id',
    client_secret: 'planted-secret',
    code: 'planted-code',
    redirect_uri: 'https://app.example/callback',
  } as const
  const call = client.call as unknown as (id: string, init: object) => Promise<unknown>
  for (const id of ['exchangeToken', 'authorize']) {
    const error = await failure(() => call(id, { params: { query } }))
    expect(error).toBeInstanceOf(UsageError)
    expect(inspect([error, log], { depth: 10, showHidden: true })).not.toContain('planted')
  }
  expect(sent).toEqual([])
})

describe('zoneId', () => {
  test('reads a zone of either form', () => {
    expect(zoneId('zn_1')).toBe('zn_1')
    expect(zoneId({ id: 'zn_1', host: 'stream.livepush.io' })).toBe('zn_1')
  })

  test.each([undefined, null, '', {}, { host: 'stream.livepush.io' }])('finds no zone in %j', (zone) => {
    expect(zoneId(zone as ZoneRef | undefined)).toBeUndefined()
  })
})

describe('publishUrl', () => {
  test('is the public ingest and the key, for any host of the zone', () => {
    expect(publishUrl(detail)).toBe('rtmp://stream.livepush.io/live/rtmp_1')
  })

  test.each(['rtmps://stream.livepush.io/live', 'rtmps://stream.livepush.io/live/', 'rtmp://127.0.0.1:1935/app//'])(
    'can have another base: %s',
    (base) => expect(publishUrl(detail, { base })).toBe(`${base.replace(/\/+$/, '')}/rtmp_1`),
  )

  test.each([{}, { streamKey: '' }, { streamKey: undefined }, { streamKey: 7 }, { streamKey: {} }, undefined])(
    'refuses a missing key: %j',
    (stream) => {
      expect(() => publishUrl(stream as { streamKey?: string })).toThrow(UsageError)
      expect(() => publishUrl(stream as { streamKey?: string })).toThrow(/read the stream by its id/)
    },
  )

  test.each(['', 'stream.livepush.io/live', '/live', 'rtmp://', 'rtmp://a/live?key=', 'rtmp://a b/live'])(
    'refuses the base %j, without showing the key',
    (base) => {
      expect(() => publishUrl(detail, { base })).toThrow(UsageError)
      expect(() => publishUrl(detail, { base })).not.toThrow(/rtmp_1/)
    },
  )

  test.each([[null], [{ base: null }], [{ base: ['rtmp://127.0.0.1/live'] }], [{ url: 'rtmp://127.0.0.1/live' }]])(
    'refuses the options %j',
    (options) => expect(() => publishUrl(detail, options as object)).toThrow(UsageError),
  )
})
