/**
 * The key pair of every mock. It is a published test key, so it protects nothing. If a secret scanner reports it, mark it as a false
 * positive. It was created with:
 *
 *     node -p "crypto.generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })"
 */
const pair = {
  kty: 'RSA',
  n: 'zZ9Aw1NbSRdA8zoCL3Z6HEiBMuzU40CsZDC3yTh_xXo4HSlHy1Mk-gaZEDNm-RFEjXITm-BV4z42XwUVFmkmnRKUlcsWa_JPI80wJISQCMEigefyHjKap2-7FClp68LmimrbQTr3e8bxs2lfv10OFZDHReEoFIEPv1WcmukfrMza7-G9CKeUmjxhtdvfzHGQJTYr8oakC0Z0q7C5Skmf1_6Ts8jhNpWq-xOVMmXDDnaMOUITqXcXrmtQPXZ_zkbnIWYPLsX7VHL0KbyqnFAoc5nSiV2iAPOWNK7E7qjC8sewlq8BpZApKHgEmqmgV6vIwo0BCwzQ9Yt5tm-rP2WOJQ',
  e: 'AQAB',
  d: 'CArd5PCSYM4mCN1l-dFFKWy0kPdZGaJim8XutPzJZ-ybMUN3aWkmcxkQTOVAdnwfFaE2nyGBJSg-cYJTYX2vYvQNF7wfyQ0V3K1JNW8clcW9bHNUBwECXODZN7VUTUJhngcGmGCOuX_93X9A8s0toIOkfQPiJhso2y-lYRxpKWsFKR1aYyrlQp92ebKxl6bovyt1tiN0sTF8qXh0DF8Mi9haS6b84ULpZpMtvAu1R2ts7huoLNJHmxK4QY06FAg4iXXXm4I3aDGl9p874wkYfFAB65B82_bxo0WMMMEOLfrGYC6kGQDA3_QRdy9oSNtdXCadm4l8_3yu9z03nMEEaQ',
  p: '8kE_PE-fyEA8-MY9Twl7VoQwov0f5L0_OhDOJXzn-XJu6gIYeLlWQ06TO2eiHv94O0itaLtdTQJS3UO-2QLsHj1oE11Xj6aB_tdvBQaLBrd3nJ7452txEKadkA8tjuDRmoIXwQmElUvFpOKuYrIthbmnjqiNVOVnRJv0jrvWj6M',
  q: '2UnqIENSdVAjYvYHCKM4O41LFvJ9CQK1WZosqY7i7Fl8rGxiY83DgAbb7xNCRt38neLfirlj_FbGKBzKQ6oI5q8F7uZa40heM0fMGRMKwXPpZQfH9RAJYsdXPF3Kzm6traduaTE7hwIWTUi0pwQjbNQq2OcVGlwCAbYgaTeHJ5c',
  dp: 'FxhxVuagbQ7ywSTlI2vb_luL534KVFxWcsq3XIuT8gwe1uBsRNYmizQqhTdUFXB1nfFH1vxF4Nmf3MhgoX_N0vQ3v-DeQCu3qPwQ8YG2L2W-WYguYqGzncrEqr9HsJ9uXDSa3yRxJ2qZ5SZXScGC5YTVnJwlHTrhpYDYx-LQidE',
  dq: 'lxgy2eR2fmUPdk0mbvcwrxh9UqOkFpPvjzMKQ428diVz8GIduNDoVSpv3TtDJwxOEWwljc2EnX-po1MBwzOFpQOn2IwOP2WfO4F9hyIapJL5hOt4PAy-uhVrr-p4kDueQdbfi_5UKnllELCyDkFucMrIULO_lOjN7Gq89u1J6lk',
  qi: '2yQdFjEfLkQ-SsFaeNF0JPZVr81pe4gMt_9NfinQBHU_lkw_-DC7wkOC_zq-vaqRHIznJB2omjoyWV1nDVw8e-CcIKPaNuZrMWQyEWkYszXAgr1OS0eGSD4uLZ6ovLEGb_OKGcZTukCWhWS8Ucr1nNMCVYoDIqFjZz2fj2W6ahc',
} as const

/** The hash of a signature with RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2). */
export type Hash = 'SHA-1' | 'SHA-256'

const { kty, n, e } = pair

/** The public key as a JWK (RFC 7517), for clients that verify access tokens. */
export const publicJwk: JsonWebKey = { kty, alg: 'RS256', n, e }

const encoder = new TextEncoder()
const imported = new Map<string, Promise<CryptoKey>>()

/** Imports the key. Keeps each import for the lifetime of the process. */
function importKey(usage: 'sign' | 'verify', hash: Hash): Promise<CryptoKey> {
  const name = `${usage} ${hash}`
  let key = imported.get(name)
  if (!key) {
    const jwk = usage === 'sign' ? pair : { kty, n, e }
    key = crypto.subtle.importKey('jwk', jwk, { name: 'RSASSA-PKCS1-v1_5', hash }, usage === 'sign', [usage])
    imported.set(name, key)
  }
  return key
}

/** Signs a text. */
export async function sign(hash: Hash, text: string): Promise<Uint8Array> {
  const key = await importKey('sign', hash)
  return new Uint8Array(await crypto.subtle.sign(key.algorithm, key, encoder.encode(text)))
}

/** Verifies the signature of a text. */
export async function verify(hash: Hash, text: string, signature: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const key = await importKey('verify', hash)
  return crypto.subtle.verify(key.algorithm, key, signature, encoder.encode(text))
}

/** The private key as PKCS #8 in PEM, for tests that sign with it. */
export async function privateKeyPem(): Promise<string> {
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', await importKey('sign', 'SHA-256')))
  const lines = btoa(String.fromCharCode(...pkcs8)).match(/.{1,64}/g)!
  return `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`
}
