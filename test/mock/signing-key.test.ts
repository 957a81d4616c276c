import { createPublicKey, verify } from 'node:crypto'
import { expect, test } from 'vitest'
import { signJwt } from '../../mock/core/signing/jwt.js'
import { signingKey } from '../../mock/core/signing/rsa-key.js'

test('a seed always gives the same key, another seed another', async () => {
  const [one, again, other] = await Promise.all([signingKey('a'), signingKey('a'), signingKey('b')])
  expect(one.publicJwk).toEqual(again.publicJwk)
  expect(one.publicJwk.n).not.toBe(other.publicJwk.n)
})

test('the key is RSA with 2048 bits, and its private half cannot be taken out', async () => {
  const { publicJwk, privateKey } = await signingKey('a')
  const { asymmetricKeyDetails } = createPublicKey({ key: publicJwk, format: 'jwk' } as never)
  expect(asymmetricKeyDetails).toEqual({ modulusLength: 2048, publicExponent: 65_537n })
  expect(Object.keys(publicJwk).sort()).toEqual(['alg', 'e', 'kty', 'n'])
  await expect(crypto.subtle.exportKey('jwk', privateKey)).rejects.toThrow(/not extractable/)
})

test('what it signs is verified by another implementation, and nothing else is', async () => {
  const key = await signingKey('a')
  const jwt = await signJwt({ sub: 'ä', scopes: ['x'] }, key)
  const [head, claims, signature] = jwt.split('.') as [string, string, string]
  const publicKey = createPublicKey({ key: key.publicJwk, format: 'jwk' } as never)
  const check = (text: string) =>
    verify('RSA-SHA256', Buffer.from(text), publicKey, Buffer.from(signature, 'base64url'))
  expect(check(`${head}.${claims}`)).toBe(true)
  expect(check(`${head}.${claims}x`)).toBe(false)
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toEqual({ sub: 'ä', scopes: ['x'] })
  expect(jwt).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/)
})

test('signing twice gives the same bytes', async () => {
  const key = await signingKey('a')
  expect(await signJwt({ a: 1 }, key)).toBe(await signJwt({ a: 1 }, key))
})
