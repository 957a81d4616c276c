import { createHash, createHmac } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { kollusPlayUrl, verifyKollusPlayUrl } from '../../src/kollus-live/index.js'
import { md5 } from '../../src/kollus-live/md5.js'

const numRuns = Number(process.env.ONAIR_RUNS ?? 200)
const now = 1_800_000_000_000
const word = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 20 })
  .filter((text) => text.trim() === text && !/\s/.test(text))
/** Milliseconds of an end, from a second ahead until 2100. */
const end = fc.integer({ min: 1_800_000_001, max: 4_102_444_800 }).map((seconds) => seconds * 1000)
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

test('MD5 is that of node:crypto', () => {
  const text = fc.string({ unit: 'binary', maxLength: 200 })
  const same = fc.property(text, (given) => {
    expect(md5(given)).toBe(createHash('md5').update(given).digest('hex'))
  })
  fc.assert(same, { numRuns })
})
