import { inspect } from 'node:util'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { acknowledge, allow, deny, parseAdmission, type AdmissionOpening } from '../../src/ovenmediaengine/index.js'
import { failure } from '../support/failure.js'
import { secret, signatureOf, webhook } from './signed.js'

const viewer =
  '{"client":{"address":"192.0.2.10","port":51000,"real_ip":"198.51.100.7","user_agent":"onair-test/1"},"request":{"direction":"outgoing","protocol":"LLHLS","status":"opening","time":"2026-01-15T10:00:00.000+09:00","url":"https://edge.example.test:3334/app/lesson-1/llhls.m3u8?ticket=abc"}}'
const publisher =
  '{"client":{"address":"192.0.2.20","port":40001,"real_ip":"192.0.2.20"},"request":{"direction":"incoming","protocol":"RTMP","status":"opening","time":"2026-01-15T10:00:00.000+09:00","url":"rtmp://origin.example.test:1935/app/lesson-1"}}'
const now = Date.UTC(2026, 0, 15, 1)
const options = { secret, now }

/** The body of the viewer with other fields in `request`. `undefined` removes a field. */
function changed(fields: object): string {
  const body = JSON.parse(viewer) as { request: object }
  return JSON.stringify({ ...body, request: { ...body.request, ...fields } })
}

describe('an admission', () => {
  test.each([
    [viewer, 'gQFC_VOAtrnNU13f5dthL0BUMOU'],
    [viewer, 'gQFC_VOAtrnNU13f5dthL0BUMOU='],
    [publisher, 'yXJzbPBHD955Hi3WlBuxUs10Y3g'],
  ])('with a known signature is accepted, with padding and without', async (body, signature) => {
    const headers = { 'x-ome-signature': signature }
    expect((await parseAdmission(webhook(body, headers), options)).raw).toEqual(JSON.parse(body))
  })

  test('has the fields of the request, with the protocol in lower case and the time in milliseconds', async () => {
    expect(await parseAdmission(webhook(viewer), options)).toEqual({
      status: 'opening',
      direction: 'outgoing',
      protocol: 'llhls',
      url: 'https://edge.example.test:3334/app/lesson-1/llhls.m3u8?ticket=abc',
      time: now,
      client: { address: '192.0.2.10', port: 51_000, realIp: '198.51.100.7', userAgent: 'onair-test/1' },
      raw: JSON.parse(viewer),
    })
  })

  test('of a closing says where the client was sent', async () => {
    const body = changed({ status: 'closing', new_url: 'https://edge.example.test:3334/app/other/llhls.m3u8' })
    expect(await parseAdmission(webhook(body), options)).toMatchObject({
      status: 'closing',
      newUrl: 'https://edge.example.test:3334/app/other/llhls.m3u8',
    })
  })

  test.each(['2026-01-15T01:00:00Z', '2026-01-15T01:00:00.000+00:00', '2026-01-15T10:00:00.000+0900'])(
    'reads the time %s',
    async (time) => expect(await parseAdmission(webhook(changed({ time })), options)).toMatchObject({ time: now }),
  )

  test('can come as a body with headers, as text or bytes', async () => {
    const headers = { 'Content-Type': 'application/json', 'X-OME-Signature': signatureOf(viewer) }
    for (const body of [viewer, new TextEncoder().encode(viewer), Buffer.from(viewer)])
      for (const fields of [headers, new Headers(headers)])
        expect(await parseAdmission({ body, headers: fields }, options)).toMatchObject({ protocol: 'llhls' })
  })

  test('that anyone signs with the secret is read back, and one changed byte is refused', async () => {
    const fields = { protocol: fc.string({ minLength: 1 }), url: fc.string({ minLength: 1 }), extra: fc.jsonValue() }
    await fc.assert(
      fc.asyncProperty(fc.record(fields), fc.string({ minLength: 1 }), fc.nat(), async (request, key, at) => {
        const bytes = new TextEncoder().encode(changed(request))
        const headers = { 'x-ome-signature': signatureOf(bytes, key) }
        const own = { secret: key, now }
        const read = await parseAdmission({ body: bytes, headers }, own)
        expect([read.protocol, read.url]).toEqual([request.protocol.toLowerCase(), request.url])
        const forged = bytes.slice()
        forged[at % bytes.length]! ^= 1
        expect(await failure(parseAdmission({ body: forged, headers }, own))).toMatchObject({
          field: 'x-ome-signature',
        })
      }),
      { numRuns: 100 },
    )
  })
})

describe('a webhook is refused', () => {
  const bare = (headers: Record<string, string>, body: string = viewer) => ({ body, headers })
  const other = signatureOf(publisher)
  const form = new URLSearchParams({ status: 'opening' }).toString()
  test.each([
    ['without a signature', 'x-ome-signature', bare({})],
    ['with an empty signature', 'x-ome-signature', webhook(viewer, { 'x-ome-signature': '' })],
    ['signed over another body', 'x-ome-signature', webhook(viewer, { 'x-ome-signature': other })],
    ['signed with another secret', 'x-ome-signature', webhook(viewer, { 'x-ome-signature': signatureOf(viewer, 'x') })],
    ['with a signature that is not base64url', 'x-ome-signature', webhook(viewer, { 'x-ome-signature': 'a+/=' })],
    ['that is a form', 'content-type', webhook(form, { 'content-type': 'application/x-www-form-urlencoded' })],
    ['that is a form without a content type', 'body', bare({ 'x-ome-signature': signatureOf(form) }, form)],
    ['that is not JSON', 'body', webhook('{"client":')],
    ['that is a JSON list', 'body', webhook('[]')],
    [
      'that is not UTF-8',
      'body',
      { ...bare({ 'x-ome-signature': signatureOf(Buffer.of(0x22, 0xff, 0x22)) }), body: Buffer.of(0x22, 0xff, 0x22) },
    ],
    ['that is too large', 'body', webhook(' '.repeat(65_537))],
    ['as text that is too large', 'body', bare({ 'x-ome-signature': other }, ' '.repeat(65_537))],
    [
      'that a framework has parsed',
      'body',
      { ...bare({ 'x-ome-signature': other }), body: JSON.parse(viewer) as never },
    ],
    ['without a request', 'request', webhook('{}')],
    ['with another status', 'request.status', webhook(changed({ status: 'opened' }))],
    ['with another direction', 'request.direction', webhook(changed({ direction: undefined }))],
    ['without a protocol', 'request.protocol', webhook(changed({ protocol: 1 }))],
    ['without a URL', 'request.url', webhook(changed({ url: '' }))],
    ['with a time in no time zone', 'request.time', webhook(changed({ time: '2026-01-15T10:00:00' }))],
  ])('%s', async (_, field, source) => {
    expect(await failure(parseAdmission(source, options))).toMatchObject({ name: 'CallbackError', field })
  })

  test('if its body was read before', async () => {
    const request = webhook(viewer)
    await request.text()
    expect(await failure(parseAdmission(request, options))).toMatchObject({ field: 'body' })
  })

  test('when it is replayed later than five minutes, or than maxAge, and when it is from the future', async () => {
    const at = (moment: number, maxAge?: number) =>
      parseAdmission(webhook(viewer), { secret, now: new Date(moment), maxAge }).catch((error: unknown) => error)
    const refused = { name: 'CallbackError', field: 'request.time' }
    const accepted = { status: 'opening' }
    expect(await at(now + 300_000)).toMatchObject(accepted)
    expect(await at(now + 300_001)).toMatchObject(refused)
    expect(await at(now - 300_001)).toMatchObject(refused)
    expect(await at(now + 1001, 1000)).toMatchObject(refused)
    expect(await at(now + 1e12, Infinity)).toMatchObject(accepted)
  })

  test('with an error that shows neither the secret nor the body', async () => {
    const wrong: Record<string, string>[] = [{ 'x-ome-signature': other }, { 'content-type': 'text/plain' }]
    for (const headers of wrong) {
      const error = await failure(parseAdmission(webhook(viewer, headers), options))
      expect(inspect(error, { depth: 9 })).not.toMatch(/onair-admission-secret|ticket=abc|yXJzbPBH/)
    }
  })

  test('never, if the secret is empty: that is a wrong option', async () => {
    for (const wrong of ['', undefined as never, 7 as never])
      expect(await failure(parseAdmission(webhook(viewer), { secret: wrong }))).toMatchObject({ name: 'UsageError' })
    expect(await failure(parseAdmission(webhook(viewer), { secret, now: Number.NaN }))).toMatchObject({
      name: 'UsageError',
    })
  })
})

describe('the answer', () => {
  const opening = (url: string) => ({ url }) as AdmissionOpening
  const read = async (response: Response) => [
    response.status,
    response.headers.get('content-type'),
    await response.json(),
  ]

  test('is JSON with status 200: only that lets anyone in', async () => {
    const admission = opening('rtmp://one.example:1935/app/lesson')
    const newUrl = 'rtmp://two.example:1935/other/lesson-2?a=b'
    const json = 'application/json'
    expect(await read(allow(admission))).toEqual([200, json, { allowed: true }])
    expect(await read(allow(admission, { newUrl, lifetime: 60_000, reason: 'ok' }))).toEqual([
      200,
      json,
      { allowed: true, new_url: newUrl, lifetime: 60_000, reason: 'ok' },
    ])
    expect(await read(deny('no ticket'))).toEqual([200, json, { allowed: false, reason: 'no ticket' }])
    expect(await read(deny())).toEqual([200, json, { allowed: false }])
    expect(await read(acknowledge())).toEqual([200, json, {}])
  })

  test.each([
    ['https://a:3334/app/s/llhls.m3u8', 'https://b:3334/app2/s2/llhls.m3u8?x=1', true],
    ['https://a/app/s/llhls.m3u8?ticket=1', 'https://a/app/t/llhls.m3u8', true],
    ['srt://[2001:db8::1]:9999/app/s', 'srt://b:9999/app/t', true],
    ['https://a:3334/app/s/llhls.m3u8', 'http://a:3334/app/s/llhls.m3u8', false],
    ['https://a:3334/app/s/llhls.m3u8', 'https://a/app/s/llhls.m3u8', false],
    ['https://a:3334/app/s/llhls.m3u8', 'https://a:3334/app/s/master.m3u8', false],
    ['rtmp://a:1935/app/s', 'rtmp://a:1935/app/s/file', false],
    ['rtmp://a:1935/app/s', '/app/t', false],
    ['rtmp://a:1935/app/s', 'rtmp://a:1935/app', false],
  ])('from %s can send the client to %s: %s', (url, newUrl, isPossible) => {
    const attempt = () => allow(opening(url), { newUrl })
    if (isPossible) expect(attempt().status).toBe(200)
    else expect(attempt).toThrow(/newUrl must keep scheme, port and file/)
  })

  test.each([0, -1, 1.5, 2 ** 32, '60' as never])(
    'has no lifetime of %s, which the engine would ignore',
    (lifetime) => {
      expect(() => allow(opening('rtmp://a/app/s'), { lifetime })).toThrow(/lifetime/)
    },
  )
})
