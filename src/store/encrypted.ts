import { fromBase64, toBase64 } from '../base64.js'
import { TokenStoreError, UsageError } from '../errors/index.js'
import type { StoreRecord, TokenStore } from './store.js'

/** A key for AES-256-GCM: 32 bytes, or the same in base64 or base64url. */
export type EncryptionKey = Uint8Array | string

/** Several keys by id, for a rotation: `current` encrypts, all decrypt. */
export interface Keyring {
  readonly current: string
  readonly keys: Readonly<Record<string, EncryptionKey>>
}

/** What is stored in place of a record. Nonce and ciphertext are base64; the last 16 bytes of the ciphertext are the tag. */
interface EncryptedRecord extends StoreRecord {
  readonly keyId: string
  readonly nonce: string
  readonly ciphertext: string
}

/**
 * A store that keeps its records in `store`, encrypted by AES-256-GCM (NIST SP 800-38D, by WebCrypto).
 *
 * - Each write has a random nonce of 96 bits. The name of the record is authenticated: a ciphertext that was moved to another name is
 *   refused. Names are not encrypted, and contain the account's id.
 * - For a rotation, give a keyring, and remove the old key after every record was written again. One key has the id `1`.
 * - A record that is plain text, or encrypted by an unknown key, or was changed, throws a `TokenStoreError` that names it. It is not
 *   changed.
 *
 * Throws a `UsageError` for a key that is not 32 bytes. Make one by `openssl rand -base64 32`.
 *
 * @example
 * const store = encrypted(fileStore('tokens.json'), tokenKey)
 */
export function encrypted(store: TokenStore, key: EncryptionKey | Keyring): TokenStore {
  const { current, keys } = isKeyring(key) ? key : { current: '1', keys: { 1: key } }
  if (!Object.hasOwn(keys, current))
    throw new UsageError('encrypted(): the keyring has no key with the id in `current`.')
  const imported = new Map(Object.entries(keys).map(([id, one]) => [id, importKey(toBytes(one))]))

  async function encrypt(name: string, record: StoreRecord): Promise<EncryptedRecord> {
    const iv = crypto.getRandomValues(new Uint8Array(12))
    const text = new TextEncoder().encode(JSON.stringify(record))
    const ciphertext = await crypto.subtle.encrypt(parameters(iv, name), await imported.get(current)!, text)
    return { keyId: current, nonce: toBase64(iv), ciphertext: toBase64(new Uint8Array(ciphertext)) }
  }

  async function decrypt(name: string, record: StoreRecord): Promise<StoreRecord> {
    if (!isEncrypted(record)) throw refused(name, 'is not encrypted', 'Delete it and sign in again.')
    const found = imported.get(record.keyId)
    if (!found) throw refused(name, 'is encrypted by a key that is not in the keyring', 'Add that key.')
    const key = await found
    try {
      const ciphertext = fromBase64(record.ciphertext)
      const text = await crypto.subtle.decrypt(parameters(fromBase64(record.nonce), name), key, ciphertext)
      return JSON.parse(new TextDecoder().decode(text)) as StoreRecord
    } catch {
      throw refused(name, 'does not decrypt', 'It has another key, or it was changed or moved.')
    }
  }

  return {
    async get(name) {
      const stored = await store.get(name)
      return stored && { record: await decrypt(name, stored.record), version: stored.version }
    },
    set: async (name, record, options) => store.set(name, await encrypt(name, record), options),
    delete: (name, options) => store.delete(name, options),
    keys: (prefix) => store.keys(prefix),
    lock: (name, fn, options) => store.lock(name, fn, options),
  }
}

const isKeyring = (key: EncryptionKey | Keyring): key is Keyring =>
  typeof key === 'object' && key !== null && !(key instanceof Uint8Array) && typeof Object(key.keys) === 'object'

function toBytes(key: EncryptionKey): Uint8Array<ArrayBuffer> {
  const bytes = typeof key === 'string' ? readKey(key) : key
  if (bytes instanceof Uint8Array && bytes.length === 32) return new Uint8Array(bytes)
  throw new UsageError('encrypted() needs keys of 32 bytes, or those in base64. Make one by: openssl rand -base64 32')
}

/** The bytes of base64 or base64url. Undefined for a text that is neither. */
function readKey(text: string): Uint8Array | undefined {
  try {
    return fromBase64(text.trim().replaceAll('-', '+').replaceAll('_', '/'))
  } catch {
    return undefined
  }
}

const importKey = (bytes: Uint8Array<ArrayBuffer>): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt'])

const parameters = (iv: Uint8Array<ArrayBuffer>, name: string): AesGcmParams => ({
  name: 'AES-GCM',
  iv,
  additionalData: new TextEncoder().encode(name),
})

const isEncrypted = (record: StoreRecord): record is EncryptedRecord =>
  ['keyId', 'nonce', 'ciphertext'].every((field) => typeof record[field] === 'string')

const refused = (name: string, what: string, advice: string): TokenStoreError =>
  new TokenStoreError(`The record ${name} of the token store ${what}. It was left as it is. ${advice}`, { path: name })
