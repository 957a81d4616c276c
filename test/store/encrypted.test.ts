import { createDecipheriv, randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { TokenStoreError, UsageError } from '../../src/errors/index.js'
import { encrypted, type EncryptionKey, type Keyring } from '../../src/store/encrypted.js'
import { memoryStore } from '../../src/store/memory.js'
import { failure } from '../support/signed-in.js'
import { describeStore } from './contract.js'

const key = randomBytes(32)
const other = randomBytes(32)
const record = { accessToken: 'PLANTED', issuedAt: 1 }

describeStore('encrypted(memoryStore)', () => {
  const inner = memoryStore()
  return [encrypted(inner, key), encrypted(inner, key)]
})

/** A record that was written with `key`, and its store. */
async function written(with_: EncryptionKey | Keyring = key) {
  const inner = memoryStore()
  await encrypted(inner, with_).set('a', record)
  const stored = (await inner.get('a'))!.record as Record<'keyId' | 'nonce' | 'ciphertext', string>
  return { inner, stored }
}

test('the inner store sees nothing of a record', async () => {
  const { stored } = await written()
  expect(JSON.stringify(stored)).not.toMatch(/PLANTED|accessToken/)
})

test('a record decrypts with Node’s own AES-256-GCM and the record’s name', async () => {
  const { stored } = await written()
  const bytes = Buffer.from(stored.ciphertext, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(stored.nonce, 'base64'))
  decipher.setAAD(Buffer.from('a')).setAuthTag(bytes.subarray(-16))
  expect(JSON.parse(`${decipher.update(bytes.subarray(0, -16), undefined, 'utf8')}${decipher.final('utf8')}`)).toEqual(
    record,
  )
})

test('two writes of one record have different nonces', async () => {
  const [one, two] = [await written(), await written()]
  expect(one.stored.nonce).not.toBe(two.stored.nonce)
})

test.each([
  ['bytes', key],
  ['base64', key.toString('base64')],
  ['base64url with a line break', `${key.toString('base64url')}\n`],
])('takes a key as %s', async (_, form) => {
  const { inner } = await written(form)
  expect((await encrypted(inner, key).get('a'))?.record).toEqual(record)
})

test('after a rotation old records are readable, and new ones use the new key', async () => {
  const { inner } = await written({ current: 'k1', keys: { k1: key } })
  const store = encrypted(inner, { current: 'k2', keys: { k1: key, k2: other } })
  expect((await store.get('a'))?.record).toEqual(record)
  await store.set('a', record)
  expect((await inner.get('a'))?.record).toMatchObject({ keyId: 'k2' })
  expect((await encrypted(inner, { current: 'k2', keys: { k2: other } }).get('a'))?.record).toEqual(record)
})

describe('refuses, names and keeps a record', () => {
  const cut = (text: string) => Buffer.from(text, 'base64').subarray(0, -1).toString('base64')

  test.each<[string, string, (stored: Record<string, string>) => object]>([
    ['in plain text', 'is not encrypted', () => record],
    ['of an unknown key', 'not in the keyring', (stored) => ({ ...stored, keyId: 'k9' })],
    [
      'whose ciphertext is cut',
      'does not decrypt',
      (stored) => ({ ...stored, ciphertext: cut(stored['ciphertext']!) }),
    ],
    ['whose ciphertext is empty', 'does not decrypt', (stored) => ({ ...stored, ciphertext: '' })],
    ['whose nonce is not base64', 'does not decrypt', (stored) => ({ ...stored, nonce: '%' })],
  ])('%s', async (_, message, change) => {
    const { inner, stored } = await written()
    await inner.set('a', { ...change(stored) })
    const before = await inner.get('a')
    const error = await failure(() => encrypted(inner, key).get('a'))
    expect(error).toBeInstanceOf(TokenStoreError)
    expect(error).toMatchObject({ path: 'a', message: expect.stringContaining(message) })
    expect(inspect(error)).not.toContain('PLANTED')
    expect(await inner.get('a')).toEqual(before)
  })

  test('of another key', async () => {
    const { inner } = await written()
    await expect(encrypted(inner, other).get('a')).rejects.toThrow('does not decrypt')
  })

  test('that was moved to another name', async () => {
    const { inner, stored } = await written()
    await inner.set('b', stored)
    await expect(encrypted(inner, key).get('b')).rejects.toThrow('does not decrypt')
  })
})

test.each<[string, unknown]>([
  ['too short', randomBytes(16)],
  ['a password', 'PLANTED password'],
  ['missing', undefined],
  ['a keyring without its current key', { current: 'k2', keys: { k1: key } }],
  ['a keyring with a short key', { current: 'k1', keys: { k1: 'PLANTED' } }],
])('a key that is %s is a UsageError that does not quote it', async (_, wrong) => {
  const error = await failure(async () => encrypted(memoryStore(), wrong as never))
  expect(error).toBeInstanceOf(UsageError)
  expect(inspect(error)).not.toContain('PLANTED')
})
