import { encrypted, memoryStore } from 'onair'
import { kollusPlayReply, kollusPlayUrl, parseKollusLmsCallback, verifyKollusPlayUrl } from 'onair/kollus-live'
import { signedPolicy, signUrl, verifySignedPolicy, verifySignedUrl } from 'onair/ovenstudio'
import { equal, failure, type Checks } from '../check.js'

const until = new Date('2030-01-01')
const now = new Date('2029-12-31')

const algorithms = {
  RSA: { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-1' },
  ECDSA: { name: 'ECDSA', namedCurve: 'P-256' },
} as const

/** What runs on WebCrypto alone. */
export const signing: Checks = {
  async 'OvenStudio’s URLs are signed and verified with RSA and ECDSA keys'() {
    for (const [name, algorithm] of Object.entries(algorithms)) {
      const pair = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
      const { privateKey, publicKey } = pair
      const url = await signUrl({ url: 'https://cdn.example.com/live/a.m3u8', keyPairId: 'K1', privateKey, until })
      const keys = { K1: publicKey }
      equal((await verifySignedUrl(url, { keys, now })).ok, true, name)
      const other = await verifySignedUrl(url.replace('a.m3u8', 'b.m3u8'), { keys, now })
      equal(!other.ok && other.reason, 'bad_signature', name)
    }
  },

  async 'a key in PEM signs as the CryptoKey does'() {
    const pair = await crypto.subtle.generateKey(algorithms.RSA, true, ['sign', 'verify'])
    const der = new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey))
    const base64 = btoa(String.fromCharCode(...der)).replace(/.{64}/g, '$&\n')
    const pem = `-----BEGIN PRIVATE KEY-----\n${base64}\n-----END PRIVATE KEY-----\n`
    const signed = { url: 'https://cdn.example.com/live/a.m3u8', keyPairId: 'K1', until }
    equal(
      await signUrl({ ...signed, privateKey: pem }),
      await signUrl({ ...signed, privateKey: pair.privateKey }),
      'URL',
    )
  },

  async 'a SignedPolicy is signed and verified with a secret'() {
    const url = await signedPolicy({ url: 'rtmp://studio.example.com:1935/app/live', secret: 'hush', until })
    equal((await verifySignedPolicy(url, { secret: 'hush', now })).ok, true, 'with the secret')
    equal((await verifySignedPolicy(url, { secret: 'other', now })).ok, false, 'with another')
  },

  async 'a player’s URL of Kollus Live is signed and verified, a reply is signed, and a report’s hash is verified'() {
    const keys = { securityKey: 'onair-test-security-key', customKey: 'c', now }
    const url = await kollusPlayUrl({ ...keys, channelKey: 'abcd1234efgh5678', expiresAt: until })
    const options = { securityKey: keys.securityKey, now }
    equal((await verifyKollusPlayUrl(url, options)).ok, true, 'with the key')
    equal((await verifyKollusPlayUrl(url, { ...options, securityKey: 'other' })).ok, false, 'with another')
    const reply = await kollusPlayReply({ allow: true }, keys)
    const signature = 'tcPjU5psyTBw_yJ1b1bjkCHBf8uIf4xggdIZCkm3Q6w'
    equal((await reply.text()).split('.')[2], signature, 'the reply')
    const report = 'client_user_id=viewer-1&start_at=1893455000&run_time=60&show_time=58'
    const hash = '7be3dc6184aac05922ab3b0318263cfd'
    equal(
      (await parseKollusLmsCallback(`${report}&hash=${hash}`, { securityKey: keys.securityKey })).isVerified,
      true,
      'the report',
    )
  },

  async 'an encrypted store gives back what was put in, and nothing with another key'() {
    const plain = memoryStore()
    const keys = [1, 2].map((fill) => new Uint8Array(32).fill(fill)) as [Uint8Array, Uint8Array]
    await encrypted(plain, keys[0]).set('a', { token: 'hush' })
    equal((await encrypted(plain, keys[0]).get('a'))?.record, { token: 'hush' }, 'record')
    equal(JSON.stringify(await plain.get('a')).includes('hush'), false, 'the secret is in the store')
    equal((await failure(() => encrypted(plain, keys[1]).get('a')))['code'], 'token_store', 'with another key')
  },
}
