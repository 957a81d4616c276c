import { createSign, createVerify } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { isOnAirError, UsageError } from '../../src/errors/index.js'
import {
  signCookies,
  type SignCookiesOptions,
  signUrl,
  type SignUrlOptions,
  verifySignedUrl,
} from '../../src/ovenstudio/index.js'
import { failure } from '../support/failure.js'
import { ec, rsa } from './signing-keys.js'

const id = 'K2JCJMDEHXQW5F'
const until = new Date('2023-12-26T00:00:00Z')
const from = new Date('2023-12-24T00:00:00Z')
const christmas = new Date('2023-12-25T00:00:00Z')
const folder = 'https://cdn.example.test/app/OvenStudio_Xmas/'
const url = `${folder}playlist.m3u8`
const keys = { [id]: rsa.publicKey }

const sign = (options: Partial<SignUrlOptions> = {}) =>
  signUrl({ url, keyPairId: id, privateKey: rsa.privateKey, until, ...options })
const verify = (signed: string, options: Partial<Parameters<typeof verifySignedUrl>[1]> = {}) =>
  verifySignedUrl(signed, { keys, now: christmas, ...options })
const parameter = (signed: string, name: string) => new URL(signed).searchParams.get(name)!
/** CloudFront's letters as bytes, by Node's own base64. */
const bytesOf = (text: string) =>
  Buffer.from(text.replaceAll('-', '+').replaceAll('_', '=').replaceAll('~', '/'), 'base64')
const lettersOf = (bytes: Buffer) =>
  bytes.toString('base64').replaceAll('+', '-').replaceAll('=', '_').replaceAll('/', '~')
/** A URL that Node signed, with any policy. */
const signedByNode = (policy: string, base = url) =>
  `${base}?Policy=${lettersOf(Buffer.from(policy))}&Signature=${lettersOf(createSign('sha1').update(policy).sign(rsa.privateKey))}&Key-Pair-Id=${id}`

describe('the fact sheet', () => {
  test('has the exact bytes of its policy', async () => {
    const signed = await sign({ from, resource: `${folder}*` })
    expect(parameter(signed, 'Policy')).toBe(
      'eyJTdGF0ZW1lbnQiOlt7IlJlc291cmNlIjoiaHR0cHM6Ly9jZG4uZXhhbXBsZS50ZXN0L2FwcC9PdmVuU3R1ZGlvX1htYXMvKiIsIkNvbmRpdGlvbiI6eyJEYXRlTGVzc1RoYW4iOnsiQVdTOkVwb2NoVGltZSI6MTcwMzU0ODgwMH0sIkRhdGVHcmVhdGVyVGhhbiI6eyJBV1M6RXBvY2hUaW1lIjoxNzAzMzc2MDAwfX19XX0_',
    )
    expect(bytesOf(parameter(signed, 'Policy'))).toHaveLength(182)
  })

  test('has an RSA signature of 344 characters, with its padding', async () => {
    const signature = parameter(await sign(), 'Signature')
    expect(signature).toHaveLength(344)
    expect(signature).toMatch(/^[A-Za-z0-9~-]{342}__$/)
  })
})

describe.each([
  ['RSA', rsa],
  ['ECDSA', ec],
] as const)('%s', (_name, pair) => {
  describe.each(['SHA-1', 'SHA-256'] as const)('with %s', (hash) => {
    const node = hash === 'SHA-1' ? 'sha1' : 'sha256'
    const marker = hash === 'SHA-1' ? '' : '&Hash-Algorithm=SHA256'
    const policies = {
      canned: `{"Statement":[{"Resource":"${url}","Condition":{"DateLessThan":{"AWS:EpochTime":1703548800}}}]}`,
      custom: `{"Statement":[{"Resource":"${folder}*","Condition":{"DateLessThan":{"AWS:EpochTime":1703548800},"IpAddress":{"AWS:SourceIp":"203.0.113.7/32"},"DateGreaterThan":{"AWS:EpochTime":1703376000}}}]}`,
    }
    const more = { canned: {}, custom: { from, resource: `${folder}*`, ip: '203.0.113.7' } }

    test.each(['canned', 'custom'] as const)(
      'Node’s crypto agrees on a %s policy, in both directions',
      async (kind) => {
        const policy = policies[kind]
        const ours = await sign({ privateKey: pair.privateKey, hash, ...more[kind] })
        const theirs = createSign(node).update(policy).sign(pair.privateKey)
        const start = kind === 'canned' ? 'Expires=1703548800' : `Policy=${lettersOf(Buffer.from(policy))}`
        const fromNode = `${url}?${start}&Signature=${lettersOf(theirs)}&Key-Pair-Id=${id}${marker}`

        expect(
          createVerify(node)
            .update(policy)
            .verify(pair.publicKey, bytesOf(parameter(ours, 'Signature'))),
        ).toBe(true)
        expect(ours.replace(/Signature=[^&]+/, '')).toBe(fromNode.replace(/Signature=[^&]+/, ''))
        for (const signed of [ours, fromNode]) {
          expect(await verify(signed, { keys: { [id]: pair.publicKey }, ip: '203.0.113.7' })).toMatchObject({
            ok: true,
            until: until.getTime(),
          })
        }
      },
    )
  })
})

describe('keys', () => {
  test('a CryptoKey for RSA decides the hash, and a contradicting one is refused', async () => {
    const pair = await crypto.subtle.generateKey(
      { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) },
      false,
      ['sign', 'verify'],
    )
    const signed = await sign({ privateKey: pair.privateKey })
    expect(signed).toMatch(/&Hash-Algorithm=SHA256$/)
    expect(await verify(signed, { keys: { [id]: pair.publicKey } })).toMatchObject({ ok: true })
    await expect(sign({ privateKey: pair.privateKey, hash: 'SHA-1' })).rejects.toThrow(UsageError)
    // Exportable, as public keys are: it works for the other hash too.
    const forSha1 = await crypto.subtle.importKey(
      'spki',
      await crypto.subtle.exportKey('spki', pair.publicKey),
      { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-1' },
      true,
      ['verify'],
    )
    expect(await verify(signed, { keys: { [id]: forSha1 } })).toMatchObject({ ok: true })
  })
})

describe('the choice of policy', () => {
  test.each([
    ['only an end', {}, 'Expires'],
    ['a start', { from }, 'Policy'],
    ['an address', { ip: '203.0.113.0/24' }, 'Policy'],
    ['another resource', { resource: `${folder}*` }, 'Policy'],
    ['the same resource', { resource: url }, 'Expires'],
    ['a star in the URL', { url: `${folder}*` }, 'Policy'],
    ['custom on request', { policy: 'custom' }, 'Policy'],
  ] as const)('%s', async (_name, options, name) => {
    expect(parameter(await sign(options), name)).toBeTruthy()
  })

  test('a canned policy cannot hold a start', async () => {
    await expect(sign({ from, policy: 'canned' })).rejects.toThrow('canned')
  })
})

describe('the URL', () => {
  test('keeps its own query parameters before the signing ones, and signs them', async () => {
    const signed = await sign({ url: `${url}?quality=low&x=%20` })
    expect(signed).toMatch(/\?quality=low&x=%20&Expires=1703548800&Signature=/)
    expect(await verify(signed)).toMatchObject({ ok: true, resource: `${url}?quality=low&x=%20` })
    expect(await verify(signed.replace('low', 'high'))).toEqual({ ok: false, reason: 'bad_signature' })
  })

  test('with a question mark at its end is signed without it', async () => {
    const signed = await sign({ url: `${url}?` })
    expect(signed).toBe(await sign())
    expect(await verify(signed)).toMatchObject({ ok: true, resource: url })
    expect(await sign({ url: `${url}??` })).toContain('??&Expires')
  })

  test('is signed in the form that a client sends', async () => {
    const signed = await sign({ url: 'HTTPS://CDN.example.test:443/яблоко' })
    expect(signed).toMatch(/^https:\/\/cdn\.example\.test\/%D1%8F/)
    expect(await verify(signed)).toMatchObject({ ok: true })
  })

  test.each([
    ['a fragment', `${url}#top`],
    ['a space', `${folder}a b`],
    ['a line break', `${url}\n`],
    ['a backslash', `${folder}..\\x`],
    ['a user', 'https://me:pass@cdn.example.test/a'],
    ['dot segments', `${folder}../other/a`],
    ['encoded dot segments', `${folder}%2E%2e%2fother`],
    ['no scheme', 'cdn.example.test/a'],
    ['another scheme', 'rtmp://cdn.example.test/a'],
    ['a signing parameter', `${url}?Expires=1`],
    ['half a character', `${folder}\uD800`],
  ])('with %s is refused', async (_name, bad) => {
    await expect(sign({ url: bad })).rejects.toThrow(UsageError)
  })

  test('that is already signed is not signed again, and the error does not show it', async () => {
    const error = await failure(sign({ url: await sign() }))
    expect(inspect(error)).toContain('Expires')
    expect(inspect(error)).not.toContain('cdn.example.test')
    expect(isOnAirError(error)).toBe(true)
  })
})

describe('options that CloudFront would refuse', () => {
  test.each<[string, object, string]>([
    ['seconds in place of milliseconds', { until: new Date(1_703_548_800) }, 'multiply it by 1000'],
    ['an invalid date', { until: new Date('x') }, 'not a valid time'],
    ['reversed dates', { from: until, until: from }, 'before until'],
    ['a window without a whole second', { from, until: new Date(from.getTime() + 999) }, 'before until'],
    ['an invalid address', { ip: '203.0.113.256' }, 'IPv4'],
    ['a resource that does not cover the URL', { resource: 'https://cdn.example.test/other/*' }, 'does not cover'],
    ['a resource with a quote', { resource: 'https://cdn.example.test/"*' }, 'percent-encode'],
    ['an id with an ampersand', { keyPairId: 'K2&x=1' }, 'keyPairId'],
    ['an unknown hash', { hash: 'MD5' }, 'SHA-256'],
    ['no id', { keyPairId: undefined }, 'keyPairId'],
    ['null for the id', { keyPairId: null }, '"keyPairId" must be text'],
    ['NaN for the id', { keyPairId: NaN }, '"keyPairId" must be text'],
    ['null for the resource', { resource: null }, '"resource" must be text'],
    ['a list for the address', { ip: ['203.0.113.7'] }, '"ip" must be text'],
    ['null for the start', { from: null }, 'not a valid time'],
    ['a date as a string', { until: '2023-12-26' }, 'not a valid time'],
    ['a missing date', { until: undefined }, 'not a valid time'],
    ['a date out of range', { until: 1e300 }, 'not a valid time'],
    ['an unknown kind of policy', { policy: 'Custom' }, "'canned' or 'custom'"],
    ['an unknown option', { keypairId: id }, 'Did you mean "keyPairId"?'],
  ])('%s', async (_name, options, message) => {
    const error = await failure(sign(options))
    expect(error).toBeInstanceOf(UsageError)
    expect((error as Error).message).toContain(message)
  })

  test.each([undefined, null, 'x'])('%s for all of them', async (options) => {
    expect(await failure(signUrl(options as never))).toBeInstanceOf(UsageError)
  })

  test('an address that Node wrote as IPv6 is signed as IPv4', async () => {
    expect(await sign({ ip: '::ffff:203.0.113.7' })).toBe(await sign({ ip: '203.0.113.7' }))
  })

  test('a number of epoch milliseconds equals the Date', async () => {
    expect(await sign({ from: from.getTime(), until: until.getTime() })).toBe(await sign({ from }))
  })

  test('fractions never extend the life of a URL', async () => {
    const signed = await sign({ from: new Date(from.getTime() + 1), until: new Date(until.getTime() + 999) })
    expect(await verify(signed)).toMatchObject({ from: from.getTime() + 1000, until: until.getTime() })
  })
})

describe('the clock', () => {
  const second = 1000
  test.each([
    ['a second before the start', from.getTime() - second, 'not_yet'],
    ['at the start', from.getTime(), 'not_yet'],
    ['a second after the start', from.getTime() + second, undefined],
    ['a second before the end', until.getTime() - second, undefined],
    ['at the end', until.getTime(), 'expired'],
    ['a second after the end', until.getTime() + second, 'expired'],
  ])('%s', async (_name, now, reason) => {
    const verdict = await verify(await sign({ from }), { now })
    expect(verdict).toEqual(
      reason ? { ok: false, reason } : { ok: true, from: from.getTime(), until: until.getTime(), resource: url },
    )
    const canned = await verify(await sign(), { now })
    expect(canned.ok).toBe(reason !== 'expired')
  })

  test.each<[string, object, string]>([
    ['null for now', { now: null }, 'not a valid time'],
    ['no keys', { keys: undefined }, 'needs keys'],
    ['keys as a string', { keys: rsa.publicKey }, 'needs keys'],
    ['an unset key', { keys: { [id]: undefined } }, 'environment variable is set'],
    ['null for the address', { ip: null }, '"ip" must be text'],
    ['an unknown option', { address: '203.0.113.7' }, 'has no option "address"'],
  ])('%s is a UsageError of the verifier', async (_name, options, message) => {
    const error = await failure(verify(await sign(), options))
    expect(error).toBeInstanceOf(UsageError)
    expect((error as Error).message).toContain(message)
  })

  test('refuses seconds for now', async () => {
    await expect(verify(await sign(), { now: 1_703_462_400 })).rejects.toThrow('multiply it by 1000')
  })
})

describe('a signed URL is refused', () => {
  const edits: readonly (readonly [string, (signed: string) => string, string])[] = [
    ['without a key pair id', (signed) => signed.replace(/&Key-Pair-Id=\w+/, ''), 'missing_key_pair_id'],
    ['for an unknown key', (signed) => signed.replace(id, 'K2'), 'unknown_key'],
    ['for a key named like a method', (signed) => signed.replace(id, 'constructor'), 'unknown_key'],
    ['without a signature', (signed) => signed.replace(/&Signature=[^&]+/, ''), 'missing_signature'],
    ['without an end', (signed) => signed.replace(/Expires=\d+&/, ''), 'missing_policy'],
    ['with a later end', (signed) => signed.replace('1703548800', '1703548801'), 'bad_signature'],
    ['with a leading zero in the end', (signed) => signed.replace('1703548800', '01703548800'), 'malformed_policy'],
    ['with both policies', (signed) => `${signed}&Policy=e30_`, 'malformed_policy'],
    ['with a repeated end', (signed) => `${signed}&Expires=1703548800`, 'duplicate_parameter'],
    ['with another hash', (signed) => `${signed}&Hash-Algorithm=SHA256`, 'bad_signature'],
    ['with an unknown hash', (signed) => `${signed}&Hash-Algorithm=MD5`, 'unknown_hash'],
    ['without its padding', (signed) => signed.replace('__&', '_&'), 'bad_signature'],
    ['with base64 padding', (signed) => signed.replace('__&', '==&'), 'bad_signature'],
    ['with the host in capitals', (signed) => signed.replace('cdn', 'CDN'), 'malformed_url'],
    ['with dot segments', (signed) => signed.replace('app/', 'app/../app/'), 'malformed_url'],
    ['with a fragment', (signed) => `${signed}#x`, 'malformed_url'],
    ['with an extra parameter', (signed) => `${signed}&x=1`, 'bad_signature'],
  ]
  test.each(edits)('%s', async (_name, edit, reason) => {
    const signed = await sign()
    expect(edit(signed)).not.toBe(signed)
    expect(await verify(edit(signed))).toEqual({ ok: false, reason })
  })

  const window = '"Condition":{"DateLessThan":{"AWS:EpochTime":1703548800}'
  test.each([
    ['invalid JSON', 'x'],
    ['null', 'null'],
    ['no statement', '{"Statement":[]}'],
    ['two statements', `{"Statement":[{"Resource":"*",${window}}},{"Resource":"*",${window}}}]}`],
    ['no end', '{"Statement":[{"Resource":"*","Condition":{}}]}'],
    [
      'an end as a string',
      '{"Statement":[{"Resource":"*","Condition":{"DateLessThan":{"AWS:EpochTime":"1703548800"}}}]}',
    ],
    ['a start as a string', `{"Statement":[{"Resource":"*",${window},"DateGreaterThan":{"AWS:EpochTime":"1"}}}]}`],
    ['an unknown condition', `{"Statement":[{"Resource":"*",${window},"Weekday":"Monday"}}]}`],
    ['an invalid address', `{"Statement":[{"Resource":"*",${window},"IpAddress":{"AWS:SourceIp":"all"}}}]}`],
    ['a resource that is not a string', `{"Statement":[{"Resource":null,${window}}}]}`],
    [
      'a number with a leading zero',
      `{"Statement":[{"Resource":"*",${window},"IpAddress":{"AWS:SourceIp":"203.0.113.07"}}}]}`,
    ],
    ['an IPv6 range', `{"Statement":[{"Resource":"*",${window},"IpAddress":{"AWS:SourceIp":"::/0"}}}]}`],
  ])('with a policy that was correctly signed, of %s', async (_name, policy) => {
    expect(await verify(signedByNode(policy), { ip: '203.0.113.7' })).toEqual({ ok: false, reason: 'malformed_policy' })
  })

  test.each([
    ['203.0.113.7', true],
    ['203.0.113.255', true],
    ['::ffff:203.0.113.7', true],
    ['::FFFF:203.0.113.7', true],
    ['::ffff:cb00:7107', true],
    ['0:0:0:0:0:ffff:203.0.113.7', true],
    ['::ffff:203.0.114.0', false],
    ['::203.0.113.7', false],
    ['64:ff9b::203.0.113.7', false],
    ['::ffff:203.0.113.7]', false],
    ['203.0.113.007', false],
    ['203.0.114.0', false],
    ['203.0.113.7/24', false],
    [undefined, false],
  ])('unless it comes from its addresses: %s', async (ip, ok) => {
    const verdict = await verify(await sign({ ip: '203.0.113.0/24' }), { ip })
    expect(verdict).toMatchObject(ok ? { ok } : { ok, reason: 'ip_mismatch' })
  })

  test.each(['203.0.113.7', '2001:db8::1', undefined])(
    'never for its address if it is for 0.0.0.0/0: %s',
    async (ip) => {
      expect(await verify(await sign({ ip: '0.0.0.0/0' }), { ip })).toMatchObject({ ok: true })
      expect(await verify(await sign({ from }), { ip })).toMatchObject({ ok: true })
    },
  )

  test('if the public key has the other hash and cannot be exported', async () => {
    const der = Buffer.from(rsa.publicKey.replace(/-----[^-]+-----/g, ''), 'base64')
    const key = await crypto.subtle.importKey('spki', der, { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, false, [
      'verify',
    ])
    expect(await verify(await sign(), { keys: { [id]: key } })).toEqual({ ok: false, reason: 'bad_signature' })
  })
})

test.each([
  ['another tag', (der: Buffer) => Buffer.concat([Buffer.from([0x31]), der.subarray(1)])],
  ['another length', (der: Buffer) => Buffer.concat([der.subarray(0, 1), Buffer.from([der[1]! + 1]), der.subarray(2)])],
  ['an extra byte', (der: Buffer) => Buffer.concat([der, Buffer.from([0])])],
])('refuses an ECDSA signature with %s: it has one spelling', async (_name, edit) => {
  const signed = await sign({ privateKey: ec.privateKey })
  const signature = parameter(signed, 'Signature')
  const edited = signed.replace(signature, lettersOf(edit(bytesOf(signature))))
  const ecKeys = { keys: { [id]: ec.publicKey } }
  expect(await verify(signed, ecKeys)).toMatchObject({ ok: true })
  expect(await verify(edited, ecKeys)).toEqual({ ok: false, reason: 'bad_signature' })
})

describe('a resource with wildcards', () => {
  const move = async (resource: string, to: string) => {
    const signed = await sign({ resource })
    return verify(signed.replace(url, to))
  }
  test.each([
    [`${folder}*`, `${folder}segment-1.m4s`, true],
    [`${folder}*`, `${folder}deep/er.m4s`, true],
    [`${folder}*`, folder, true],
    [`${folder}*`, 'https://cdn.example.test/app/OvenStudio_Xmas2/a', false],
    [`${folder}*`, 'http://cdn.example.test/app/OvenStudio_Xmas/a', false],
    [`${folder}*.m3u8`, `${folder}media.m3u8`, true],
    [`${folder}*.m3u8`, `${folder}media.m4s`, false],
    [`${folder}play????.m3u8`, `${folder}playback.m3u8`, true],
    [`${folder}play????.m3u8`, `${folder}player.m3u8`, false],
    ['http*://*/app/*list*', `${folder}chunklist.m4s`, true],
    ['*', 'https://cdn.example.test/', true],
  ])('%s and %s', async (resource, to, ok) => {
    expect(await move(resource, to)).toMatchObject(ok ? { ok } : { ok, reason: 'resource_mismatch' })
  })

  test.each([`${folder}../Other/a`, `${folder}%2e%2e/Other/a`, `${folder}..%2FOther/a`, `${folder}..%5cOther/a`])(
    'is not escaped by %s',
    async (to) => {
      expect(await move(`${folder}*`, to)).toEqual({ ok: false, reason: 'malformed_url' })
    },
  )

  test('covers what a player appends after the signature; one without a star does not', async () => {
    expect(await verify(`${await sign({ resource: `${folder}*` })}&_HLS_msn=3`)).toMatchObject({ ok: true })
    expect(await verify(`${await sign({ from })}&_HLS_msn=3`)).toEqual({ ok: false, reason: 'resource_mismatch' })
  })
})

describe('signed cookies', () => {
  const cookies = (options: Partial<SignCookiesOptions> = {}) =>
    signCookies({ resource: `${folder}*`, keyPairId: id, privateKey: rsa.privateKey, until, ...options })

  test.each(['SHA-1', 'SHA-256'] as const)('equal a URL with a custom policy, with %s', async (hash) => {
    const options = { resource: `${folder}*`, from, ip: '203.0.113.7', hash }
    const { searchParams } = new URL(await sign(options))
    const expected = [...searchParams].map(([name, value]) => [`CloudFront-${name}`, value])
    expect(await cookies(options)).toEqual(Object.fromEntries(expected))
  })

  test.each<[string, object, string]>([
    ['no resource', { resource: undefined }, 'resource'],
    ['a resource without a scheme', { resource: 'cdn.example.test/app/*' }, 'must begin with'],
    ['a host in capitals', { resource: 'https://CDN.example.test/app/*' }, 'lower case'],
    ['an address', { url }, 'has no option "url"'],
    ['no id', { keyPairId: undefined }, 'keyPairId'],
    ['an unset key', { privateKey: undefined }, 'environment variable is set'],
  ])('are refused with %s', async (_name, options, message) => {
    const error = await failure(cookies(options))
    expect(error).toBeInstanceOf(UsageError)
    expect((error as Error).message).toContain(message)
  })
})
