import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { signUrl, verifySignedUrl } from '../../src/ovenstudio/index.js'
import { ec, rsa } from './signing-keys.js'

const numRuns = Number(process.env.ONAIR_RUNS ?? 60)
const id = 'K2JCJMDEHXQW5F'
const pairs = { rsa, ec }
const imported = Object.fromEntries(
  await Promise.all(Object.entries(pairs).map(async ([name, { publicKey }]) => [name, { [id]: publicKey }] as const)),
)

const second = fc.integer({ min: 1_000_000_001, max: 4_000_000_000 })
const kind = fc.constantFrom('rsa' as const, 'ec' as const)
const hash = fc.constantFrom('SHA-1' as const, 'SHA-256' as const)
const policy = fc.constantFrom('canned' as const, 'custom' as const)
/** Letters of every script. A name of dots only is not a segment. */
const segment = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 12 })
  .map((text) => encodeURIComponent(text))
  .filter((text) => !/^\.+$/.test(text))
const own = fc.array(fc.tuple(segment, segment), { maxLength: 3 })
const address = fc.record({ path: fc.array(segment, { minLength: 1, maxLength: 4 }), own }).map(({ path, own }) => {
  const query = own.map(([name, value]) => `own-${name}=${value}`).join('&')
  // A star in the URL itself would be a pattern, which has its own test.
  return `https://cdn.example.test/${path.join('/')}${query && `?${query}`}`.replaceAll('*', '%2A')
})

test('a signed URL is valid for any path and query, until its last second', async () => {
  const run = async (
    url: string,
    until: number,
    pair: keyof typeof pairs,
    hashed: 'SHA-1' | 'SHA-256',
    form: 'canned' | 'custom',
  ) => {
    const signed = await signUrl({
      url,
      keyPairId: id,
      privateKey: pairs[pair].privateKey,
      until: new Date(until * 1000),
      hash: hashed,
      policy: form,
    })
    expect(new URL(signed).href).toBe(signed)
    const at = (now: number) => verifySignedUrl(signed, { keys: imported[pair]!, now: now * 1000 })
    expect(await at(until - 1)).toMatchObject({ ok: true, until: until * 1000 })
    expect(await at(until)).toEqual({ ok: false, reason: 'expired' })
  }
  await fc.assert(fc.asyncProperty(address, second, kind, hash, policy, run), { numRuns })
})

const now = 1_703_462_400_000
const until = new Date(1_703_548_800_000)
const folder = 'https://cdn.example.test/app/OvenStudio_Xmas/'
const file = `${folder}playlist.m3u8`
/** Printable ASCII, and a few characters outside it. */
const character = fc.oneof(
  { arbitrary: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)), weight: 9 },
  fc.constantFrom('\n', '\t', '\0', 'é', 'Ａ', '\u200B', '\uD800'),
)

/** A change of one character, anywhere: replaced, removed or inserted. */
const change = fc.record({ how: fc.constantFrom('replace', 'remove', 'insert'), at: fc.nat(), character })
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never
const changed = (text: string, { how, at, character }: Change, upTo = text.length) => {
  const place = at % upTo
  const rest = text.slice(how === 'insert' ? place : place + 1)
  return text.slice(0, place) + (how === 'remove' ? '' : character) + rest
}

const signedBy = (pair: keyof typeof pairs, options: object) =>
  signUrl({ url: file, keyPairId: id, privateKey: pairs[pair].privateKey, until, ...options })
const verdict = (url: string, pair: keyof typeof pairs) => verifySignedUrl(url, { keys: imported[pair]!, now })

test.each(['rsa', 'ec'] as const)('changing any one character of a URL signed with %s invalidates it', async (pair) => {
  // The query of a custom policy would be a pattern (AWS: `?` is any character), so the query is with the canned one.
  const originals = [
    await signedBy(pair, { url: `${file}?own=1`, hash: 'SHA-256' }),
    await signedBy(pair, { url: `${file}?own=1` }),
    await signedBy(pair, { policy: 'custom' }),
    await signedBy(pair, { from: new Date(now - 1000) }),
  ]
  for (const original of originals) expect(await verdict(original, pair)).toMatchObject({ ok: true })
  const run = async (original: string, one: Change) => {
    const url = changed(original, one)
    fc.pre(url !== original)
    expect(await verdict(url, pair)).toMatchObject({ ok: false })
  }
  await fc.assert(fc.asyncProperty(fc.constantFrom(...originals), change, run), { numRuns: numRuns * 10 })
})

test.each(['rsa', 'ec'] as const)(
  'under a folder signed with %s only the rest of the path can change, and stays in the folder',
  async (pair) => {
    const original = await signedBy(pair, { resource: `${folder}*` })
    const query = original.slice(file.length)
    expect(await verdict(original, pair)).toMatchObject({ ok: true })
    const run = async (one: Change, tail: string) => {
      // A change of any character of the policy, the signature or the key id is found.
      const inQuery = file + changed(query, one)
      fc.pre(inQuery !== original)
      const { how, at } = one
      const atStart = at % query.length === 0
      // A character before the `?` makes a longer path. An empty parameter belongs to the URL's own query, which the folder covers.
      const isCovered = (how === 'insert' && atStart) || inQuery.replace('&&', '&').replace('?&', '?') === original
      if (!isCovered) expect(await verdict(inQuery, pair)).toMatchObject({ ok: false })

      const inFolder = changed(folder, one)
      if (inFolder !== folder && !inFolder.startsWith(folder))
        expect(await verdict(inFolder + original.slice(folder.length), pair)).toMatchObject({ ok: false })

      const elsewhere = `${folder}${tail}${query}`
      const found = await verdict(elsewhere, pair)
      const resolved = URL.canParse(elsewhere) ? new URL(elsewhere).href : ''
      if (found.ok) expect(resolved.startsWith(folder)).toBe(true)
    }
    const dots = fc.array(fc.constantFrom('.', '..', '%2e', '%2E', '/', '%2f', '\\', '%5C', 'a', '\t'), {
      maxLength: 8,
    })
    const tail = fc.oneof(
      dots.map((parts) => parts.join('')),
      fc.webPath(),
      fc.string({ maxLength: 10 }),
    )
    await fc.assert(fc.asyncProperty(change, tail, run), { numRuns: numRuns * 5 })
  },
)
