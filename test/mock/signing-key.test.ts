import { createPublicKey, verify } from 'node:crypto'
import { expect, test } from 'vitest'
import { signJwt } from '../../mock/core/signing/jwt.js'
import { publicJwk } from '../../mock/core/signing/signing-key.js'

const publicKey = createPublicKey({ key: publicJwk, format: 'jwk' } as never)

test('the key is RSA with 2048 bits, and the public JWK has no private field', () => {
  expect(publicKey.asymmetricKeyDetails).toEqual({ modulusLength: 2048, publicExponent: 65_537n })
  expect(Object.keys(publicJwk).sort()).toEqual(['alg', 'e', 'kty', 'n'])
})

test('another implementation verifies the signature of a JWT, and refuses it for other claims', async () => {
  const jwt = await signJwt({ sub: 'ä', scopes: ['x'] })
  const [head, claims, signature] = jwt.split('.') as [string, string, string]
  const check = (text: string) =>
    verify('RSA-SHA256', Buffer.from(text), publicKey, Buffer.from(signature, 'base64url'))
  expect(check(`${head}.${claims}`)).toBe(true)
  expect(check(`${head}.${claims}x`)).toBe(false)
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toEqual({ sub: 'ä', scopes: ['x'] })
  expect(jwt).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/)
})
