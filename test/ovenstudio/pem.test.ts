import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors/index.js'
import { signUrl, verifySignedUrl } from '../../src/ovenstudio/index.js'
import { failure } from '../support/failure.js'
import { ec, ecPair, type PemPair, rsa, rsaPair } from './signing-keys.js'

const id = 'K2JCJMDEHXQW5F'
const until = new Date('2023-12-26T00:00:00Z')
const now = new Date('2023-12-25T00:00:00Z')
const url = 'https://cdn.example.test/app/concert/playlist.m3u8'

const sign = (privateKey: string) => signUrl({ url, keyPairId: id, privateKey, until })
const verify = (signed: string, publicKey: string) => verifySignedUrl(signed, { keys: { [id]: publicKey }, now })
const inForm = ({ privateKey }: PemPair, type: 'pkcs1' | 'sec1') =>
  String(createPrivateKey(privateKey).export({ type, format: 'pem' }))

const pkcs1 = inForm(rsa, 'pkcs1')
const sec1 = inForm(ec, 'sec1')
const certificate = rsa.publicKey.replaceAll('PUBLIC KEY', 'CERTIFICATE')
const secp256k1 = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey

const forms: readonly (readonly [label: string, privateKey: string, publicKey: string])[] = [
  ['PRIVATE KEY', rsa.privateKey, rsa.publicKey],
  ['RSA PRIVATE KEY', pkcs1, rsa.publicKey],
  ['PRIVATE KEY', ec.privateKey, ec.publicKey],
  ['EC PRIVATE KEY', sec1, ec.publicKey],
]

describe.each(forms)('a key with the label %s', (label, privateKey, publicKey) => {
  test.each<[string, (pem: string) => string]>([
    ['as in a file', (pem) => pem],
    ['with \\n as two characters', (pem) => pem.replaceAll('\n', '\\n')],
    ['with \\n escaped twice', (pem) => pem.replaceAll('\n', '\\\\n')],
    ['with \\r\\n as four characters, in quotes', (pem) => `"${pem.replaceAll('\n', '\\r\\n')}"`],
    ['in quotes', (pem) => `'${pem}'`],
    ['with CRLF', (pem) => pem.replaceAll('\n', '\r\n')],
    ['with spaces for line breaks', (pem) => pem.replaceAll('\n', ' ')],
    ['on one line', (pem) => pem.replaceAll('\n', '')],
    ['with attributes before it', (pem) => `Bag Attributes\n  localKeyID: 01\nKey Attributes: <No Attributes>\n${pem}`],
    ['with a byte order mark', (pem) => `\uFEFF${pem}`],
    [
      'with EC PARAMETERS before it',
      (pem) => `-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n${pem}`,
    ],
    ['with its certificate before it', (pem) => `${certificate}${pem}`],
  ])('signs and verifies %s', async (_form, written) => {
    expect(privateKey).toContain(`BEGIN ${label}`)
    expect(await verify(await sign(written(privateKey)), written(publicKey))).toMatchObject({ ok: true })
  })
})

test('a public key signs nothing, and a private key verifies nothing, even if the other one is in the same text', async () => {
  const both = rsa.publicKey + rsa.privateKey
  expect(await verify(await sign(both), both)).toMatchObject({ ok: true })
})

const encrypted = String(
  createPrivateKey(rsa.privateKey).export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open' }),
)
const encryptedPkcs1 = String(
  createPrivateKey(rsa.privateKey).export({ type: 'pkcs1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open' }),
)
const base64 = (pem: string) => pem.replaceAll(/-----[^-]+-----|\s/g, '')
const lines = (pem: string) => pem.split('\n')

const unset = undefined as unknown as string
const badPrivate: readonly [string, string, string][] = [
  ['is missing', unset, 'environment variable is set'],
  ['is a Buffer', Buffer.from(rsa.privateKey) as unknown as string, "readFileSync(path, 'utf8')"],
  ['is a KeyObject', createPrivateKey(rsa.privateKey) as unknown as string, 'neither PEM text nor a CryptoKey'],
  ['is empty', ' \n', 'is empty'],
  ['is a path', '/run/secrets/key.pem', 'not its path'],
  ['is an unrelated text', 'secret-looking text', 'not PEM text'],
  ['is public', rsa.publicKey, 'is a public key'],
  ['is public, in PKCS#1', rsa.publicKey.replaceAll('PUBLIC KEY', 'RSA PUBLIC KEY'), 'is a public key'],
  ['is encrypted', encrypted, 'is encrypted'],
  ['is encrypted in the older format', encryptedPkcs1, 'is encrypted'],
  ['is encrypted and on one line', encryptedPkcs1.replaceAll('\n', '\\n'), 'is encrypted'],
  ['is a certificate', certificate, 'is a certificate'],
  ['is in OpenSSH’s format', rsa.privateKey.replaceAll('PRIVATE', 'OPENSSH PRIVATE'), 'ssh-keygen'],
  ['is base64-encoded DER', base64(rsa.privateKey), 'is DER in base64'],
  ['is base64-encoded SEC1', base64(sec1), 'is DER in base64'],
  ['is base64-encoded PEM', Buffer.from(rsa.privateKey).toString('base64'), 'is PEM text in base64'],
  ['is truncated after its first line', lines(rsa.privateKey)[0]!, 'has no END line'],
  ['has no end line', rsa.privateKey.slice(0, 900), 'has no END line'],
  ['has another label at its end', rsa.privateKey.replace('END PRIVATE', 'END RSA PRIVATE'), 'has no END line'],
  ['lost a line', lines(rsa.privateKey).toSpliced(3, 1).join('\n'), 'damaged or truncated'],
  ['lost a character', rsa.privateKey.replace(/\n(.{30})./, '\n$1'), 'damaged or truncated'],
  ['has foreign characters', rsa.privateKey.replace(/\n(.{30})./, '\n$1…'), 'damaged or truncated'],
  ['is RSA of 1024 bits', rsaPair(1024).privateKey, '2048 bits'],
  ['is P-384', ecPair('P-384').privateKey, 'P-256'],
  ['is P-384 in SEC1', inForm(ecPair('P-384'), 'sec1'), 'P-256'],
  ['is secp256k1 in SEC1', String(secp256k1.export({ type: 'sec1', format: 'pem' })), 'P-256'],
]

const badPublic: readonly [string, string, string][] = [
  ['is missing', unset, 'environment variable is set'],
  ['is empty', '', 'is empty'],
  ['is private', rsa.privateKey, 'openssl pkey -in key.pem -pubout'],
  ['is private, in PKCS#1', pkcs1, 'openssl pkey -in key.pem -pubout'],
  ['is a certificate', certificate, 'openssl x509'],
  ['is in PKCS#1', rsa.publicKey.replaceAll('PUBLIC KEY', 'RSA PUBLIC KEY'), '-RSAPublicKey_in'],
  ['is base64-encoded DER', base64(ec.publicKey), '-pubin'],
  ['lost a line', lines(rsa.publicKey).toSpliced(3, 1).join('\n'), 'damaged or truncated'],
]

test.each([
  ...badPrivate.map(([name, key, cause]) => ['private', name, key, cause] as const),
  ...badPublic.map(([name, key, cause]) => ['public', name, key, cause] as const),
])('the error says that the %s key %s, and shows nothing of it', async (type, _name, key, cause) => {
  const error = await failure(type === 'private' ? sign(key) : sign(rsa.privateKey).then((one) => verify(one, key)))
  expect(error).toBeInstanceOf(UsageError)
  expect((error as Error).message).toContain(cause)
  const shown = inspect(error) + JSON.stringify(error)
  const material = typeof key === 'string' ? base64(key) : ''
  if (material.length > 20)
    for (const at of [0, 10, 100]) expect(shown).not.toContain(material.slice(at, at + 12) || '\0')
})
