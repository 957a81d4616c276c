import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { staticToken } from '../../src/auth/static.js'
import { DecodeError, UnauthorizedError, UsageError } from '../../src/errors/index.js'
import type { LogEntry } from '../../src/http/log.js'
import { unwrap } from '../../src/http/result.js'
import { createOvenStudio, OvenStudioError } from '../../src/ovenstudio/index.js'
import type { OvenStudioOptions } from '../../src/ovenstudio/index.js'
import { failure } from '../support/failure.js'
import { manualClock } from '../support/manual-clock.js'
import { json, scriptedFetch, untilAborted } from '../support/scripted-fetch.js'
import type { Reply } from '../support/scripted-fetch.js'

const host = 'studio.example.test'
const api = `https://${host}/v1/apis/aws/cf/signedUrl`
const url = 'https://cdn.example.test/app/concert/playlist.m3u8?Policy=p_&Signature=not-a-real-one&Key-Pair-Id=K1'
const now = Date.parse('2024-01-01T00:00:00Z')
const day = 86_400_000
const tomorrow = new Date(now + day)

function studio(replies: Reply[] = [json({ signed_url: url })], options: Partial<OvenStudioOptions> = {}) {
  const log: LogEntry[] = []
  const { fetch, sent } = scriptedFetch(...replies)
  const clock = manualClock(now)
  const auth = staticToken('not-a-real-token')
  const client = createOvenStudio({ host, auth, fetch, clock, log: (entry) => void log.push(entry), ...options })
  return {
    client,
    clock,
    sent,
    log,
    sign: (request = {}) => client.createSignedUrl({ stream: 'concert', until: tomorrow, ...request }),
  }
}

/** The refusal of `reply`. */
async function refusal(...replies: Reply[]): Promise<OvenStudioError> {
  const error = await failure(studio(replies, { retry: false }).sign())
  expect(error).toBeInstanceOf(OvenStudioError)
  return error as OvenStudioError
}

describe('a request', () => {
  test('has the nested body, with the token as Bearer, over https', async () => {
    const { sign, sent } = studio()
    expect(await sign({ from: now, until: new Date(now + day) })).toEqual({ url, expiresAt: now + day })
    expect(sent).toHaveLength(1)
    expect(sent[0]).toMatchObject({ method: 'POST', url: api })
    expect(sent[0]!.headers.get('authorization')).toBe('Bearer not-a-real-token')
    expect(sent[0]!.headers.get('content-type')).toBe('application/json')
    expect(JSON.parse(sent[0]!.body!)).toEqual({
      stream: { stream_name: 'concert' },
      policy: { date_less_than: '2024-01-02T00:00:00Z', date_greater_than: '2024-01-01T00:00:00Z' },
    })
  })

  test('has no start by default', async () => {
    const { sign, sent } = studio()
    await sign()
    expect(JSON.parse(sent[0]!.body!).policy).toEqual({ date_less_than: '2024-01-02T00:00:00Z' })
  })

  test('has whole seconds, and never more time than requested', async () => {
    const { sign, sent } = studio()
    const { expiresAt } = await sign({ from: new Date(now + 1), until: new Date(now + day + 999) })
    expect(JSON.parse(sent[0]!.body!).policy).toEqual({
      date_less_than: '2024-01-02T00:00:00Z',
      date_greater_than: '2024-01-01T00:00:01Z',
    })
    expect(expiresAt).toBe(now + day)
  })

  test.each(['OvenStudio_Xmas', '겨울 콘서트', 'a/b?c#d"', '🎄'])('has the name %s unchanged', async (stream) => {
    const { sign, sent } = studio()
    await sign({ stream })
    expect(JSON.parse(sent[0]!.body!).stream).toEqual({ stream_name: stream })
  })

  test('uses a baseUrl', async () => {
    const { sign, sent } = studio(undefined, { baseUrl: 'http://127.0.0.1:4010/' })
    await sign()
    expect(sent[0]!.url).toBe('http://127.0.0.1:4010/ovenstudio/api/v1/apis/aws/cf/signedUrl')
  })
})

describe('a request that cannot succeed is refused before it is sent', () => {
  const limit = new Date('2038-01-19T03:14:07Z')
  const refused: readonly [string, object, RegExp][] = [
    ['without an end', { until: undefined }, /until is not a valid time/],
    ['with an invalid end', { until: new Date('2024-02-30T25:00:00Z') }, /until is not a valid time/],
    ['with a string as its end', { until: '2024-01-02T00:00:00Z' }, /until is not a valid time/],
    ['with an end in seconds', { until: (now + day) / 1000 }, /multiply it by 1000/],
    ['that has ended', { until: new Date(now - 1000) }, /"until" to be in the future/],
    ['that ends now', { until: new Date(now) }, /"until" to be in the future/],
    ['that ends within this second', { until: new Date(now + 999) }, /"until" to be in the future/],
    ['that ends after the limit', { until: new Date(limit.getTime() + 1000) }, /no later than 2038-01-19T03:14:07Z/],
    ['with an invalid start', { from: new Date(NaN) }, /from is not a valid time/],
    ['with null as its start', { from: null }, /from is not a valid time/],
    ['that starts before 1970', { from: new Date(-1000) }, /from lies before September 2001/],
    ['that starts at its end', { from: tomorrow }, /"from" to be at least a second earlier/],
    ['with reversed dates', { from: new Date(now + 2 * day) }, /"from" to be at least a second earlier/],
    ['that starts after the limit', { until: limit, from: new Date(limit.getTime() + 1) }, /"from" to be at least/],
    ['without a stream', { stream: undefined }, /"stream" to be the name/],
    ['with a stream that is not a string', { stream: 7 }, /"stream" to be the name/],
    ['with an empty name', { stream: '' }, /"stream" to be the name/],
    ['with a blank name', { stream: ' \t' }, /"stream" to be the name/],
    ['with a line break in the name', { stream: 'concert\n' }, /"stream" to be a name on one line/],
    ['with a NUL in the name', { stream: 'con\0cert' }, /"stream" to be a name on one line/],
    ['with a line separator in the name', { stream: 'con\u2028cert' }, /"stream" to be a name on one line/],
    ['with an unknown option', { util: tomorrow }, /no option "util". Did you mean "until"/],
    ['with a field of the body', { date_grater_than: '2024-01-01T00:00:00Z' }, /no option "date_grater_than"/],
    ['with half a character in the name', { stream: 'con\ud83c' }, /"stream" to be a name on one line/],
  ]

  test.each(refused)('%s', async (_, request, message) => {
    const { sign, sent } = studio()
    const error = await failure(sign(request))
    expect(error).toBeInstanceOf(UsageError)
    expect((error as Error).message).toMatch(message)
    expect(sent).toEqual([])
  })

  test('without arguments', async () => {
    expect(await failure(studio().client.createSignedUrl(undefined as never))).toBeInstanceOf(UsageError)
  })

  test.each([null, { signal: 'now' }, { sginal: undefined }])('with %j as its second argument', async (init) => {
    const { client, sent } = studio()
    const error = await failure(client.createSignedUrl({ stream: 'concert', until: tomorrow }, init as never))
    expect(error).toBeInstanceOf(UsageError)
    expect(sent).toEqual([])
  })

  test('but the exact limit is sent', async () => {
    const { sign, sent } = studio()
    expect(await sign({ until: limit })).toEqual({ url, expiresAt: (2 ** 31 - 1) * 1000 })
    expect(JSON.parse(sent[0]!.body!).policy.date_less_than).toBe('2038-01-19T03:14:07Z')
  })

  test('by the clock of the client', async () => {
    const { sign, clock } = studio()
    await clock.advance(day - 1000)
    expect(await sign()).toMatchObject({ url })
    await clock.advance(1000)
    expect(await failure(sign())).toBeInstanceOf(UsageError)
  })
})

describe('the answer', () => {
  const shapes: readonly [string, Response][] = [
    ['plain text', new Response(url, { headers: { 'content-type': 'text/plain' } })],
    ['plain text with a line break', new Response(`${url}\n`, { headers: { 'content-type': 'text/plain' } })],
    ['text with the content type of a page', new Response(url, { headers: { 'content-type': 'text/html' } })],
    ['text with the content type of JSON', new Response(url, { headers: { 'content-type': 'application/json' } })],
    ['a JSON string', json(url)],
    ...['signedUrl', 'signed_url', 'url', 'message'].map((key): [string, Response] => [key, json({ [key]: url })]),
    ['any field in data', json({ data: { id: 1, other: url } })],
    ['data itself', json({ data: url })],
    ['the only field with an address', json({ message: 'OK', code: 200, url })],
  ]
  test.each(shapes)('is read as %s', async (_, reply) => {
    expect(await studio([reply]).sign()).toEqual({ url, expiresAt: tomorrow.getTime() })
  })

  const unreadable: readonly [string, Response, string][] = [
    ['a page', new Response(`<p>${url}`, { headers: { 'content-type': 'text/html' } }), `<p>${url}`],
    ['nothing', new Response(''), ''],
    ['null', json(null), 'null'],
    ['an unknown field', json({ link: url }), JSON.stringify({ link: url })],
    ['two addresses in one text', new Response(`${url} ${url}`), `${url} ${url}`],
    [
      'an address without TLS',
      json({ url: url.replace('https', 'http') }),
      JSON.stringify({ url: url.replace('https', 'http') }),
    ],
    ['a javascript: address', json('javascript:alert(1)'), 'javascript:alert(1)'],
  ]
  test.each(unreadable)('is an error that keeps the body and does not show it if it is %s', async (_, reply, raw) => {
    const error = (await failure(studio([reply]).sign())) as DecodeError
    expect(error).toBeInstanceOf(DecodeError)
    expect(error).toMatchObject({ status: 200, raw })
    expect(`${error.message} ${error.stack} ${inspect(error)} ${JSON.stringify(error)}`).not.toMatch(
      /not-a-real|cdn\.example/,
    )
  })

  test.each([{ plainHttp: true }, { baseUrl: 'http://127.0.0.1:4010' }])(
    'can be an address without TLS if the API has none (%j)',
    async (options) => {
      const plain = url.replace('https', 'http')
      expect(await studio([json({ url: plain })], options).sign()).toMatchObject({ url: plain })
    },
  )
})

describe('a refusal', () => {
  const page = (the: string) =>
    `<html><h1>400 Bad Request</h1>The plain HTTP request was sent to ${the}HTTPS port</html>`
  const disabled = 'AWS Signed URL is not enabled. Please enable it in OvenStudio Console > Settings > AWS CloudFront'
  const html = { headers: { 'content-type': 'text/html' } }
  const kinds: readonly [string, Response, object, RegExp][] = [
    [
      'the proxy’s page',
      new Response(page(''), { status: 400, ...html }),
      { kind: 'tls_port_mismatch' },
      /plainHttp.*port/,
    ],
    [
      'the vendor’s page',
      new Response(page('the '), { status: 400, ...html }),
      { kind: 'tls_port_mismatch' },
      /"port"/,
    ],
    ['Signed URL off', json({ message: disabled }, 400), { kind: 'signing_disabled' }, /Settings > AWS CloudFront/],
    [
      'Signed URL off, in plain text',
      new Response(disabled, { status: 400 }),
      { kind: 'signing_disabled' },
      /Signed URL on/,
    ],
    [
      'a name',
      json({ message: 'Invalid value: stream_name' }, 400),
      { kind: 'invalid_field', field: 'stream_name' },
      /"stream"/,
    ],
    [
      'an end',
      json({ message: 'Invalid value: date_less_than (x)' }, 400),
      { kind: 'invalid_field', field: 'date_less_than' },
      /"until"/,
    ],
    [
      'a start',
      json({ message: 'Invalid value: date_greater_than' }, 400),
      { kind: 'invalid_field', field: 'date_greater_than' },
      /"from"/,
    ],
    [
      'another field',
      json({ message: 'Invalid value: ip' }, 400),
      { kind: 'invalid_field', field: 'ip' },
      /Correct ip\./,
    ],
    ['another 400', json({ message: 'No.' }, 400), { kind: 'unknown', field: undefined }, /`body`/],
    [
      'an empty 401',
      new Response(null, { status: 401 }),
      { kind: 'unauthorized' },
      /renewed or deleted in the console: generate another/,
    ],
    [
      'an unknown stream',
      json({ message: 'Stream not found' }, 404),
      { kind: 'not_found' },
      /\(Stream not found\).*no stream of this name/,
    ],
    ['a server error', json({ message: 'Internal' }, 500), { kind: 'server' }, /try later/],
    [
      'a gateway’s page',
      new Response('<h1>Bad gateway</h1>', { status: 502, ...html }),
      { kind: 'server' },
      /try later/,
    ],
    [
      'a redirect',
      new Response(null, { status: 301, headers: { location: 'https://x.test' } }),
      { kind: 'unknown' },
      /host and port/,
    ],
  ]
  test.each(kinds)('says what to do: %s', async (_, reply, fields, advice) => {
    const error = await refusal(reply)
    expect(error).toMatchObject({ name: 'OvenStudioError', code: 'ovenstudio', status: reply.status, ...fields })
    expect(error.message).toMatch(advice)
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({ status: reply.status, kind: error.kind })
  })

  test('shows neither the token nor a signed URL, even if the machine echoes them', async () => {
    // As long as an RSA signature.
    const signature = 'not-a-real-'.repeat(32).slice(0, 342)
    const message = `Bearer not-a-real-token1 ${url.replace('not-a-real-one', `${signature}__`)}`
    const error = await refusal(json({ message }, 400))
    expect(`${error.message} ${inspect(error)} ${JSON.stringify(error)}`).not.toMatch(/not-a-real/)
    expect(error.body).toEqual({ message })
  })

  test('of the token is not retried; a fault is, because signing changes nothing', async () => {
    const refused = studio([new Response(null, { status: 401 })])
    expect(await failure(refused.sign())).toMatchObject({ kind: 'unauthorized' })
    expect(refused.sent).toHaveLength(1)
    const faulty = studio([json({}, 500), json(url)])
    const signed = faulty.sign()
    await faulty.clock.advance(20_000)
    expect(await signed).toMatchObject({ url })
    expect(faulty.sent).toHaveLength(2)
  })

  test('of a plain call is the result, and unwraps to the error of its status', async () => {
    const body = { stream: { stream_name: 'concert' }, policy: { date_less_than: '2024-01-02T00:00:00Z' } }
    const { client } = studio([json({ message: 'No.' }, 401)])
    const result = await client.POST('/v1/apis/aws/cf/signedUrl', { body })
    expect(result).toMatchObject({ ok: false, status: 401, error: { message: 'No.' } })
    expect(() => unwrap(result)).toThrow(UnauthorizedError)
  })
})

test('a plain call returns a success unchanged, but never a page', async () => {
  const body = { stream: { stream_name: 'concert' }, policy: { date_less_than: '2024-01-02T00:00:00Z' } }
  const { client } = studio([new Response(url), json({ signed_url: url }), new Response(' <html>')])
  expect(unwrap(await client.call('createSignedUrl', { body }))).toBe(url)
  expect(unwrap(await client.call('createSignedUrl', { body }))).toEqual({ signed_url: url })
  expect(await failure(client.call('createSignedUrl', { body }))).toBeInstanceOf(DecodeError)
})

test('an abort ends the call with the reason', async () => {
  const { client } = studio([untilAborted])
  const aborter = new AbortController()
  const call = failure(client.createSignedUrl({ stream: 'concert', until: tomorrow }, { signal: aborter.signal }))
  aborter.abort('enough')
  expect(await call).toBe('enough')
})

test('the log shows neither names nor addresses', async () => {
  const { sign, log } = studio()
  await sign()
  expect(log.map(({ event, status }) => [event, status])).toEqual([
    ['attempt', 200],
    ['result', 200],
  ])
  expect(JSON.stringify(log)).not.toMatch(/concert|cdn|not-a-real|studio\.example/)
})

describe('the token', () => {
  test.each(['not-a-real-token\n', ' not-a-real-token\r\n'])('loses the line break of a paste (%j)', async (text) => {
    const { sign, sent } = studio(undefined, { auth: staticToken(text) })
    await sign()
    expect(sent[0]!.headers.get('authorization')).toBe('Bearer not-a-real-token')
  })

  test('cannot add a header', async () => {
    expect(() => staticToken('not-real\r\nx-admin: 1')).toThrow(UsageError)
    const auth = { token: async () => ({ value: 'not-real\r\nx-admin: 1' }) }
    const { sign, sent } = studio(undefined, { auth })
    const error = await failure(sign())
    expect(error).toBeInstanceOf(UsageError)
    expect(inspect(error)).not.toContain('not-real')
    expect(sent).toEqual([])
  })
})

describe('the machine', () => {
  const addresses: readonly [Partial<OvenStudioOptions>, string][] = [
    [{}, 'https://studio.example.test'],
    [{ port: 8443 }, 'https://studio.example.test:8443'],
    [{ port: 443 }, 'https://studio.example.test'],
    [{ plainHttp: false }, 'https://studio.example.test'],
    [{ plainHttp: true }, 'http://studio.example.test'],
    [{ host: '192.0.2.7', port: 8080, plainHttp: true }, 'http://192.0.2.7:8080'],
    [{ host: '[2001:db8::7]', port: 8443 }, 'https://[2001:db8::7]:8443'],
  ]
  test.each(addresses)('%j is at %s', async (options, origin) => {
    const { sign, sent } = studio(undefined, options)
    await sign()
    expect(new URL(sent[0]!.url).origin).toBe(origin)
  })

  const refused: readonly [object, string][] = [
    [{ host: undefined }, "host: 'studio.example.com'"],
    [{ host: '' }, '"host"'],
    [{ host: 'https://studio.example.test' }, "host: 'studio.example.test'"],
    [{ host: 'http://192.0.2.7:8080/' }, "host: '192.0.2.7', port: 8080, plainHttp: true"],
    [{ host: 'studio.example.test:8443' }, "host: 'studio.example.test', port: 8443"],
    [{ host: 'studio.example.test/v1' }, "host: 'studio.example.test'"],
    [{ host: 'studio.example.test\n' }, "host: 'studio.example.test'"],
    [{ host: 'user:not-a-real@studio.example.test' }, "host: 'studio.example.test'"],
    [{ host: 'studio.example.test?x' }, '"host"'],
    [{ host: 'stu dio' }, '"host"'],
    [{ port: 0 }, '"port"'],
    [{ port: 65_536 }, '"port"'],
    [{ port: 80.5 }, '"port"'],
    [{ port: '443' }, '"port"'],
    [{ plainHttp: 'no' }, '"plainHttp"'],
    [{ auth: undefined }, '"auth"'],
    [{ baseUrl: 'nowhere' }, 'baseUrl'],
  ]
  test.each(refused)('refuses %j, and the error says how to write it', (options, hint) => {
    const create = () => studio(undefined, options)
    expect(create).toThrow(UsageError)
    expect(create).toThrow(hint)
    expect(create).not.toThrow('not-a-real')
  })

  test('is required in empty options', () => {
    expect(() => createOvenStudio(undefined as never)).toThrow(UsageError)
  })
})
