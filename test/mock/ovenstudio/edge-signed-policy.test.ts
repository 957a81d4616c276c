import { createHmac } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { verifySignedPolicy as verifyInMock } from '../../../mock/ovenstudio/edge/signed-policy.js'
import { allow } from '../../../src/ovenmediaengine/index.js'
import { signedPolicy, type SignedPolicyOptions, verifySignedPolicy } from '../../../src/ovenstudio/index.js'
import { controlServer, secret as admissionSecret } from './control-server.js'
import { edgeBench } from './edge-bench.js'
import { readMultivariantPlaylist } from './edge-playlist.js'

const secret = '1kU^b6'
const minute = 60_000

/** The edge of a stream that can be played, with signed policies on, and URLs that the client signs. */
async function stage({ isSigned = false } = {}) {
  const bench = await edgeBench({ signed: isSigned })
  await bench.mock.ovenstudio.signedPolicy({ settings: { secret } })
  await bench.publish()
  await bench.clock.advance('10s')
  const url = `${bench.folder()}playlist.m3u8`
  const sign = (options: Partial<SignedPolicyOptions> = {}) =>
    signedPolicy({ url, secret, until: bench.clock.now() + minute, ...options })
  const status = async (address: string, headers = {}) => (await bench.get(address, { headers })).status
  const reasons = () => bench.journal.requests({ status: 401 }).map(({ reason }) => reason)
  /** The media playlist of a signed URL. */
  const child = async (signed: string) =>
    bench.folder() + readMultivariantPlaylist(await (await bench.get(signed)).text())[0]
  return { ...bench, url, sign, status, reasons, child }
}

describe('a playlist of an edge that asks for signed policies', () => {
  test('is served for a URL that the client signed, to its end, and refused with an empty 401 otherwise', async () => {
    const { get, clock, url, sign, status, reasons } = await stage()
    const signed = await sign()
    expect(await status(signed)).toBe(200)
    const refusal = await get(url)
    expect([refusal.status, await refusal.text()]).toEqual([401, ''])
    await clock.advance(minute)
    expect(await status(signed)).toBe(200)
    await clock.advance(1)
    expect(await status(signed)).toBe(401)
    expect(reasons()).toEqual(['no signature', 'policy expired'])
  })

  test.each([
    ['another secret', { secret: 'other' }, 'wrong signature of the policy'],
    ['a start in the future', { from: Date.UTC(2026, 0, 15, 0, 0, 30) }, 'policy not yet valid'],
    ['another address', { ip: '192.0.2.1' }, 'another address'],
    ['another client behind the proxy', { realIp: '192.0.2.1' }, 'another client address'],
  ])('is refused for %s', async (_name, options, reason) => {
    const { sign, status, reasons } = await stage()
    expect(await status(await sign(options))).toBe(401)
    expect(reasons()).toEqual([reason])
  })

  test('takes the client’s address from X-REAL-IP, then from X-FORWARDED-FOR, then from the connection', async () => {
    const { sign, status } = await stage()
    const signed = await sign({ ip: '127.0.0.0/8', realIp: '198.51.100.7' })
    expect(await status(signed, { 'x-real-ip': '198.51.100.7', 'x-forwarded-for': '10.0.0.1' })).toBe(200)
    expect(await status(signed, { 'x-forwarded-for': '198.51.100.7, 10.0.0.1' })).toBe(200)
    expect(await status(signed)).toBe(401)
    expect(await status(await sign({ realIp: '127.0.0.1' }))).toBe(200)
  })

  test('gives a session, without which its children are refused; they do not repeat the policy', async () => {
    const { child, sign, status, reasons, folder } = await stage()
    const media = await child(await sign())
    expect(media).toMatch(/\?session=1_\w{8}$/)
    expect(await status(media)).toBe(200)
    expect(await status(media.split('?')[0]!)).toBe(401)
    expect(await status(`${folder()}x.m4s?session=1_abcdefgh`)).toBe(401)
    expect(reasons()).toEqual(['unknown session', 'unknown session'])
  })

  test('plays until the end of its stream, also when the URL was valid longer', async () => {
    const { child, sign, status, clock, reasons, mock } = await stage()
    const media = await child(await sign({ streamUntil: clock.now() + 20_000 }))
    await clock.advance(20_000)
    mock.restore(mock.snapshot())
    expect(await status(media)).toBe(200)
    await clock.advance(1)
    expect(await status(media)).toBe(401)
    expect(reasons()).toEqual(['session expired'])
  })

  test('plays without a policy when the setting is null again', async () => {
    const { mock, url, status } = await stage()
    await mock.ovenstudio.signedPolicy({ settings: null })
    expect(await status(url)).toBe(200)
  })

  test('needs CloudFront’s signature too, which is not part of the signed address', async () => {
    const { custom, sign, status, clock, child } = await stage({ isSigned: true })
    const signed = await sign()
    expect(await status(signed)).toBe(403)
    const both = await custom(`playlist.m3u8${new URL(signed).search}`, { until: clock.now() / 1000 + 30 })
    expect(await status(both)).toBe(200)
    expect(await status(await child(both))).toBe(200)
    expect(await status(await custom('playlist.m3u8', { until: clock.now() / 1000 + 30 }))).toBe(401)
  })

  test('asks the control server only after the policy, and ends with the earlier of both times', async () => {
    const { mock, clock, url, sign, status, child } = await stage()
    const control = await controlServer(
      () => clock.now(),
      (admission) => allow(admission, { lifetime: 10_000 }),
    )
    await mock.ovenstudio.admissionWebhooks({ settings: { url: control.url, secret: admissionSecret } })
    expect(await status(url)).toBe(401)
    expect(control.received).toEqual([])
    const media = await child(await sign({ streamUntil: clock.now() + 5000 }))
    expect(control.received).toHaveLength(1)
    const later = await child(await sign())
    await clock.advance(5001)
    expect([await status(media), await status(later)]).toEqual([401, 200])
    await clock.advance(5000)
    expect(await status(later)).toBe(401)
  })

  test.each([false, true])('is shown by the page “Live” of the dashboard (CloudFront signs: %s)', async (isSigned) => {
    const { mock, status } = await stage({ isSigned })
    const page = await (await mock.fetch(`${mock.url}/_mock/live`)).text()
    const playlist = /data-playlist="([^"]+)"/.exec(page)![1]!.replaceAll('&amp;', '&')
    expect(await status(playlist)).toBe(200)
  })

  test('leaves neither the secret nor a policy in the journal', async () => {
    const { sign, status, journal, mock } = await stage()
    const signed = await sign()
    await status(signed)
    await status(signed.replace(/.$/, '~'))
    const shown = JSON.stringify([journal.requests(), await mock.ovenstudio.streams()])
    expect(shown).not.toContain(secret)
    for (const value of [/policy=([^&]+)/, /signature=(.*)/]) expect(shown).not.toContain(value.exec(signed)![1])
  })
})

describe('the verification of the mock', () => {
  const now = Date.UTC(2026, 0, 15)
  const address = '203.0.113.7'
  const vector = 'ws://192.168.0.100:3333/app/stream?policy=eyJ1cmxfZXhwaXJlIjoxMzk5NzIxNTgxfQ'

  test('accepts the vendor’s vector while it was valid: its seconds count as milliseconds', async () => {
    const judge = (url: string, at: number) => verifyInMock(url, { secret, now: at, address, realIp: address })
    const signed = `${vector}&signature=dvVdBpoxAeCPl94Kt5RoiqLI0YE`
    expect(await judge(signed, 1_399_721_581)).toEqual({ until: null })
    expect(await judge(signed, 1_399_721_582)).toEqual({ refused: 'policy expired' })
    expect(await judge(signed.replace(/E$/, 'F'), 0)).toEqual({ refused: 'wrong signature of the policy' })
  })

  test('agrees with the client’s about any policy, signed or not', async () => {
    const url = 'https://edge.example.test:443/app/one/playlist.m3u8'
    const time = fc.oneof(fc.integer({ min: now - 2, max: now + 2 }), fc.constantFrom('1', null, 1.5, undefined))
    const range = fc.constantFrom(
      '203.0.113.7/32',
      '203.0.113.0/24',
      '0.0.0.0/0',
      '192.0.2.1/32',
      'all',
      '1.2.3.4/33',
      7,
      undefined,
    )
    const policy = fc.record({
      url_expire: time,
      url_activate: time,
      stream_expire: time,
      allow_ip: range,
      real_ip: range,
    })
    const text = fc.oneof(
      { weight: 9, arbitrary: policy.map((one) => Buffer.from(JSON.stringify(one)).toString('base64url')) },
      fc.constantFrom('', 'eA', 'bnVsbA', '*', 'e30='),
    )
    const query = fc.constantFrom(
      (p: string, s: string) => `?policy=${p}&signature=${s}`,
      (p: string, s: string) => `?signature=${s}&policy=${p}`,
      (p: string) => `?policy=${p}`,
      (_: string, s: string) => `?signature=${s}`,
      (p: string) => `?policy=${p}&signature=`,
      (p: string, s: string) => `?policy=${p}&signature=${s}&signature=${s}`,
      (p: string, s: string) => `?policy=${p}&policy=${p}&signature=${s}`,
    )
    await fc.assert(
      fc.asyncProperty(text, query, fc.boolean(), async (one, write, isGood) => {
        const hmac = createHmac('sha1', isGood ? secret : 'other')
        const signature = hmac.update(url + `?policy=${one}`).digest('base64url')
        const asked = url + write(one, signature)
        const theirs = await verifySignedPolicy(asked, { secret, now, ip: address })
        const ours = await verifyInMock(asked, { secret, now, address, realIp: address })
        expect(ours).toEqual(theirs.ok ? { until: theirs.streamUntil ?? null } : { refused: expect.any(String) })
      }),
      { numRuns: 1000 },
    )
  })
})
