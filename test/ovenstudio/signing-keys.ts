import { generateKeyPairSync } from 'node:crypto'

/** Keys of every kind that CloudFront accepts, created for this run. */
const spki = { type: 'spki', format: 'pem' } as const
const pkcs8 = { type: 'pkcs8', format: 'pem' } as const

/** A pair of PEM strings. */
export interface PemPair {
  readonly publicKey: string
  readonly privateKey: string
}

export const rsaPair = (modulusLength = 2048): PemPair =>
  generateKeyPairSync('rsa', { modulusLength, publicKeyEncoding: spki, privateKeyEncoding: pkcs8 })

export const ecPair = (namedCurve = 'P-256'): PemPair =>
  generateKeyPairSync('ec', { namedCurve, publicKeyEncoding: spki, privateKeyEncoding: pkcs8 })

export const rsa = rsaPair()
export const ec = ecPair()
