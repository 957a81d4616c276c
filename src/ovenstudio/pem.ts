import { UsageError } from '../errors/index.js'
import { decodeBase64, standardBase64 } from './base64.js'
import { isWholeDer, pkcs8FromPkcs1, pkcs8FromSec1 } from './der.js'

export type KeyType = 'private' | 'public'

type Bytes = Uint8Array<ArrayBuffer>

/** The labels (RFC 7468) that are read, and how each becomes what WebCrypto imports: PKCS#8, or SPKI for a public key. */
const READABLE: Readonly<Record<KeyType, Readonly<Record<string, (der: Bytes) => Bytes>>>> = {
  private: { 'PRIVATE KEY': (pkcs8) => pkcs8, 'RSA PRIVATE KEY': pkcs8FromPkcs1, 'EC PRIVATE KEY': pkcs8FromSec1 },
  public: { 'PUBLIC KEY': (spki) => spki },
}

/**
 * The bytes of a key in PEM text as files, secret managers and environment variables hold it: a line break may be the two characters
 * `\n`, CRLF or a space; quotes, attributes and other blocks (`EC PARAMETERS`) can surround the key.
 *
 * Throws a `UsageError` that names the cause and quotes nothing of the text.
 */
export function keyBytes(pem: string, type: KeyType): Bytes {
  const refuse = (cause: string) => new UsageError(`The ${type} key ${cause}`)
  const text = pem.replace(/\\+[nr]/g, '\n')
  const blocks = [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \1-----/gs)]
  const isReadable = ([, label]: RegExpExecArray) => Object.hasOwn(READABLE[type], label!)
  const [, label, body = ''] = blocks.find(isReadable) ?? blocks[0] ?? []
  if (label === undefined) throw refuse(causeWithoutBlock(text, type))
  if (label === 'ENCRYPTED PRIVATE KEY' || /^\s*Proc-Type:.*ENCRYPTED/.test(body))
    throw refuse('is encrypted. Decrypt it first: openssl pkcs8 -topk8 -nocrypt -in key.pem')
  const toImportable = READABLE[type][label]
  if (!toImportable) throw refuse(causeInLabel(label, type))
  const der = decodeBase64(body.replace(/\s/g, ''), standardBase64)
  if (!der || !isWholeDer(der)) throw refuse('is damaged or truncated: copy the PEM text again, from BEGIN to END.')
  return toImportable(der)
}

function causeInLabel(label: string, type: KeyType): string {
  if (type === 'public') {
    if (label === 'CERTIFICATE')
      return 'is a certificate. Take its "BEGIN PUBLIC KEY": openssl x509 -in certificate.pem -pubkey -noout'
    if (label.endsWith('PRIVATE KEY'))
      return 'is a private key. Make its "BEGIN PUBLIC KEY": openssl pkey -in key.pem -pubout'
    return 'is not "BEGIN PUBLIC KEY". Convert a PKCS#1 key with: openssl rsa -RSAPublicKey_in -in key.pem -pubout'
  }
  if (label === 'CERTIFICATE') return 'is a certificate: give the private key that belongs to it.'
  if (label.endsWith('PUBLIC KEY')) return 'is a public key: give the private key that belongs to it.'
  return 'is not "BEGIN PRIVATE KEY". Convert a copy of an OpenSSH key with: ssh-keygen -p -m PKCS8 -f copy'
}

function causeWithoutBlock(text: string, type: KeyType): string {
  const compact = text.replace(/\s/g, '')
  if (compact === '') return 'is empty: check that its environment variable is set.'
  if (text.includes('-----BEGIN '))
    return 'is truncated: it has no END line. In an environment variable write \\n for each line break, or use quotes.'
  // "-----BEGIN" in base64.
  if (compact.startsWith('LS0tLS1CRUdJTi')) return 'is PEM text in base64: decode it first.'
  // What a DER SEQUENCE begins with in base64.
  if (/^M[A-P][A-Za-z0-9+/]{40,}=*$/.test(compact))
    return `is DER in base64. Convert it: base64 -d key.txt | openssl pkey -inform DER${type === 'public' ? ' -pubin -pubout' : ''}`
  return 'is not PEM text: it has no BEGIN line. Give the text of the file, not its path.'
}
