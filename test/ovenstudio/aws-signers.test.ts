import { createPrivateKey } from 'node:crypto'
import { getSignedCookies, getSignedUrl } from '@aws-sdk/cloudfront-signer'
import { describe, expect, test } from 'vitest'
import { signCookies, signUrl, verifySignedUrl } from '../../src/ovenstudio/index.js'
import { type BotocoreCase, hasBotocore, signWithBotocore } from '../support/botocore.js'
import { testMock } from '../support/mock.js'
import { ec, rsa } from './signing-keys.js'

const keyPairId = 'K2JCJMDEHXQW5F'
const from = 1_703_376_000
const now = 1_703_462_400_000
const until = 1_703_548_800
const ip = '203.0.113.7'
const folder = 'https://cdn.example.test/app/OvenStudio_Xmas/'
const url = `${folder}playlist.m3u8`
const date = (seconds: number) => new Date(seconds * 1000)

const condition = `"Condition":{"DateLessThan":{"AWS:EpochTime":${until}}`
const withoutResource = `{"Statement":[{${condition}}}]}`
const forFolder = `{"Statement":[{"Resource":"${folder}*",${condition}}}]}`
const forAll = `{"Statement":[{"Resource":"http*://*/app/*",${condition},"IpAddress":{"AWS:SourceIp":"0.0.0.0/0"}}}]}`

/** A case that AWS's signers sign too. `ours` holds the same values for `signUrl`. */
interface Case extends BotocoreCase {
  readonly name: string
  readonly ours?: object
}
const cases: readonly Case[] = [
  { name: 'a canned policy', url, until, ours: {} },
  { name: 'a canned policy with a query', url: `${url}?quality=low&x=%20`, until, ours: {} },
  { name: 'a path with percent escapes', url: `${folder}%C3%A9/a%2Bb.m3u8`, until, ours: {} },
  { name: 'a start', url, until, custom: { resource: url, from }, ours: { from: date(from) } },
  { name: 'an address', url, until, custom: { resource: url, ip }, ours: { ip } },
  { name: 'a range', url, until, custom: { resource: url, ip: '203.0.113.0/24' }, ours: { ip: '203.0.113.0/24' } },
  {
    name: 'a query and a start',
    url: `${url}?a=1`,
    until,
    custom: { resource: `${url}?a=1`, from },
    ours: { from: date(from) },
  },
  { name: 'a whole folder', url, until, custom: forFolder, ours: { resource: `${folder}*` } },
  { name: 'any address', url, until, custom: forAll },
  { name: 'no resource', url, until, custom: withoutResource },
]

const parametersOf = (signed: string) => Object.fromEntries(new URL(signed).searchParams)
const verify = (signed: string, publicKey = rsa.publicKey, asking = ip) =>
  verifySignedUrl(signed, { keys: { [keyPairId]: publicKey }, now, ip: asking })

/** The SDK's result for a case. */
const signWithSdk = ({ url: address, custom }: Case, privateKey: string, algorithm?: 'SHA1' | 'SHA256') =>
  typeof custom === 'string'
    ? getSignedUrl({ url: address, keyPairId, privateKey, policy: custom, algorithm })
    : getSignedUrl({
        url: address,
        keyPairId,
        privateKey,
        dateLessThan: date(until),
        dateGreaterThan: custom?.from && date(custom.from),
        ipAddress: custom?.ip,
        algorithm,
      })

describe.skipIf(!hasBotocore)('AWS’s signer botocore', () => {
  const signed = hasBotocore ? signWithBotocore(keyPairId, rsa.privateKey, cases) : []

  test.each(cases.map((one, at) => [one.name, one, at] as const))('agrees with ours on %s', async (_name, one, at) => {
    expect(await verify(signed[at]!)).toMatchObject({ ok: true, until: until * 1000 })
    expect(await verify(signed[at]!.replace('/app/', '/other/'))).toMatchObject({ ok: one.custom === withoutResource })
    if (!one.ours) return
    const ours = await signUrl({ url: one.url, keyPairId, privateKey: rsa.privateKey, until: date(until), ...one.ours })
    expect(ours).toBe(signed[at])
  })

  test('writes a URL with a question mark at its end, and ours verifies it', async () => {
    const [odd] = signWithBotocore(keyPairId, rsa.privateKey, [{ url: `${url}?`, until }])
    expect(odd).toContain('?&Expires')
    expect(await verify(odd!)).toMatchObject({ ok: true })
  })
})

describe('AWS’s signer @aws-sdk/cloudfront-signer', () => {
  test.each(cases.map((one) => [one.name, one] as const))('agrees with ours on %s', async (_name, one) => {
    const theirs = signWithSdk(one, rsa.privateKey)
    expect(await verify(theirs)).toMatchObject({ ok: true, until: until * 1000 })
    expect(await verify(theirs.replace('/app/', '/other/'))).toMatchObject({ ok: one.custom === withoutResource })
    if (!one.ours) return
    const ours = await signUrl({ url: one.url, keyPairId, privateKey: rsa.privateKey, until: date(until), ...one.ours })
    // It writes the key's id before the signature.
    expect(parametersOf(ours)).toEqual(parametersOf(theirs))
  })

  const pem = (privateKey: string, type: 'pkcs1' | 'sec1') =>
    String(createPrivateKey(privateKey).export({ type, format: 'pem' }))
  test.each([
    ['PKCS#8', rsa.privateKey, rsa.publicKey],
    ['PKCS#1', pem(rsa.privateKey, 'pkcs1'), rsa.publicKey],
    ['ECDSA in PKCS#8', ec.privateKey, ec.publicKey],
    ['ECDSA in SEC1', pem(ec.privateKey, 'sec1'), ec.publicKey],
  ])(
    'signs with a key in %s, ours verifies it, and ours signs with the same PEM',
    async (_name, privateKey, publicKey) => {
      for (const [algorithm, hash] of [
        ['SHA1', 'SHA-1'],
        ['SHA256', 'SHA-256'],
      ] as const) {
        for (const one of cases)
          expect(await verify(signWithSdk(one, privateKey, algorithm), publicKey)).toMatchObject({ ok: true })
        const ours = await signUrl({ url, keyPairId, privateKey, until: date(until), hash })
        expect(await verify(ours, publicKey)).toMatchObject({ ok: true })
      }
    },
  )

  test.each([
    ['a question mark at its end', `${url}?`],
    ['letters of other scripts', `${folder}яблоко/ä b.m3u8?naïve=ü x`],
    ['escapes in lower case', `${folder}%c3%a9.m3u8?x=%c3%a9`],
    ['characters that browsers do not encode', `${folder}a'b(c)!@:$,;=~.m3u8?a='b'`],
  ])('writes a URL with %s, and ours verifies it', async (_name, odd) => {
    expect(await verify(signWithSdk({ name: '', url: odd, until }, rsa.privateKey))).toMatchObject({ ok: true })
  })

  test('makes the same cookies as ours', async () => {
    const theirs = getSignedCookies({ keyPairId, privateKey: rsa.privateKey, policy: forFolder })
    const ours = await signCookies({
      resource: `${folder}*`,
      keyPairId,
      privateKey: rsa.privateKey,
      until: date(until),
    })
    expect(ours).toEqual(theirs)
  })
})

describe('the mock’s edge', () => {
  const hour = 3_600_000

  async function edge() {
    const mock = await testMock({ providers: ['ovenstudio'] })
    await mock.ovenstudio.publish({ name: 'OvenStudio' })
    const { keyPairId: id, privateKeyPem } = await mock.ovenstudio.key()
    const root = `${mock.url}/ovenstudio/edge/app/OvenStudio/`
    const end = new Date(mock.clock.now() + hour)
    return { mock, root, playlist: `${root}playlist.m3u8`, key: { keyPairId: id, privateKey: privateKeyPem! }, end }
  }

  test.each([
    ['a canned policy', {}],
    ['a start', { dateGreaterThan: '2025-01-01T00:00:00Z' }],
    ['an address', { ipAddress: '127.0.0.0/8' }],
    ['any address', { ipAddress: '0.0.0.0/0' }],
    ['SHA-256', { algorithm: 'SHA256' }],
  ] as const)('accepts URLs that the SDK signs with %s, and refuses them an hour later', async (_name, more) => {
    const { mock, root, playlist, key, end } = await edge()
    const given = { url: playlist, dateLessThan: end, ...key, ...more }
    const signed = getSignedUrl(given)
    const cookies = Object.entries(getSignedCookies(given)).map(([name, value]) => `${name}=${value}`)
    const statuses = async () =>
      Promise.all([
        mock.fetch(signed),
        mock.fetch(playlist, { headers: { cookie: cookies.join('; ') } }),
        mock.fetch(signed.replace(root, `${root}../OvenStudio_Xmas/`)),
      ]).then((answers) => answers.map(({ status }) => status))
    expect(await statuses()).toEqual([200, 200, 403])
    await mock.clock.advance(hour)
    expect(await statuses()).toEqual([403, 403, 403])
  })

  test('accepts everything for a policy without a resource', async () => {
    const { mock, root, playlist, key, end } = await edge()
    const policy = JSON.stringify({
      Statement: [{ Condition: { DateLessThan: { 'AWS:EpochTime': end.getTime() / 1000 } } }],
    })
    const signed = getSignedUrl({ url: playlist, policy, ...key })
    for (const file of ['playlist.m3u8', 'master.m3u8'])
      expect((await mock.fetch(signed.replace(playlist, root + file))).status).toBe(200)
  })

  test.skipIf(!hasBotocore)('accepts URLs that botocore signs', async () => {
    const { mock, playlist, key, end } = await edge()
    const seconds = end.getTime() / 1000
    const signed = signWithBotocore(key.keyPairId, key.privateKey, [
      { url: playlist, until: seconds },
      { url: playlist, until: seconds, custom: { resource: '*', from: seconds - 7200, ip: '127.0.0.1' } },
      { url: playlist, until: seconds, custom: { resource: '*', ip: '192.0.2.1' } },
    ])
    const answers = await Promise.all(signed.map((one) => mock.fetch(one)))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 403])
  })

  test('accepts the client’s cookies, and plays all of a stream with them', async () => {
    const { mock, root, playlist, key, end } = await edge()
    await mock.clock.advance('30s')
    const signed = await signCookies({ resource: `${root}*`, until: end, ...key })
    const cookie = Object.entries(signed)
      .map(([name, value]) => `${name}=${value}`)
      .join('; ')
    const get = (address: string, headers: Record<string, string> = { cookie }) => mock.fetch(address, { headers })
    const master = await (await get(playlist)).text()
    const [child] = /^chunklist_\w+\.m3u8\?session=\w+$/m.exec(master)!
    const media = await (await get(root + child)).text()
    const files = [...media.matchAll(/(?<!HINT.*)URI="([^"]+)"|^(\w+\.m4s\S*)$/gm)].map(
      ([, one, other]) => (one ?? other)!,
    )
    expect(files.length).toBeGreaterThan(20)
    for (const file of files) expect([file, (await get(root + file)).status]).toEqual([file, 200])
    expect((await get(playlist, {})).status).toBe(403)
    expect((await get(playlist.replace('OvenStudio/', 'OvenStudio_Xmas/'))).status).toBe(403)
    const { 'CloudFront-Signature': signature = '', ...others } = signed
    expect((await get(playlist, { cookie: cookie.replace(signature, signature.replace(/^./, '~')) })).status).toBe(403)
    for (const name of Object.keys(others))
      expect((await get(playlist, { cookie: cookie.replace(name, 'Other') })).status).toBe(403)
  })
})
