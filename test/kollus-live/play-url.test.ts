import { createHmac } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors/index.js'
import {
  kollusPlayUrl,
  verifyKollusPlayUrl,
  type KollusPlayUrlOptions,
  type VerifyKollusPlayUrlOptions,
} from '../../src/kollus-live/index.js'

const securityKey = 'onair-test-security-key'
const customKey = 'test/custom key+=='
const now = new Date('2029-12-31T23:59:00Z')
const expiresAt = new Date('2030-01-01T00:00:00Z')
const channelKey = 'abcd1234efgh5678'
const minimal = { channelKey, expiresAt, securityKey, customKey, now }

const header = 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9'
const base64url = (value: unknown) =>
  (value instanceof Buffer ? value : Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))).toString(
    'base64url',
  )
const tokenOf = (url: string) => new URL(url).searchParams.get('jwt')!
const payloadOf = (url: string) =>
  JSON.parse(Buffer.from(tokenOf(url).split('.')[1]!, 'base64url').toString()) as Record<string, unknown>
/** The oracle: a token by node:crypto, with any header. */
function jwt(
  payload: unknown,
  options: { readonly head?: object | string; readonly hash?: string; readonly key?: string } = {},
) {
  const { head = { alg: 'HS256', typ: 'JWT' }, hash = 'sha256', key = securityKey } = options
  const signed = `${base64url(head)}.${base64url(payload)}`
  return `${signed}.${createHmac(hash, key).update(signed).digest('base64url')}`
}
const urlOf = (token: string) => `https://v-live-kr.kollus.com/s?jwt=${token}&custom_key=k`
const claims = { live_media_channel_key: channelKey, client_user_id: 'viewer-1', expire_time: 1_893_456_000 }
const verify = (url: string, options: Partial<VerifyKollusPlayUrlOptions> = {}) =>
  verifyKollusPlayUrl(url, { securityKey, now, ...options })

describe('the URL of a player', () => {
  test('has the token of the test vectors, in long and short names', async () => {
    const long = await kollusPlayUrl({
      ...minimal,
      clientUserId: 'viewer-1',
      playUntil: Date.parse('2030-01-01T02:00:00Z'),
    })
    expect(tokenOf(long)).toBe(
      `${header}.eyJsaXZlX21lZGlhX2NoYW5uZWxfa2V5IjoiYWJjZDEyMzRlZmdoNTY3OCIsImNsaWVudF91c2VyX2lkIjoidmlld2VyLTEiLCJleHBpcmVfdGltZSI6MTg5MzQ1NjAwMCwicGxheV9leHB0IjoxODkzNDYzMjAwfQ.8DgcZpfRgshwR7ZbCXsB6wgZmTPyGu7UexjKObcQv-w`,
    )
    const short = await kollusPlayUrl({ ...minimal, clientUserId: 'viewer-1', names: 'short' })
    expect(tokenOf(short)).toBe(
      `${header}.eyJsbWNrZXkiOiJhYmNkMTIzNGVmZ2g1Njc4IiwiY3VpZCI6InZpZXdlci0xIiwiZXhwdCI6MTg5MzQ1NjAwMH0.T-bHl1wpM2O0wZj6v3W1RVxZBzNTcw9TiVHXdD42qRk`,
    )
  })

  test.each<[Partial<KollusPlayUrlOptions>, string]>([
    [{}, 'https://v-live-kr.kollus.com/s?jwt='],
    [{ form: 'sr' }, 'https://v-live-kr.kollus.com/sr?jwt='],
    [{ form: 'si', region: 'jp' }, 'https://v-live-jp.kollus.com/si?jwt='],
    [{ baseUrl: 'http://127.0.0.1:4010/t/one/' }, 'http://127.0.0.1:4010/t/one/kollus-live/player/s?jwt='],
  ])('with %j begins with %s', async (options, start) => {
    const url = await kollusPlayUrl({ ...minimal, ...options })
    expect(url.slice(0, start.length)).toBe(start)
    expect(url.slice(start.length)).toMatch(/^[\w.-]+&custom_key=test%2Fcustom%20key%2B%3D%3D$/)
  })

  test('has every documented claim by its name, and no registered one', async () => {
    const url = await kollusPlayUrl({
      ...minimal,
      clientUserName: '방송 A',
      clientUserImage: 'https://app.example.test/a.png',
      profileKey: 'p1',
      title: 'Concert',
      playerVersion: 'v4',
      chat: { isVisible: true, isAdmin: false, position: 'right' },
      watermark: {
        codeKind: 'client_user_id',
        fontSize: 7,
        fontColor: 'ffcc00',
        showTime: 10,
        hideTime: 20,
        alpha: 128,
        enableHtml5Player: false,
      },
      seek: false,
      noChat: true,
    })
    expect(payloadOf(url)).toEqual({
      live_media_channel_key: channelKey,
      expire_time: 1_893_456_000,
      client_user_name: '방송 A',
      client_user_image: 'https://app.example.test/a.png',
      live_media_profile_key: 'p1',
      title: 'Concert',
      player_version: 'v4',
      chatting_policy: { is_visible: true, is_admin: false, position: 'right' },
      video_watermarking_code_policy: {
        code_kind: 'client_user_id',
        font_size: 7,
        font_color: 'ffcc00',
        show_time: 10,
        hide_time: 20,
        alpha: 128,
        enable_html5_player: false,
      },
      seek: false,
      nochat: true,
    })
  })

  test('has player options in its query: flags without a value, values percent-encoded', async () => {
    const query = {
      autoplay: true,
      mute: false,
      pf: 'p 1',
      title: 'A & B',
      uservalues: ['x=1', ''],
      more: { nochat: 1, show_controls_pause: true },
    } as const
    const url = await kollusPlayUrl({ ...minimal, query })
    expect(url.slice(url.indexOf('&autoplay'))).toBe(
      '&autoplay&pf=p%201&title=A%20%26%20B&uservalue0=x%3D1&uservalue1=&nochat=1&show_controls_pause',
    )
  })
})

describe('a URL is not made', () => {
  test.each<[string, object, RegExp]>([
    ['with an end in seconds', { expiresAt: 1_893_456_000 }, /multiply it by 1000/],
    ['with an end in microseconds', { expiresAt: 1_893_456_000_000_000 }, /after 2100/],
    ['with an end that two numbers were joined to', { expiresAt: 189_345_600_060 * 1000 }, /after 2100/],
    ['with an end that is over', { expiresAt: now }, /over already/],
    ['with an invalid date', { expiresAt: new Date(Number.NaN) }, /not a valid time/],
    ['with a playback in seconds', { playUntil: 1_893_456_000 }, /playUntil/],
    ['without a channel', { channelKey: undefined }, /channelKey/],
    ['without a security key', { securityKey: '' }, /securityKey is empty/],
    ['without a custom key', { customKey: '' }, /customKey is empty/],
    ['with an unknown option', { securitykey: 'x' }, /Did you mean "securityKey"/],
    ['with an unknown form', { form: 'i' }, /s or sr or si/],
    ['with an unknown claim of the watermark', { watermark: { codekind: 'x' } }, /codeKind/],
    ['with a second token in the query', { query: { more: { jwt: 'x' } } }, /"jwt" is in the URL already/],
    ['with a title twice in the query', { query: { title: 'a', more: { title: 'b' } } }, /"title"/],
    ['for a base URL with a password', { baseUrl: 'http://u:p@127.0.0.1' }, /baseUrl/],
  ])('%s', async (_, options, message) => {
    const error: unknown = await kollusPlayUrl({ ...minimal, ...options }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(UsageError)
    expect(String(error)).toMatch(message)
    expect(inspect(error, { depth: 9 }) + JSON.stringify(error)).not.toMatch(/onair-test-security|custom key\+/)
  })
})

describe('the verification', () => {
  test('returns what a URL allows, with the header of each vendor sample', async () => {
    const token = jwt({ ...claims, play_expt: 1_893_463_200 }, { head: '{"typ": "JWT", "alg": "HS256"}' })
    expect(await verify(urlOf(token), { channelKey, customKey: 'k' })).toEqual({
      ok: true,
      form: 's',
      channelKey,
      clientUserId: 'viewer-1',
      expiresAt: 1_893_456_000_000,
      playUntil: 1_893_463_200_000,
      payload: { ...claims, play_expt: 1_893_463_200 },
    })
    expect(await verify(urlOf(jwt({ lmckey: 'a', cuid: 'b', expt: 1_893_456_000 })))).toMatchObject({
      channelKey: 'a',
      clientUserId: 'b',
    })
  })

  const good = jwt(claims)
  const [head, payload, signature] = good.split('.') as [string, string, string]
  const unsigned = (alg: string) => `${base64url({ alg, typ: 'JWT' })}.${payload}`
  test.each<[string, string, string, Partial<VerifyKollusPlayUrlOptions>?]>([
    ['no URL', 'malformed_url', 'not a URL'],
    ['another path', 'malformed_url', 'https://v-live-kr.kollus.com/i?jwt=a&custom_key=k'],
    ['two tokens', 'duplicate_parameter', `${urlOf(good)}&jwt=${good}`],
    ['no token', 'missing_token', 'https://v-live-kr.kollus.com/s?custom_key=k'],
    ['no custom key', 'missing_custom_key', `https://v-live-kr.kollus.com/s?jwt=${good}`],
    ['another custom key', 'custom_key_mismatch', urlOf(good), { customKey: 'other' }],
    ['half a token', 'malformed_token', urlOf(`${head}.${payload}`)],
    ['a token of four parts', 'malformed_token', urlOf(`${good}.x`)],
    ['a header that is no JSON', 'malformed_token', urlOf(`bm8.${payload}.${signature}`)],
    ['the algorithm none', 'wrong_algorithm', urlOf(`${unsigned('none')}.`)],
    ['none with a signature', 'wrong_algorithm', urlOf(`${unsigned('none')}.${signature}`)],
    ['the algorithm in small letters', 'wrong_algorithm', urlOf(`${unsigned('hs256')}.${signature}`)],
    ['HS512', 'wrong_algorithm', urlOf(jwt(claims, { head: { alg: 'HS512' }, hash: 'sha512' }))],
    ['RS256', 'wrong_algorithm', urlOf(`${unsigned('RS256')}.${signature}`)],
    ['HS256 with another hash', 'bad_signature', urlOf(jwt(claims, { hash: 'sha512' }))],
    ['another key', 'bad_signature', urlOf(jwt(claims, { key: 'other' }))],
    [
      'a changed channel',
      'bad_signature',
      urlOf(`${head}.${base64url({ ...claims, live_media_channel_key: 'x' })}.${signature}`),
    ],
    ['no signature', 'bad_signature', urlOf(`${head}.${payload}.`)],
    ['a payload that is a list', 'malformed_payload', urlOf(jwt([claims]))],
    ['an end as text', 'malformed_payload', urlOf(jwt({ ...claims, expire_time: '1893456000' }))],
    ['no end', 'malformed_payload', urlOf(jwt({ live_media_channel_key: 'a' }))],
    ['no channel', 'malformed_payload', urlOf(jwt({ expire_time: 1_893_456_000 }))],
    ['an end that is now', 'expired', urlOf(good), { now: expiresAt }],
    ['an end beyond the tolerance', 'expired', urlOf(good), { now: expiresAt, clockTolerance: 0 }],
    ['another channel', 'channel_mismatch', urlOf(good), { channelKey: 'other' }],
  ])('refuses %s: %s', async (_, reason, url, options) => {
    expect(await verify(url, options)).toEqual({ ok: false, reason })
  })

  // Base64url as another encoder may write it. A signature of 32 bytes has two bits to spare in its last character.
  const spare = signature.replace(/.$/, (last) => String.fromCharCode(last.charCodeAt(0) + 1))
  test.each<[string, string, string]>([
    ['a signature with spare bits', 'bad_signature', `${head}.${payload}.${spare}`],
    ['a signature with padding', 'bad_signature', `${head}.${payload}.${signature}%3D`],
    ['a signature and a line break', 'bad_signature', `${good}%0A`],
    ['a header and a line break', 'malformed_token', `${head}%0A.${payload}.${signature}`],
    ['a blank before the token', 'malformed_token', `%20${good}`],
    ['a signature of the header alone', 'bad_signature', `${head}..${signature}`],
    ['dots only', 'malformed_token', '..'],
    ['many dots', 'malformed_token', '.'.repeat(10_000)],
    ['no algorithm', 'wrong_algorithm', jwt(claims, { head: {} })],
    ['a list of algorithms', 'wrong_algorithm', jwt(claims, { head: { alg: ['HS256'] } })],
    ['a second algorithm', 'wrong_algorithm', jwt(claims, { head: '{"alg":"HS256","alg":"none"}' })],
    ['a header of null', 'malformed_token', jwt(claims, { head: 'null' })],
    ['a payload of null', 'malformed_payload', jwt('null')],
    ['a payload that is no UTF-8', 'malformed_payload', jwt(Buffer.from([0x7b, 0xff, 0x7d]))],
    ['an end with a fraction', 'malformed_payload', jwt({ ...claims, expire_time: 1_893_456_000.5 })],
    ['an end before 1970', 'malformed_payload', jwt({ ...claims, expire_time: -1 })],
    ['an end that is no date', 'malformed_payload', jwt({ ...claims, expire_time: 8_640_000_000_001 })],
    ['an end that is infinite', 'malformed_payload', jwt('{"lmckey":"a","expt":1e999}')],
    ['an end of true', 'malformed_payload', jwt({ ...claims, expire_time: true })],
    ['an end of null for playback', 'malformed_payload', jwt({ ...claims, play_expt: null })],
    ['an end of playback that is no date', 'malformed_payload', jwt({ ...claims, play_expt: 1e15 })],
    ['a viewer that is a number', 'malformed_payload', jwt({ ...claims, client_user_id: 7 })],
    ['a channel that is a list', 'malformed_payload', jwt({ ...claims, live_media_channel_key: [channelKey] })],
  ])('refuses %s: %s', async (_, reason, token) => {
    expect(await verify(urlOf(token))).toEqual({ ok: false, reason })
  })

  test('reads the last of two claims of one name, and no name of an object’s prototype', async () => {
    const twice = jwt('{"lmckey":"a","lmckey":"b","expt":1893456000,"__proto__":{"client_user_id":"eve"}}')
    expect(await verify(urlOf(twice))).toEqual({
      ok: true,
      form: 's',
      channelKey: 'b',
      expiresAt: expiresAt.getTime(),
      payload: JSON.parse('{"lmckey":"b","expt":1893456000,"__proto__":{"client_user_id":"eve"}}') as object,
    })
  })

  test('lets the clocks differ by the tolerance', async () => {
    const at = { now: new Date(expiresAt.getTime() + 4999) }
    expect(await verify(urlOf(good), { ...at, clockTolerance: 5000 })).toMatchObject({ ok: true })
    expect(await verify(urlOf(good), { ...at, clockTolerance: 4999 })).toEqual({ ok: false, reason: 'expired' })
    const before = { now: new Date(expiresAt.getTime() - 1) }
    expect(await verify(urlOf(good), before)).toMatchObject({ ok: true })
    for (const clockTolerance of [-1, Number.NaN])
      await expect(verify(urlOf(good), { ...before, clockTolerance })).rejects.toThrow(/clockTolerance/)
  })

  test('refuses wrong options with a typed error', async () => {
    await expect(verify(urlOf(good), { securityKey: '' })).rejects.toThrow(UsageError)
    await expect(verify(urlOf(good), { now: 1_893_456_000 })).rejects.toThrow(/multiply it by 1000/)
  })
})
