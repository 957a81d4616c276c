import { createHash, createHmac } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { kollusPlayUrl, verifyKollusPlayUrl } from '../../src/kollus-live/index.js'
import { md5 as mockMd5 } from '../../mock/core/signing/md5.js'
import { md5 } from '../../src/kollus-live/md5.js'

const numRuns = Number(process.env.ONAIR_RUNS ?? 200)
const now = 1_800_000_000_000
const word = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 20 })
  .filter((text) => text.trim() === text && !/\s/.test(text))
/** Milliseconds of an end, from a second ahead until 2100. */
const end = fc.integer({ min: 1_800_000_001, max: 4_102_444_800 }).map((seconds) => seconds * 1000)
const base64url = (text: string) => Buffer.from(text).toString('base64url')
const key = fc.string({ unit: 'grapheme', minLength: 1 })
const claims = fc.record({
  channelKey: fc.string({ unit: 'grapheme-ascii', minLength: 1 }).map((text) => text.replaceAll(/\s/g, '_')),
  clientUserId: word,
  expiresAt: end,
  playUntil: fc.option(end, { nil: undefined }),
  title: fc.option(word, { nil: undefined }),
  form: fc.constantFrom('s', 'sr', 'si'),
  names: fc.constantFrom('long', 'short'),
})

test('a signed URL verifies with its key until the second of its end, as node:crypto has it', async () => {
  const signed = fc.asyncProperty(claims, key, key, async (options, securityKey, customKey) => {
    const { channelKey, clientUserId, expiresAt, playUntil, form } = options
    const url = await kollusPlayUrl({ ...options, securityKey, customKey, now })
    const verdict = await verifyKollusPlayUrl(url, { securityKey, customKey, channelKey, now: expiresAt - 1 })
    expect(verdict).toMatchObject({ ok: true, form, channelKey, clientUserId, expiresAt })
    expect(verdict.ok && verdict.playUntil).toBe(playUntil)
    expect(verdict.ok && Object.keys(verdict.payload)).not.toEqual(expect.arrayContaining(['iat', 'exp']))
    const [head, payload, signature] = new URL(url).searchParams.get('jwt')!.split('.')
    expect(createHmac('sha256', securityKey).update(`${head}.${payload}`).digest('base64url')).toBe(signature)
    const refused = (options: object) => verifyKollusPlayUrl(url, { securityKey, now, ...options })
    expect(await refused({ now: expiresAt })).toEqual({ ok: false, reason: 'expired' })
    expect(await refused({ securityKey: `${securityKey}x` })).toEqual({ ok: false, reason: 'bad_signature' })
    expect(await refused({ channelKey: `${channelKey}x` })).toEqual({ ok: false, reason: 'channel_mismatch' })
  })
  await fc.assert(signed, { numRuns })
})

test('changing any one character of a token invalidates it', async () => {
  const url = await kollusPlayUrl({ channelKey: 'a', expiresAt: now + 1000, securityKey: 'k', customKey: 'c', now })
  const start = url.indexOf('jwt=') + 4
  const length = url.indexOf('&') - start
  const character = fc.constantFrom('A', 'B', 'a', 'z', '0', '9', '-', '_', '.')
  const run = async (where: number, other: string) => {
    const at = start + (where % length)
    fc.pre(url[at] !== other)
    const changed = url.slice(0, at) + other + url.slice(at + 1)
    expect(await verifyKollusPlayUrl(changed, { securityKey: 'k', now })).toMatchObject({ ok: false })
  }
  await fc.assert(fc.asyncProperty(fc.nat(), character, run), { numRuns: numRuns * 3 })
})

test('any URL, token and payload gets a verdict, and only a payload with a channel and a whole end passes', async () => {
  const encoded = fc.oneof(fc.string(), fc.json(), fc.constant('{"alg":"HS256"}')).map(base64url)
  const token = fc.array(encoded, { maxLength: 5 }).map((parts) => parts.join('.'))
  const refused = async (text: string) => {
    const url = `https://v-live-kr.kollus.com/s?custom_key=c&jwt=${text}`
    for (const one of [url, text])
      expect(await verifyKollusPlayUrl(one, { securityKey: 'k', now })).toHaveProperty('reason')
  }
  await fc.assert(fc.asyncProperty(fc.oneof(token, fc.string({ unit: 'binary' })), refused), { numRuns })

  const odd = fc.oneof(fc.double(), fc.jsonValue({ maxDepth: 1 }), fc.constant(2 ** 53 - 1))
  const text = fc.oneof(fc.string(), odd)
  const time = fc.oneof(fc.integer({ min: now / 1000 - 10, max: now / 1000 + 10 }), odd)
  const long = { live_media_channel_key: text, expire_time: time, client_user_id: text }
  const payload = fc.record({ ...long, lmckey: text, expt: time, play_expt: time }, { requiredKeys: [] })
  const signed = async (claims: object) => {
    const head = [{ alg: 'HS256' }, claims].map((part) => base64url(JSON.stringify(part))).join('.')
    const jwt = `${head}.${createHmac('sha256', 'k').update(head).digest('base64url')}`
    const url = `https://v-live-kr.kollus.com/s?custom_key=c&jwt=${jwt}`
    const verdict = await verifyKollusPlayUrl(url, { securityKey: 'k', now })
    if (verdict.ok) {
      expect(verdict.channelKey).toBeTypeOf('string')
      expect(verdict.expiresAt).toBeGreaterThan(now)
      for (const end of [verdict.expiresAt, verdict.playUntil ?? now]) expect(new Date(end).getTime() % 1000).toBe(0)
    } else expect(['malformed_payload', 'expired']).toContain(verdict.reason)
  }
  await fc.assert(fc.asyncProperty(payload, signed), { numRuns: numRuns * 3 })
})

test.each([
  ['the client', md5],
  ['the mock', mockMd5],
])('MD5 of %s is that of node:crypto', (_, md5) => {
  const text = fc.string({ unit: 'binary', maxLength: 200 })
  const same = fc.property(text, (given) => {
    expect(md5(given)).toBe(createHash('md5').update(given).digest('hex'))
  })
  fc.assert(same, { numRuns })
})
