import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { signedPolicy, verifySignedPolicy } from '../../src/ovenstudio/index.js'

const numRuns = Number(process.env.ONAIR_RUNS ?? 200)
const secret = 'a secret of the server'
const now = 1_703_462_400_000
const until = 1_703_548_800_000

/** Names in every script, percent-encoded. Quotes too, which browsers encode. */
const name = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 12 })
  .map((text) => encodeURIComponent(text).replaceAll("'", '%27'))
  .filter((text) => !/^\.+$/.test(text))
const scheme = fc.constantFrom('http', 'https', 'ws', 'wss', 'rtmp', 'rtmps')
const port = fc.option(fc.integer({ min: 1, max: 65_535 }))
const address = fc
  .record({ scheme, port, app: name, stream: name, own: fc.array(fc.tuple(name, name), { maxLength: 3 }) })
  .map(({ scheme, port, app, stream, own }) => {
    const query = own.map(([key, value]) => `own-${key}=${value}`).join('&')
    return `${scheme}://media.example.test${port === null ? '' : `:${port}`}/${app}/${stream}${query && `?${query}`}`
  })
const around = (url: string) => `srt://media.example.test:9999?streamid=${encodeURIComponent(url)}`
const srt = fc
  .record({ host: fc.constantFrom('default', 'media.example.test:9999'), app: name, stream: name })
  .map(({ host, app, stream }) => around(`srt://${host}/${app}/${stream}`))

test('a signed URL is valid for any names, until the millisecond of its end', async () => {
  const run = async (url: string, end: number, key: string) => {
    const signed = await signedPolicy({ url, secret: key, until: end })
    expect(await verifySignedPolicy(signed, { secret: key, now: end })).toEqual({ ok: true, until: end })
    expect(await verifySignedPolicy(signed, { secret: key, now: end + 1 })).toEqual({ ok: false, reason: 'expired' })
    expect(await verifySignedPolicy(signed, { secret: `${key}x`, now: end })).toEqual({
      ok: false,
      reason: 'bad_signature',
    })
  }
  const end = fc.integer({ min: 1_000_000_000_000, max: 4_000_000_000_000 })
  const key = fc.string({ unit: 'grapheme', minLength: 1 })
  await fc.assert(fc.asyncProperty(fc.oneof(address, srt), end, key, run), { numRuns })
})

const character = fc.oneof(
  { arbitrary: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)), weight: 9 },
  fc.constantFrom('\n', '\0', 'é', 'Ａ', '\u200B', '\uD800'),
)
const how = fc.constantFrom('replace', 'remove', 'insert')

test('changing any one character of a signed URL invalidates it; in an SRT one, from the stream’s id on', async () => {
  const run = async (url: string, how: string, where: number, character: string) => {
    const original = await signedPolicy({ url, secret, until })
    // The address to which an SRT caller connects is not signed.
    const start = url.startsWith('srt:') ? original.indexOf('=') + 1 : 0
    const at = start + (where % (original.length - start))
    const rest = original.slice(how === 'insert' ? at : at + 1)
    const changed = original.slice(0, at) + (how === 'remove' ? '' : character) + rest
    fc.pre(changed !== original)
    expect(await verifySignedPolicy(changed, { secret, now })).toMatchObject({ ok: false })
  }
  await fc.assert(fc.asyncProperty(fc.oneof(address, srt), how, fc.nat(), character, run), { numRuns: numRuns * 5 })
})
