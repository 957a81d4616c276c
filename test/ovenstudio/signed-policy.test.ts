import { createHmac } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors/index.js'
import { signedPolicy, type SignedPolicyOptions, verifySignedPolicy } from '../../src/ovenstudio/index.js'
import { policySignature } from '../../src/ovenstudio/signed-policy-signature.js'
import { failure } from '../support/failure.js'

const secret = '1kU^b6'
const url = 'ws://192.168.0.100:3333/app/stream'
const until = 1_703_548_800_000
const begins = 1_703_376_000_000
const now = 1_703_462_400_000

const sign = (options: Partial<SignedPolicyOptions> = {}) => signedPolicy({ url, secret, until, ...options })
const verify = (signed: string, options: Partial<Parameters<typeof verifySignedPolicy>[1]> = {}) =>
  verifySignedPolicy(signed, { secret, now, ...options })
const hmac = (text: string) => createHmac('sha1', secret).update(text).digest('base64url')
const encoded = (policy: unknown) => Buffer.from(JSON.stringify(policy)).toString('base64url')
/** A URL that Node signed, with any policy. */
const signedByNode = (policy: unknown, raw = encoded(policy)) =>
  `${url}?policy=${raw}&signature=${hmac(`${url}?policy=${raw}`)}`
const policyOf = (signed: string): unknown =>
  JSON.parse(Buffer.from(/policy=([^&]+)/.exec(signed)![1]!, 'base64url').toString())

describe('the fact sheet', () => {
  const vector = `${url}?policy=eyJ1cmxfZXhwaXJlIjoxMzk5NzIxNTgxfQ`

  test('has a vector that gets the same signature', async () => {
    expect(await policySignature(secret, vector)).toBe('dvVdBpoxAeCPl94Kt5RoiqLI0YE')
  })

  test('has a vector that is correctly signed and always expired, because it has seconds in place of milliseconds', async () => {
    expect(await verify(`${vector}&signature=dvVdBpoxAeCPl94Kt5RoiqLI0YE`)).toEqual({ ok: false, reason: 'expired' })
    expect(await verify(`${vector}&signature=dvVdBpoxAeCPl94Kt5RoiqLI0YF`)).toEqual({
      ok: false,
      reason: 'bad_signature',
    })
  })
})

describe('signing', () => {
  test('Node’s crypto agrees, in both directions', async () => {
    const policy = {
      url_expire: until,
      url_activate: begins,
      stream_expire: until + 1,
      allow_ip: '203.0.113.0/24',
      real_ip: '198.51.100.9/32',
    }
    const signed = await sign({
      until: new Date(until),
      from: new Date(begins),
      streamUntil: until + 1,
      ip: '203.0.113.0/24',
      realIp: '198.51.100.9',
    })
    expect(signed).toBe(signedByNode(policy))
    expect(await verify(signed, { ip: '203.0.113.7', realIp: '198.51.100.9' })).toEqual({
      ok: true,
      until,
      from: begins,
      streamUntil: until + 1,
    })
  })

  test('an omitted option is not in the policy', async () => {
    expect(policyOf(await sign())).toEqual({ url_expire: until })
  })

  test.each([
    ['http://h/app/stream', 'http://h:80/app/stream'],
    ['https://h/app/stream/llhls.m3u8', 'https://h:443/app/stream/llhls.m3u8'],
    ['ws://h/app/stream', 'ws://h:80/app/stream'],
    ['wss://h/app/stream', 'wss://h:443/app/stream'],
    ['rtmp://h/app/stream', 'rtmp://h:1935/app/stream'],
    ['rtmps://h/app/stream', 'rtmps://h:443/app/stream'],
    ['wss://h:3334/app/stream', 'wss://h:3334/app/stream'],
    ['HTTPS://Cdn.Example/App/Stream', 'https://cdn.example:443/App/Stream'],
    ['http://[::1]/app/stream', 'http://[::1]:80/app/stream'],
  ])('signs %s with an explicit port', async (given, address) => {
    const signed = await sign({ url: given })
    expect(signed.slice(0, signed.indexOf('?'))).toBe(address)
    expect(/signature=(.*)$/.exec(signed)![1]).toBe(hmac(signed.replace(/&signature=.*$/, '')))
    const asBrowsersAsk = signed.replace(address, address.replace(/^(https?|wss?)(:.*):(80|443)\//, '$1$2/'))
    expect(await verify(asBrowsersAsk)).toMatchObject({ ok: true })
  })

  test('keeps and signs the query first; the names are the server’s', async () => {
    const names = { policyKey: 'p', signatureKey: 's' }
    const signed = await sign({ url: `${url}?direction=send`, ...names })
    expect(signed).toMatch(/\?direction=send&p=[\w-]+&s=[\w-]{27}$/)
    expect(await verify(signed, names)).toMatchObject({ ok: true })
    expect(await verify(signed.replace('send', 'whip'), names)).toEqual({ ok: false, reason: 'bad_signature' })
    expect(await verify(signed)).toEqual({ ok: false, reason: 'missing_signature' })
  })

  test('a parameter that a player adds breaks the signature, before or after it', async () => {
    const signed = await sign()
    expect(await verify(`${signed}&x=1`)).toEqual({ ok: false, reason: 'bad_signature' })
  })

  test.each<[string, object, string]>([
    ['seconds', { until: 1_703_548_800 }, 'until lies before September 2001'],
    ['seconds in a Date', { until: new Date(1_703_548_800) }, 'multiply it by 1000'],
    ['seconds as the start', { from: 1_703_376_000 }, 'from lies before September 2001'],
    ['seconds as the end of the stream', { streamUntil: 1_703_548_800 }, 'streamUntil lies before September 2001'],
    ['an invalid time', { until: Number.NaN }, 'not a valid time'],
    ['a fraction of a millisecond', { until: until + 0.5 }, 'not a valid time'],
    ['reversed times', { from: until }, 'before until'],
    ['no secret', { secret: '' }, 'secret is empty'],
    ['an invalid address', { ip: '203.0.113.0/33' }, 'ip is an IPv4 address'],
    ['an IPv6 address', { realIp: '::1' }, 'realIp'],
    ['null for a name', { policyKey: null }, '"policyKey" must be text'],
    ['NaN for a name', { signatureKey: NaN }, '"signatureKey" must be text'],
    ['null for an end', { until: null }, 'not a valid time'],
    ['a date as a string', { until: '2023-12-26' }, 'not a valid time'],
    ['null for an address', { ip: null }, '"ip" must be text'],
    ['a list for an address', { realIp: ['203.0.113.7'] }, '"realIp" must be text'],
    ['an unset secret', { secret: undefined }, 'secret is empty'],
    ['an unset address', { url: undefined }, 'not an http'],
    ['an unknown option', { untill: until }, 'Did you mean "until"?'],
    ['a repeated name', { policyKey: 'signature' }, 'two different names'],
    ['a policy in the URL', { url: `${url}?policy=x` }, 'policy already'],
    ['a signature in the URL', { url: `${url}?signature` }, 'signature already'],
    ['a fragment', { url: `${url}#x` }, 'not an http'],
    ['a space', { url: `${url} x` }, 'percent-encode'],
    ['a line break', { url: `${url}\n` }, 'percent-encode'],
    ['letters that need encoding', { url: `${url}/é` }, 'percent-encode'],
    ['a user', { url: 'rtmp://me:pass@h/app/stream' }, 'not an http'],
    ['dot segments', { url: 'http://h/app/../stream' }, 'segments'],
    ['another scheme', { url: 'ftp://h/app/stream' }, 'not an http'],
    ['a scheme named like a method', { url: 'constructor://h/app/stream' }, 'not an http'],
    ['no stream', { url: 'http://h/app' }, '/app/stream'],
    ['SRT without a streamid', { url: 'srt://h:9999/app/stream' }, 'streamid'],
    ['SRT without a port', { url: 'srt://h?streamid=srt%3A%2F%2Fh%3A9999%2Fapp%2Fstream' }, 'port'],
    ['SRT with two streamids', { url: 'srt://h:9999?streamid=a&streamid=b' }, 'streamid'],
    ['SRT with a broken percent escape', { url: 'srt://h:9999?streamid=%2' }, 'streamid'],
  ] as const)('refuses %s', async (_name, options, message) => {
    const error = await failure(sign(options))
    expect(error).toBeInstanceOf(UsageError)
    expect((error as Error).message).toContain(message)
    expect(inspect(error)).not.toContain(secret)
    expect(inspect(error)).not.toContain('192.168')
  })
})

describe('SRT', () => {
  test.each([
    ['publishing signs the inner address', 'srt://h:9999/app/stream'],
    ['playing signs the virtual host’s address', 'srt://default/app/stream'],
  ])('%s', async (_name, id) => {
    const signed = await sign({ url: `srt://h:9999?mode=caller&streamid=${encodeURIComponent(id)}&latency=100` })
    const inner = `${id}?policy=${encoded({ url_expire: until })}`
    expect(signed).toBe(
      `srt://h:9999?mode=caller&streamid=${encodeURIComponent(`${inner}&signature=${hmac(inner)}`)}&latency=100`,
    )
    expect(await verify(signed)).toMatchObject({ ok: true })
    expect(await verify(signed.replace('app', 'apq'))).toEqual({ ok: false, reason: 'bad_signature' })
    expect(await verify(signed.replace('%2F', '%2f'))).toEqual({ ok: false, reason: 'malformed_url' })
  })
})

describe('verification', () => {
  test.each([
    ['no signature', (signed: string) => signed.replace(/&signature.*/, ''), 'missing_signature'],
    ['no policy', (signed: string) => signed.replace(/policy=[^&]*&/, ''), 'missing_policy'],
    ['neither', () => url, 'missing_signature'],
    ['an empty signature', (signed: string) => signed.replace(/signature=.*/, 'signature='), 'empty_signature'],
    ['a truncated signature', (signed: string) => signed.slice(0, -1), 'bad_signature'],
    ['a padded signature', (signed: string) => `${signed}=`, 'bad_signature'],
    ['two signatures', (signed: string) => `${signed}&signature=x`, 'duplicate_parameter'],
    ['two policies', (signed: string) => `${signed}&policy=x`, 'duplicate_parameter'],
    ['another port', (signed: string) => signed.replace('3333', '3334'), 'bad_signature'],
    ['a fragment', (signed: string) => `${signed}#x`, 'malformed_url'],
  ])('%s', async (_name, edit, reason) => {
    expect(await verify(edit(await sign()))).toEqual({ ok: false, reason })
  })

  test('another secret', async () => {
    expect(await verify(await sign(), { secret: 'other' })).toEqual({ ok: false, reason: 'bad_signature' })
  })

  test.each([
    ['a millisecond before the end', until - 1, undefined],
    ['at the end', until, undefined],
    ['a millisecond after the end', until + 1, 'expired'],
    ['a millisecond before the start', begins - 1, 'not_yet'],
    ['at the start', begins, undefined],
    ['a second before the start', begins - 1000, 'not_yet'],
    ['a second after the end', until + 1000, 'expired'],
  ])('the clock: %s', async (_name, at, reason) => {
    const verdict = await verify(await sign({ from: begins }), { now: at })
    expect(verdict).toEqual(reason ? { ok: false, reason } : { ok: true, until, from: begins })
  })

  test('refuses seconds for now', async () => {
    await expect(verify(await sign(), { now: 1_703_462_400 })).rejects.toThrow('multiply it by 1000')
  })

  test.each([
    ['invalid JSON', undefined, 'eA', 'malformed_policy'],
    ['invalid base64', undefined, '*', 'malformed_policy'],
    ['padded base64', undefined, `${encoded({ url_expire: until, a: 1 })}=`, 'malformed_policy'],
    ['no end', {}, undefined, 'malformed_policy'],
    ['an end as a string', { url_expire: String(until) }, undefined, 'malformed_policy'],
    ['nothing', null, undefined, 'malformed_policy'],
    ['an expired session', { url_expire: until, stream_expire: now - 1 }, undefined, 'stream_expired'],
    ['an invalid range', { url_expire: until, allow_ip: 'all' }, undefined, 'malformed_cidr'],
    [
      'an invalid range, by real_ip',
      { url_expire: until, allow_ip: '1.1.1.1/32', real_ip: 'all' },
      undefined,
      'malformed_cidr',
    ],
  ])('refuses a correctly signed policy of %s', async (_name, policy, raw, reason) => {
    expect(await verify(signedByNode(policy, raw ?? encoded(policy)))).toEqual({ ok: false, reason })
  })

  test('ignores what the server ignores: a start as text, a range as a number', async () => {
    const policy = {
      url_expire: until,
      url_activate: String(until),
      stream_expire: '1',
      allow_ip: 7,
      real_ip: null,
    }
    expect(await verify(signedByNode(policy))).toEqual({ ok: true, until })
  })

  test('checks the end before the start, and both before the addresses', async () => {
    const policy = { url_expire: now - 1, url_activate: now + 1, allow_ip: '203.0.113.7/32' }
    expect(await verify(signedByNode(policy))).toEqual({ ok: false, reason: 'expired' })
    expect(await verify(signedByNode({ ...policy, url_expire: until }))).toEqual({ ok: false, reason: 'not_yet' })
  })

  test.each([
    [{ ip: '203.0.113.7', realIp: '198.51.100.9' }, undefined],
    [{ ip: '::ffff:203.0.113.7', realIp: '::FFFF:198.51.100.9' }, undefined],
    [{ ip: '203.0.114.7', realIp: '198.51.100.9' }, 'ip_mismatch'],
    [{ ip: '203.0.113.7', realIp: '198.51.100.8' }, 'real_ip_mismatch'],
    [{ ip: '203.0.113.7' }, 'real_ip_mismatch'],
    [{ realIp: '198.51.100.9' }, 'ip_mismatch'],
  ])('addresses: %o', async (addresses, reason) => {
    const signed = await sign({ ip: '203.0.113.0/24', realIp: '198.51.100.9' })
    expect(await verify(signed, addresses)).toMatchObject(reason ? { ok: false, reason } : { ok: true })
  })

  test.each(['203.0.113.7', '::1', undefined])('a policy for 0.0.0.0/0 allows %s', async (ip) => {
    const signed = await sign({ ip: '0.0.0.0/0', realIp: '0.0.0.0/0' })
    expect(await verify(signed, { ip })).toMatchObject({ ok: true })
    expect(await verify(await sign(), { ip })).toMatchObject({ ok: true })
  })

  test.each<[string, object, string]>([
    ['null for now', { now: null }, 'not a valid time'],
    ['null for the address', { ip: null }, '"ip" must be text'],
    ['a number for the secret', { secret: 7 }, '"secret" must be text'],
    ['an unset secret', { secret: undefined }, 'secret is empty'],
    ['null for a name', { policyKey: null }, '"policyKey" must be text'],
    ['an unknown option', { realIP: '203.0.113.7' }, 'Did you mean "realIp"?'],
  ])('%s is a UsageError', async (_name, options, message) => {
    const error = await failure(verify(await sign(), options))
    expect(error).toBeInstanceOf(UsageError)
    expect((error as Error).message).toContain(message)
  })
})

test('addresses that Node wrote as IPv6 are signed as IPv4', async () => {
  const signed = await sign({ ip: '::ffff:203.0.113.7', realIp: '::ffff:198.51.100.9' })
  expect(policyOf(signed)).toMatchObject({ allow_ip: '203.0.113.7/32', real_ip: '198.51.100.9/32' })
})
