import { describe, expect, test } from 'vitest'
import { staticToken } from '../../src/auth/static.js'
import { createOvenStudio, OvenStudioError, signUrl, verifySignedUrl } from '../../src/ovenstudio/index.js'
import type { TypesOf } from '../../mock/index.js'
import { testMock } from '../support/mock.js'

const hour = 3_600_000

/** A client and the mock that it calls. `sign` returns a URL for an hour. */
async function studio(policy: Partial<TypesOf<'ovenstudio'>['policy']> = {}, token?: string) {
  const mock = await testMock({ providers: ['ovenstudio'], policy: { ovenstudio: policy } })
  const { accessToken } = mock.credentials('ovenstudio')
  const client = createOvenStudio({
    host: 'studio.example.com',
    auth: staticToken(token ?? accessToken),
    baseUrl: mock.url,
    fetch: mock.fetch,
    clock: mock.clock,
    retry: false,
  })
  const sign = (stream = 'OvenStudio', { from }: { readonly from?: Date } = {}) =>
    client.createSignedUrl({ stream, from, until: new Date(mock.clock.now() + hour) })
  const status = async (url: string) => (await mock.fetch(url)).status
  return { mock, accessToken, sign, status }
}

/** The public half of the mock's key, as CloudFront has it. */
async function publicKey(pem: string): Promise<CryptoKey> {
  const der = Uint8Array.from(atob(pem.replaceAll(/-----[^-]+-----|\s/g, '')), (sign) => sign.charCodeAt(0))
  const rsa = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-1' }
  const { kty, n, e } = await crypto.subtle.exportKey(
    'jwk',
    await crypto.subtle.importKey('pkcs8', der, rsa, true, ['sign']),
  )
  return crypto.subtle.importKey('jwk', { kty, n, e }, rsa, true, ['verify'])
}

describe('a URL that the mock signed', () => {
  test.each(['object', 'json-string', 'text'] as const)(
    'reaches the client as %s, and plays',
    async (responseShape) => {
      const { mock, sign, status } = await studio({ responseShape })
      await mock.ovenstudio.publish({ name: 'OvenStudio' })
      const { url, expiresAt } = await sign()
      expect(expiresAt).toBe(mock.clock.now() + hour)
      expect(await status(url)).toBe(200)
    },
  )

  test.each(['custom', 'cli'] as const)(
    'verifies with the client’s own tool as well, signed as %s',
    async (signing) => {
      const { mock, sign } = await studio({ signing })
      const { url, expiresAt } = await sign()
      const { keyPairId, privateKeyPem } = await mock.ovenstudio.key()
      const keys = { [keyPairId]: await publicKey(privateKeyPem!) }
      expect(await verifySignedUrl(url, { keys, now: mock.clock.now() })).toMatchObject({ ok: true, until: expiresAt })
      expect(await verifySignedUrl(url, { keys, now: expiresAt })).toEqual({ ok: false, reason: 'expired' })
    },
  )

  test('plays to the last millisecond of its time, and from the second after its start', async () => {
    const { mock, sign, status } = await studio()
    await mock.ovenstudio.publish({ name: 'OvenStudio' })
    const { url } = await sign('OvenStudio', { from: new Date(mock.clock.now() + 60_000) })
    expect(await status(url)).toBe(403)
    await mock.clock.advance('61s')
    expect(await status(url)).toBe(200)
    await mock.clock.advance(hour - 61_001)
    expect(await status(url)).toBe(200)
    await mock.clock.advance(1)
    expect(await status(url)).toBe(403)
  })

  test('outlives the token that signed it', async () => {
    const { mock, accessToken, sign, status } = await studio()
    await mock.ovenstudio.publish({ name: 'OvenStudio' })
    const { url } = await sign()
    await mock.ovenstudio.renewToken({ token: accessToken })
    expect(await status(url)).toBe(200)
    await expect(sign()).rejects.toMatchObject({ kind: 'unauthorized', status: 401 })
  })
})

test.each(['SHA-1', 'SHA-256'] as const)('the edge accepts what the client signs locally, with %s', async (hash) => {
  const { mock, status } = await studio()
  await mock.ovenstudio.publish({ name: 'OvenStudio' })
  const { keyPairId, privateKeyPem } = await mock.ovenstudio.key()
  const folder = `${mock.url}/ovenstudio/edge/app/OvenStudio`
  const until = new Date(mock.clock.now() + hour)
  const options = { keyPairId, privateKey: privateKeyPem!, until, hash }
  const url = await signUrl({ ...options, url: `${folder}/playlist.m3u8`, resource: `${folder}/*` })
  expect(await status(url)).toBe(200)
  expect(await status(url.replace('OvenStudio/', 'OvenStudio_Xmas/'))).toBe(403)
})

test.each([
  ['signing_disabled', {}, 'OvenStudio', 400],
  ['not_found', {}, 'unknown', 404],
  ['tls_port_mismatch', { tlsPort: true }, 'OvenStudio', 400],
] as const)('the mock’s refusal is a %s to the client', async (kind, policy, stream, status) => {
  const { mock, sign } = await studio(policy)
  if (kind === 'signing_disabled') await mock.ovenstudio.cloudFront({ isSigned: false })
  const error: unknown = await sign(stream).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(OvenStudioError)
  expect(error).toMatchObject({ kind, status })
})
