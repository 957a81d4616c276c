import { createPrivateKey, createPublicKey, sign as nodeSign, verify as nodeVerify } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromCloudFrontBase64, toCloudFrontBase64 } from '../../../mock/ovenstudio/cloudfront-base64.js'
import { privateKeyPem, sign, type Hash } from '../../../mock/core/signing/signing-key.js'
import { policyText, signCanned, signCustom } from '../../../mock/ovenstudio/cloudfront-signing.js'
import { refusalOf } from '../../../mock/ovenstudio/cloudfront-verification.js'

const keyPairId = 'K2JCJMDEHXQW5F'
const signer = (hash: Hash = 'SHA-1') => ({ keyPairId, hash })
const folder = 'https://cdn.example.test/app/OvenStudio_Xmas'
const playlist = `${folder}/playlist.m3u8`
const xmas = { from: 1_703_376_000, until: 1_703_548_800 }
const during = 1_703_400_000_000

/** The reason of a refusal, or null. */
const reasonOf = async (url: string, now = during, address?: string, cookies?: string) =>
  (await refusalOf(url, { trusted: keyPairId, now, address, cookies }))?.reason ?? null

/** A URL with any text as its policy, correctly signed. */
const signedText = async (text: string, url = playlist) => {
  const signature = toCloudFrontBase64(await sign('SHA-1', text))
  return `${url}?Policy=${toCloudFrontBase64(Buffer.from(text))}&Signature=${signature}&Key-Pair-Id=${keyPairId}`
}

const privateKey = createPrivateKey(await privateKeyPem())
const publicKey = createPublicKey(privateKey)

describe('signing', () => {
  test('writes the policy byte for byte as AWS’s own signer does', () => {
    const text = policyText(`${folder}/*`, xmas)
    expect(text).toBe(
      '{"Statement":[{"Resource":"https://cdn.example.test/app/OvenStudio_Xmas/*","Condition":{"DateLessThan":{"AWS:EpochTime":1703548800},"DateGreaterThan":{"AWS:EpochTime":1703376000}}}]}',
    )
    expect(toCloudFrontBase64(Buffer.from(text))).toBe(
      'eyJTdGF0ZW1lbnQiOlt7IlJlc291cmNlIjoiaHR0cHM6Ly9jZG4uZXhhbXBsZS50ZXN0L2FwcC9PdmVuU3R1ZGlvX1htYXMvKiIsIkNvbmRpdGlvbiI6eyJEYXRlTGVzc1RoYW4iOnsiQVdTOkVwb2NoVGltZSI6MTcwMzU0ODgwMH0sIkRhdGVHcmVhdGVyVGhhbiI6eyJBV1M6RXBvY2hUaW1lIjoxNzAzMzc2MDAwfX19XX0_',
    )
  })

  test.each(['SHA-1', 'SHA-256'] as const)(
    'with %s agrees with another implementation, in both directions',
    async (hash) => {
      const algorithm = `RSA-${hash.replace('-', '')}`
      const query = new URL(await signCustom(playlist, `${folder}/*`, xmas, signer(hash))).searchParams
      const signature = fromCloudFrontBase64(query.get('Signature')!)!
      const text = policyText(`${folder}/*`, xmas)
      expect(nodeVerify(algorithm, Buffer.from(text), publicKey, signature)).toBe(true)
      expect(nodeSign(algorithm, Buffer.from(text), privateKey).equals(signature)).toBe(true)
      expect(query.get('Signature')).toMatch(/^[\w~-]{342}__$/)
      expect(query.get('Hash-Algorithm')).toBe(hash === 'SHA-1' ? null : 'SHA256')
    },
  )

  test('appends to an existing query', async () => {
    const url = await signCanned(`${playlist}?quality=high`, xmas.until, signer())
    expect(url).toMatch(/\?quality=high&Expires=1703548800&Signature=[^&]+&Key-Pair-Id=K2JCJMDEHXQW5F$/)
    expect(await reasonOf(url)).toBeNull()
    expect(await reasonOf(url.replace('high', 'low'))).toBe('wrong signature')
  })
})

describe.each(['SHA-1', 'SHA-256'] as const)('a URL signed with %s', (hash) => {
  test('with a wildcard serves all that it covers, and nothing else', async () => {
    const url = await signCustom(playlist, `${folder}/*`, xmas, signer(hash))
    const at = (address: string) => reasonOf(`${address}${address.includes('?') ? '&' : '?'}${url.split('?')[1]}`)
    expect(await at(playlist)).toBeNull()
    expect(await at(`${folder}/chunklist.m3u8?_HLS_msn=3&_HLS_part=1`)).toBeNull()
    expect(await reasonOf(`${url}&_HLS_msn=3`)).toBeNull()
    for (const other of [`${folder}2/playlist.m3u8`, 'https://cdn.example.test/app/OvenStudio/playlist.m3u8'])
      expect(await at(other)).toBe('another resource')
    expect(await at(playlist.replace('https', 'http'))).toBe('another resource')
  })

  test('with a canned policy serves that address only', async () => {
    const url = await signCanned(playlist, xmas.until, signer(hash))
    expect(await reasonOf(url)).toBeNull()
    expect(await reasonOf(url.replace('playlist', 'chunklist'))).toBe('wrong signature')
    expect(await reasonOf(`${url}&_HLS_msn=3`)).toBe('wrong signature')
  })

  test.each([
    ['custom', () => signCustom(playlist, playlist, xmas, signer(hash))],
    ['canned', () => signCanned(playlist, xmas.until, signer(hash))],
  ])('%s, is refused if any one character changes', async (_form, make) => {
    const url = await make()
    const characters = Array.from('ABCxyz059-_~./?&=%*')
    await fc.assert(
      fc.asyncProperty(fc.nat(url.length - 1), fc.constantFrom(...characters), async (at, character) => {
        fc.pre(url[at] !== character)
        expect(await reasonOf(url.slice(0, at) + character + url.slice(at + 1))).not.toBeNull()
      }),
      { numRuns: 300 },
    )
  })
})

describe('a signature', () => {
  test('has one spelling: the unused bits of its last letter are zero', async () => {
    const url = await signCanned(playlist, xmas.until, signer())
    const [, last] = /(.)__&Key/.exec(url)!
    const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789')
    const ending = (letter: string) => reasonOf(url.replace(`${last}__&Key`, `${letter}__&Key`))
    const served = await Promise.all(letters.map(async (letter) => (await ending(letter)) === null))
    expect(letters.filter((_letter, at) => served[at])).toEqual([last])
  })

  test('is decoded from any bytes, and from nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = toCloudFrontBase64(bytes)
        expect(text).toBe(
          Buffer.from(bytes).toString('base64').replace(/\+/g, '-').replace(/=/g, '_').replace(/\//g, '~'),
        )
        expect([...fromCloudFrontBase64(text)!]).toEqual([...bytes])
      }),
    )
    for (const text of ['YQ==', 'YQ', 'YR__', 'Y', '+/A_', 'YQ_ _']) expect(fromCloudFrontBase64(text)).toBeNull()
  })
})

describe('time', () => {
  test.each([
    ['before the end', xmas.until * 1000 - 1000, null],
    ['a millisecond before the end', xmas.until * 1000 - 1, null],
    ['at the end', xmas.until * 1000, 'URL expired'],
    ['after the end', xmas.until * 1000 + 1000, 'URL expired'],
    ['before the start', xmas.from * 1000 - 1000, 'URL not yet valid'],
    ['at the start', xmas.from * 1000, 'URL not yet valid'],
    ['a millisecond after the start', xmas.from * 1000 + 1, null],
  ])('%s', async (_when, now, reason) => {
    expect(await reasonOf(await signCustom(playlist, `${folder}/*`, xmas, signer()), now)).toBe(reason)
    if (now > xmas.from * 1000 && reason !== 'URL not yet valid')
      expect(await reasonOf(await signCanned(playlist, xmas.until, signer()), now)).toBe(reason)
  })
})

describe('a missing or malformed parameter', () => {
  test('is named', async () => {
    const custom = await signCustom(playlist, `${folder}/*`, xmas, signer())
    const without = (name: string) => reasonOf(custom.replace(new RegExp(`[?&]${name}=[^&]*`), '?'))
    expect(await reasonOf(playlist)).toBe('no Key-Pair-Id')
    expect(await without('Key-Pair-Id')).toBe('no Key-Pair-Id')
    expect(await without('Signature')).toBe('no Signature')
    expect(await without('Policy')).toBe('no Policy')
    expect(await reasonOf(custom.replace(keyPairId, 'KOTHER'))).toBe('unknown key')
    expect(await reasonOf(`${custom}&Hash-Algorithm=MD5`)).toBe('unknown Hash-Algorithm')
    expect(await reasonOf(`${custom}&Hash-Algorithm=SHA256`)).toBe('wrong signature')
    expect(await reasonOf(`${custom}&Expires=1703548800`)).toBe('both Policy and Expires')
    expect(await reasonOf(`${custom}&Key-Pair-Id=${keyPairId}`)).toBe('a repeated signing parameter')
  })

  test.each([
    'invalid JSON',
    '{}',
    '{"Statement":[]}',
    '{"Statement":[{"Resource":"*"}]}',
    '{"Statement":[{"Resource":null,"Condition":{"DateLessThan":{"AWS:EpochTime":1703548800}}}]}',
    '{"Statement":[{"Resource":"*","Condition":{"DateLessThan":{"AWS:EpochTime":"1703548800"}}}]}',
    '{"Statement":[{"Resource":"*","Condition":{"DateLessThan":{"AWS:EpochTime":1703548800},"DateGreaterThan":{}}}]}',
    '{"Statement":[{"Resource":"*","Condition":{"DateLessThan":{"AWS:EpochTime":1703548800},"Moon":{"full":true}}}]}',
    '{"Statement":[{"Resource":"*","Condition":{"DateLessThan":{"AWS:EpochTime":1703548800},"IpAddress":{"AWS:SourceIp":1}}}]}',
    '{"Statement":[{"Resource":"*","Condition":{"DateLessThan":{"AWS:EpochTime":9e9}}},{}]}',
  ])('is refused although it is signed: %s', async (text) => {
    expect(await reasonOf(await signedText(text))).toBe('policy in an unknown format')
  })

  test('is reported in CloudFront’s words', async () => {
    const refusal = (url: string) => refusalOf(url, { trusted: null, now: during })
    expect(await refusal(playlist)).toMatchObject({ message: 'Missing Key-Pair-Id query parameter or cookie value' })
    expect(await refusal(`${playlist}?Key-Pair-Id=K1`)).toMatchObject({ message: 'Unknown Key' })
  })
})

test('a custom policy without a resource opens every address of the key', async () => {
  const policy = `{"Statement":[{"Condition":{"DateLessThan":{"AWS:EpochTime":${xmas.until}}}}]}`
  expect(await reasonOf(await signedText(policy))).toBeNull()
  expect(await reasonOf(await signedText(policy, 'https://other.example.test/a'))).toBeNull()
  expect(await reasonOf(await signedText(policy), xmas.until * 1000)).toBe('URL expired')
})

describe('signed cookies', () => {
  /** The parameters of a signed URL as cookies, among others. */
  const asCookies = (url: string) =>
    [
      'session=1',
      ...url
        .split('?')[1]!
        .split('&')
        .map((pair) => `CloudFront-${pair}`),
      'theme=dark',
    ].join('; ')
  const custom = () => signCustom(playlist, `${folder}/*`, xmas, signer())
  const withCookies = async (url: string, cookies: string) => reasonOf(url, during, undefined, cookies)

  test.each(['SHA-1', 'SHA-256'] as const)('with a custom policy serve all that it covers, with %s', async (hash) => {
    const cookies = asCookies(await signCustom(playlist, `${folder}/*`, xmas, signer(hash)))
    expect(await withCookies(playlist, cookies)).toBeNull()
    expect(await withCookies(`${folder}/chunklist.m3u8?_HLS_msn=3`, cookies)).toBeNull()
    expect(await withCookies(`${folder}2/playlist.m3u8`, cookies)).toBe('another resource')
    expect(await reasonOf(playlist, xmas.until * 1000, undefined, cookies)).toBe('URL expired')
  })

  test('with a canned policy serve that address only', async () => {
    const cookies = asCookies(await signCanned(playlist, xmas.until, signer()))
    expect(await withCookies(playlist, cookies)).toBeNull()
    expect(await withCookies(`${folder}/chunklist.m3u8`, cookies)).toBe('wrong signature')
  })

  test('are ignored if any part of the URL signs it', async () => {
    const cookies = asCookies(await custom())
    for (const parameter of ['Expires', 'Policy', 'Signature', 'Key-Pair-Id'])
      expect(await withCookies(`${playlist}?${parameter}=x`, cookies)).not.toBeNull()
    expect(await withCookies(await custom(), 'CloudFront-Key-Pair-Id=KOTHER')).toBeNull()
  })

  test.each([
    ['none', () => '', 'no Key-Pair-Id'],
    ['no signature', (cookies: string) => cookies.replace('CloudFront-Signature', 'Signature'), 'no Signature'],
    ['no policy', (cookies: string) => cookies.replace('CloudFront-Policy', 'cloudfront-policy'), 'no Policy'],
    ['an unknown key', (cookies: string) => cookies.replace(keyPairId, 'KOTHER'), 'unknown key'],
    ['an end beside the policy', (cookies: string) => `${cookies}; CloudFront-Expires=1`, 'both Policy and Expires'],
    ['a repeated policy', (cookies: string) => `${cookies}; CloudFront-Policy=x`, 'a repeated signing parameter'],
  ])('with %s are refused', async (_name, edit, reason) => {
    expect(await withCookies(playlist, edit(asCookies(await custom())))).toBe(reason)
  })
})

test('a policy for certain addresses serves them only', async () => {
  const policy = (range: string) =>
    JSON.stringify({
      Statement: [
        {
          Resource: '*',
          Condition: { DateLessThan: { 'AWS:EpochTime': xmas.until }, IpAddress: { 'AWS:SourceIp': range } },
        },
      ],
    })
  const asked = async (range: string, address?: string) => reasonOf(await signedText(policy(range)), during, address)
  expect(await asked('192.0.2.0/24', '192.0.2.255')).toBeNull()
  expect(await asked('192.0.2.0/24', '192.0.3.0')).toBe('another address')
  expect(await asked('0.0.0.0/0', '203.0.113.9')).toBeNull()
  expect(await asked('127.0.0.1/32')).toBeNull()
  expect(await asked('192.0.2.1', '::ffff:192.0.2.1')).toBeNull()
  expect(await asked('192.0.2.1', '::ffff:192.0.2.2')).toBe('another address')
  expect(await asked('192.0.2.0/24', '2001:db8::1')).toBe('another address')
  expect(await asked('0.0.0.0/0', '2001:db8::1')).toBeNull()
  for (const range of ['192.0.2.0/33', '192.0.2', '192.0.2.01', 'any', ''])
    expect(await asked(range, '192.0.2.1')).toBe('another address')
})

test('`*` and `?` in a resource are wildcards, everything else is literal', async () => {
  const covers = async (resource: string, url: string) =>
    (await reasonOf(await signCustom(url, resource, xmas, signer()))) === null
  expect(await covers('http*://cdn.example.test/*.m3u8', playlist)).toBe(true)
  expect(await covers(`${folder}/playlist.m3u?`, playlist)).toBe(true)
  expect(await covers(`${folder}/playlist?m3u8`, playlist)).toBe(true)
  expect(await covers(`${folder}/playlistXm3u8`, playlist)).toBe(false)
  expect(await covers(`${folder}/(playlist|x).m3u8`, playlist)).toBe(false)
  expect(await covers(`${folder}/??playlist.m3u8`, playlist)).toBe(false)
  expect(await covers('*', playlist)).toBe(true)
  expect(await covers(`*${playlist}**`, playlist)).toBe(true)
  expect(await covers(`${playlist}?`, playlist)).toBe(false)
})

test('a resource with many `*` is matched without exponential backtracking', { timeout: 2000 }, async () => {
  const url = `${folder}/${'a'.repeat(60)}`
  expect(await reasonOf(await signCustom(url, `${folder}/${'*a'.repeat(30)}*`, xmas, signer()))).toBeNull()
  expect(await reasonOf(await signCustom(url, `${folder}/${'*a'.repeat(7)}*b`, xmas, signer()))).toBe(
    'another resource',
  )
})
