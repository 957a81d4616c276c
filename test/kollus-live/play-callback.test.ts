import { createHmac } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { PlaybackCallback, ViewingCallback } from '../../generated/kollus-live/schemas.js'
import { CallbackError, UsageError } from '../../src/errors/index.js'
import {
  kollusPlayReply,
  lmsCorsHeaders,
  parseKollusLmsCallback,
  parseKollusPlayCallback,
} from '../../src/kollus-live/index.js'

const keys = { securityKey: 'onair-test-security-key', customKey: 'custom-key', now: new Date('2026-01-15') }
const question = {
  kind: '100',
  client_user_id: 'viewer-1',
  player_id: '0a1b',
  hardware_id: 'hw',
  device_name: 'Pixel',
  media_content_key: '20260114-a1b2c3d4',
  channel_key: 'abcd1234efgh5678',
  uservalues: '{"uservalue0":"blue & red","uservalue1":7}',
  localtime: '1768435200',
}
const report = { client_user_id: 'viewer-1', start_at: '1893455000', run_time: '60', show_time: '58' }
const form = (fields: Record<string, string>) => new URLSearchParams(fields)
const url = 'https://app.example.test/callback'
const post = (body: BodyInit, headers: Record<string, string> = {}) =>
  new Request(url, { method: 'POST', body, headers })

test('the test data matches the spec', () => {
  expect(PlaybackCallback.safeParse(question).success).toBe(true)
  expect(ViewingCallback.safeParse(report).success).toBe(true)
})

describe('the question of a player', () => {
  test('has its fields, with the values of the URL', async () => {
    const sent = { ...question, extra: 'kept' }
    expect(await parseKollusPlayCallback(post(form(sent)))).toEqual({
      kind: 100,
      channelKey: 'abcd1234efgh5678',
      broadcastKey: '20260114-a1b2c3d4',
      clientUserId: 'viewer-1',
      playerId: '0a1b',
      hardwareId: 'hw',
      deviceName: 'Pixel',
      uservalues: { uservalue0: 'blue & red', uservalue1: '7' },
      localtime: 1_768_435_200_000,
      raw: sent,
    })
  })

  test('may name no viewer, as on a public channel, and may encode its values twice', async () => {
    const { kind, channel_key, media_content_key } = question
    const bare = { kind, channel_key, media_content_key, uservalues: encodeURIComponent('{"uservalue0":"100%"}') }
    const read = await parseKollusPlayCallback(form(bare).toString())
    expect(read).toEqual({
      kind: 100,
      channelKey: channel_key,
      broadcastKey: media_content_key,
      uservalues: { uservalue0: '100%' },
      raw: bare,
    })
  })
})

describe('the reply', () => {
  test.each([
    [
      { allow: true },
      'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJkYXRhIjp7ImtpbmQiOjEwMCwicmVzdWx0IjoxfX0.tcPjU5psyTBw_yJ1b1bjkCHBf8uIf4xggdIZCkm3Q6w',
    ],
    [
      { allow: false, message: 'Not enrolled' },
      'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJkYXRhIjp7ImtpbmQiOjEwMCwicmVzdWx0IjowLCJtZXNzYWdlIjoiTm90IGVucm9sbGVkIn19.QSN5UmL9hl5wr64XPQDh7_EbY-eWTwJmf5mpeQa2J3I',
    ],
  ])('%j is the token of the test vectors, with the custom key in a header', async (answer, jwt) => {
    const reply = await kollusPlayReply(answer, keys)
    expect([reply.status, reply.headers.get('x-kollus-userkey'), await reply.text()]).toEqual([200, 'custom-key', jwt])
  })

  test('has its end in whole seconds, the last second of 2029 included', async () => {
    const reply = await kollusPlayReply({ allow: true, kind: 1, expiresAt: new Date('2029-12-31T23:59:59.999Z') }, keys)
    const [head, payload, signature] = (await reply.text()).split('.')
    expect(JSON.parse(Buffer.from(payload!, 'base64url').toString())).toEqual({
      data: { kind: 1, result: 1, expiration_date: 1_893_455_999 },
    })
    const oracle = createHmac('sha256', keys.securityKey).update(`${head}.${payload}`).digest('base64url')
    expect(signature).toBe(oracle)
  })

  test.each<[string, object, object, RegExp]>([
    ['an end after 2029', { allow: true, expiresAt: new Date('2030-01-01') }, keys, /after 2029/],
    ['an end in seconds', { allow: true, expiresAt: 1_768_435_300 }, keys, /multiply it by 1000/],
    ['an end that is over', { allow: true, expiresAt: keys.now }, keys, /over already/],
    ['a result that is not a boolean', { allow: 1 }, keys, /"allow" must be true or false/],
    ['no result', {}, keys, /needs allow/],
    ['no security key', { allow: true }, { ...keys, securityKey: '' }, /securityKey is empty/],
    ['a custom key of two lines', { allow: true }, { ...keys, customKey: 'custom-key\nx: y' }, /customKey/],
  ])('is not made with %s', async (_, answer, given, message) => {
    const error: unknown = await kollusPlayReply(answer as never, given as never).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(UsageError)
    expect(String(error)).toMatch(message)
    expect(inspect(error, { depth: 9 })).not.toMatch(/onair-test-security|custom-key/)
  })
})

describe('a report of a player', () => {
  test('has the same fields in both vocabularies, times in milliseconds, and the rest as received', async () => {
    const more = { media_content_key: 'b1', host_name: 'app.example.test' }
    const next = { ...report, ...more, json_data: '{"seek":[1]}', plan: '007', seats: '12' }
    const spring = {
      ...more,
      client_user_id: 'viewer-1',
      start_time: '1893455000',
      run_time: '60',
      show_time: '58',
      lms_data: '{"seek":[1]}',
      play_status: 'play',
      uv0: 'x',
    }
    const same = {
      clientUserId: 'viewer-1',
      startedAt: 1_893_455_000_000,
      elapsed: 60_000,
      watched: 58_000,
      broadcastKey: 'b1',
      hostName: 'app.example.test',
      detail: { seek: [1] },
      isVerified: false,
    }
    expect(await parseKollusLmsCallback(post(form(next)))).toEqual({
      ...same,
      fields: { ...next, start_at: 1_893_455_000, run_time: 60, show_time: 58, seats: 12 },
      raw: next,
    })
    expect(await parseKollusLmsCallback(form(spring))).toMatchObject({ ...same, fields: { uv0: 'x' }, raw: spring })
  })

  const hash = '7be3dc6184aac05922ab3b0318263cfd'
  const { securityKey } = keys
  test('is verified by its hash, wherever it stands, if the key is given', async () => {
    const signed = `client_user_id=viewer-1&start_at=1893455000&hash=${hash.toUpperCase()}&run_time=60&show_time=58`
    expect(await parseKollusLmsCallback(signed, { securityKey })).toMatchObject({ isVerified: true })
    expect(await parseKollusLmsCallback({ body: { ...report, hash } }, { securityKey })).toMatchObject({
      isVerified: true,
    })
    expect(await parseKollusLmsCallback(form({ ...report, hash }))).toMatchObject({ isVerified: false })
    expect(await parseKollusLmsCallback(form(report), { securityKey })).toMatchObject({ isVerified: false })
  })

  test('is refused if its hash is over other fields or with another key', async () => {
    const changed = form({ ...report, show_time: '60', hash })
    await expect(parseKollusLmsCallback(changed, { securityKey })).rejects.toMatchObject({ field: 'hash' })
    await expect(parseKollusLmsCallback(form({ ...report, hash }), { securityKey: 'x' })).rejects.toMatchObject({
      field: 'hash',
    })
  })

  test('may come from the pages of Kollus’s players only', () => {
    expect(lmsCorsHeaders('https://v-live-kr.kollus.com')).toEqual({
      'access-control-allow-origin': 'https://v-live-kr.kollus.com',
      'access-control-allow-methods': 'POST, OPTIONS',
      'access-control-allow-headers': 'Content-Type',
      vary: 'Origin',
    })
    for (const other of ['https://v-live-kr.kollus.com.evil.test', 'http://v-live-kr.kollus.com', 'null', null])
      expect(lmsCorsHeaders(other)).toEqual({})
  })
})

describe.each([
  ['parseKollusPlayCallback', parseKollusPlayCallback, question],
  ['parseKollusLmsCallback', parseKollusLmsCallback, report],
] as const)('%s names the wrong field', (_, parse, fields) => {
  const user = fields.client_user_id
  const required = 'kind' in fields ? 'channel_key' : 'client_user_id'
  test.each<[string, string, Parameters<typeof parse>[0]]>([
    ['JSON', 'content-type', post(JSON.stringify(fields), { 'content-type': 'application/json' })],
    ['no fields', 'body', ''],
    ['no body', 'body', undefined as never],
    ['a body over 64 KiB', 'body', post(form({ ...fields, extra: 'x'.repeat(70_000) }))],
    ['a field twice', 'client_user_id', `${form(fields)}&client_user_id=other`],
    [
      'a field twice, parsed by a framework',
      'client_user_id',
      { body: { ...fields, client_user_id: [user, 'other'] } },
    ],
    ['an empty field', required, form({ ...fields, [required]: '' })],
  ])('of %s: %s', async (_name, field, source) => {
    const error: unknown = await parse(source).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(CallbackError)
    expect(error).toMatchObject({ field })
  })
})

test.each([
  ['kind', '1.5'],
  ['kind', ''],
  ['localtime', 'noon'],
  ['uservalues', '{"a"'],
  ['uservalues', '[]'],
  ['uservalues', '%E0%A4%A'],
])('a question whose %s is %j is refused', async (field, value) => {
  await expect(parseKollusPlayCallback(form({ ...question, [field]: value }))).rejects.toMatchObject({ field })
})
