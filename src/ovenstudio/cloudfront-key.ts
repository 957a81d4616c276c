import { UsageError } from '../errors/index.js'
import { ecdsaFromDer, ecdsaToDer } from './der.js'
import { keyBytes, type KeyType } from './pem.js'

/** The hash of a signature. CloudFront uses SHA-1 if a URL names none. */
export type CloudFrontHash = 'SHA-1' | 'SHA-256'

/** A key as a WebCrypto object, or as PEM text. */
export type CloudFrontKey = CryptoKey | string

const RSA = 'RSASSA-PKCS1-v1_5'

/**
 * A private key that can sign: a `CryptoKey`, or PEM with PKCS#8, PKCS#1 (RSA, as AWS gave out) or SEC1 (ECDSA).
 *
 * - WebCrypto ties an RSA key to its hash, so a `CryptoKey` decides; a `hash` that contradicts it is a `UsageError`.
 * - CloudFront takes RSA with 2048 bits and ECDSA with P-256; others are a `UsageError`. No message holds any of the key.
 */
export async function privateSigningKey(
  given: CloudFrontKey,
  hash?: CloudFrontHash,
): Promise<{ readonly key: CryptoKey; readonly hash: CloudFrontHash }> {
  if (hash !== undefined && hash !== 'SHA-1' && hash !== 'SHA-256')
    throw new UsageError("hash must be 'SHA-1' or 'SHA-256': CloudFront supports no other.")
  if (typeof given === 'string') {
    const chosen = hash ?? 'SHA-1'
    return { key: await fromPem(given, 'private', chosen), hash: chosen }
  }
  checkKey(given, 'private')
  const own = hashOf(given)
  if (own === undefined) return { key: given, hash: hash ?? 'SHA-1' }
  if (own !== 'SHA-1' && own !== 'SHA-256')
    throw new UsageError(
      `privateKey was made for ${own}, which CloudFront does not support: import it for SHA-1 or SHA-256.`,
    )
  if (hash !== undefined && hash !== own)
    throw new UsageError(
      `privateKey was made for ${own} and cannot sign with ${hash}: import it for that, or give its PEM.`,
    )
  return { key: given, hash: own }
}

/** A public key that can verify with `hash`; undefined for a `CryptoKey` that is tied to another and cannot be exported. */
export async function publicVerifyingKey(given: CloudFrontKey, hash: CloudFrontHash): Promise<CryptoKey | undefined> {
  if (typeof given === 'string') return fromPem(given, 'public', hash)
  checkKey(given, 'public')
  const own = hashOf(given)
  if (own === undefined || own === hash) return given
  if (!given.extractable) return undefined
  const bytes = await crypto.subtle.exportKey('spki', given)
  return crypto.subtle.importKey('spki', bytes, { name: RSA, hash }, false, ['verify'])
}

/** The signature's bytes: RSA's as they are, ECDSA's as DER (inferred: it is what AWS's own signers write). */
export async function signBytes(
  key: CryptoKey,
  hash: CloudFrontHash,
  data: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(await crypto.subtle.sign(algorithm(key, hash), key, data))
  return key.algorithm.name === RSA ? bytes : ecdsaToDer(bytes)
}

/** Whether `signature`, in the form that `signBytes` writes, belongs to this key. */
export async function isSignedBy(
  key: CryptoKey,
  hash: CloudFrontHash,
  signature: Uint8Array<ArrayBuffer>,
  data: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const bytes = key.algorithm.name === RSA ? signature : ecdsaFromDer(signature)
  return bytes !== undefined && crypto.subtle.verify(algorithm(key, hash), key, bytes, data)
}

const algorithm = (key: CryptoKey, hash: CloudFrontHash) =>
  key.algorithm.name === RSA ? { name: RSA } : { name: 'ECDSA', hash }

/** An RSA key's hash; undefined for ECDSA, which takes it with each signature. */
function hashOf(key: CryptoKey): string | undefined {
  return (key.algorithm as Partial<RsaHashedKeyAlgorithm>).hash?.name
}

function checkKey(key: CryptoKey, type: KeyType): void {
  if (!key?.algorithm)
    throw new UsageError(
      `The ${type} key is neither PEM text nor a CryptoKey. Read a file as text, readFileSync(path, 'utf8'), and check that an environment variable is set.`,
    )
  const { name, modulusLength, namedCurve } = key.algorithm as Partial<RsaHashedKeyAlgorithm & EcKeyAlgorithm>
  const fits = (name === RSA && modulusLength === 2048) || (name === 'ECDSA' && namedCurve === 'P-256')
  const use = type === 'private' ? 'sign' : 'verify'
  if (!fits || key.type !== type || !key.usages.includes(use))
    throw new UsageError(
      `CloudFront takes RSA keys of 2048 bits (${RSA}) and ECDSA keys on P-256: give a ${type} one that may ${use}.`,
    )
}

async function fromPem(pem: string, type: KeyType, hash: CloudFrontHash): Promise<CryptoKey> {
  const bytes = keyBytes(pem, type)
  const format = type === 'private' ? 'pkcs8' : 'spki'
  const usages: KeyUsage[] = [type === 'private' ? 'sign' : 'verify']
  for (const kind of [
    { name: RSA, hash },
    { name: 'ECDSA', namedCurve: 'P-256' },
  ]) {
    try {
      const key = await crypto.subtle.importKey(format, bytes, kind, false, usages)
      checkKey(key, type)
      return key
    } catch {
      // It is not this kind of key. WebCrypto's error is not passed on, because it may quote the key.
    }
  }
  throw new UsageError(`The ${type} key is neither RSA of 2048 bits nor ECDSA on P-256: CloudFront takes no other.`)
}
