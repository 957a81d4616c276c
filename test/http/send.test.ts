import { afterEach, describe, expect, test, vi } from 'vitest'
import { DecodeError } from '../../src/errors/index.js'
import { unwrap } from '../../src/http/result.js'
import { failure } from '../support/failure.js'
import { radio } from '../support/radio.js'
import { fetchFailure, json } from '../support/scripted-fetch.js'
import { shown } from '../support/shown.js'

const show = json({ data: { id: 1, title: 'Demo' } })
const path = { params: { path: { show_id: 1 } } }
const redirect = (location: string, status = 302) => new Response(null, { status, headers: { location } })

test('a redirect within the origin is followed for GET', async () => {
  const { client, sent } = radio([redirect('/v2/shows/1'), show])
  expect(await client.call('getShow', path)).toMatchObject({ status: 200 })
  expect(sent.map(({ url }) => url)).toEqual([
    'https://api.radio.test/v1/stations/one/shows/1',
    'https://api.radio.test/v2/shows/1',
  ])
})

test.each([
  ['https://evil.test/', 'another host'],
  ['http://api.radio.test/v1', 'the same host without TLS'],
  ['//evil.test/', 'another host by a relative address'],
  ['https://[', 'nowhere'],
])('a redirect to %s (%s) is returned, and the token goes nowhere', async (location) => {
  const { client, sent } = radio([redirect(location), show])
  const result = await client.call('getShow', path)
  expect(result).toMatchObject({ ok: false, status: 302 })
  expect(sent).toHaveLength(1)
  expect(() => unwrap(result)).toThrow(/302.*Redirects are followed/)
})

test('a POST is never redirected', async () => {
  const { client, sent } = radio([redirect('/v2/shows', 307), show])
  expect(await client.call('createShow', { body: { title: 'Demo' } })).toMatchObject({ ok: false, status: 307 })
  expect(sent).toHaveLength(1)
})

test('a redirect loop ends', async () => {
  const { client, sent } = radio([redirect('/round')])
  expect(await client.call('getShow', path)).toMatchObject({ ok: false, status: 302 })
  expect(sent).toHaveLength(4)
})

/** A body of 80 MiB that records how much of it is read. */
function large(init?: ResponseInit) {
  const seen = { pulled: 0, isCancelled: false }
  const body = new ReadableStream<Uint8Array>({
    pull: (stream) => {
      if (++seen.pulled > 80 * 1024) stream.close()
      else stream.enqueue(new Uint8Array(1024))
    },
    cancel: () => void (seen.isCancelled = true),
  })
  return { seen, reply: () => new Response(body, init) }
}

test.each([200, 400, 503])('a body beyond maxResponseBytes is an error and is cancelled (%i)', async (status) => {
  const { seen, reply } = large({ status })
  const { client, sent } = radio([reply], { maxResponseBytes: 10_000 })
  const error = await failure(client.call('getShow', path))
  expect(error).toBeInstanceOf(DecodeError)
  expect(String(error)).toMatch(/getShow was answered with more than 10000 bytes.*maxResponseBytes/)
  expect(seen.isCancelled).toBe(true)
  expect(seen.pulled).toBeLessThan(15)
  expect(sent).toHaveLength(1)
})

test('the default maxResponseBytes is 64 MiB', async () => {
  const { seen, reply } = large()
  const { client } = radio([reply])
  expect(await failure(client.call('getShow', path))).toMatchObject({ code: 'decode' })
  expect(seen.pulled).toBeGreaterThan(64 * 1024)
  expect(seen.pulled).toBeLessThan(64 * 1024 + 10)
})

test('the body of a followed redirect is cancelled unread', async () => {
  const { seen, reply } = large({ status: 302, headers: { location: '/v2/shows/1' } })
  const { client } = radio([reply, show])
  expect(await client.call('getShow', path)).toMatchObject({ status: 200 })
  expect(seen.isCancelled).toBe(true)
  expect(seen.pulled).toBeLessThan(5)
})

test('a fetch that spreads its headers keeps them', async () => {
  const seen: unknown[] = []
  const spreading = async (_url: string, init: RequestInit) => {
    seen.push({ ...(init.headers as Record<string, string>), 'x-trace': '1' })
    return show.clone()
  }
  const { client } = radio([], { fetch: spreading })
  await client.call('replaceShow', { ...path, body: { title: 'Demo' } })
  expect(seen).toEqual([
    { accept: 'application/json', authorization: 'Bearer t1', 'content-type': 'application/json', 'x-trace': '1' },
  ])
})

test('a redirect that a browser hides is an error that says so', async () => {
  const hidden = () => Object.defineProperty(new Response(), 'type', { value: 'opaqueredirect' })
  const { client } = radio([hidden], { retry: false })
  await expect(client.call('getShow', path)).rejects.toMatchObject({ code: 'network', reason: 'redirect' })
})

test('a fault keeps the system’s code and drops the rest of its cause', async () => {
  const { client } = radio([() => Promise.reject(fetchFailure('ECONNREFUSED'))], { retry: false })
  const error = await client.call('getShow', path).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'network', phase: 'connect', reason: 'ECONNREFUSED' })
  expect(error).not.toHaveProperty('cause')
  expect(String(error)).toContain('https://api.radio.test could not be reached')
})

test.each([
  ['client error (Connect): tcp connect error: Connection refused (os error 111)', 'connect'],
  ['client error (SendRequest): connection closed before message completed', 'sent'],
])('of Deno, which has no codes, the words tell the phase, and its address is dropped: %s', async (words, phase) => {
  const cause = new Error(`error sending request for url (https://api.radio.test/?secret=planted): ${words}`)
  const { client } = radio([() => Promise.reject(new TypeError('fetch failed', { cause }))], { retry: false })
  const error = await failure(client.call('getShow', path))
  expect(error).toMatchObject({ code: 'network', phase })
  expect(shown(error)).not.toContain('planted')
})

test.each([undefined, null, 7])('any value that a fetch rejects with is a fault: %s', async (reason) => {
  const { client } = radio([() => Promise.reject(reason)], { retry: false })
  await expect(client.call('getShow', path)).rejects.toMatchObject({ code: 'network', phase: 'sent' })
})

describe('a fault that depends on the environment', () => {
  const faultOf = async (reject: Error, baseUrl?: string) =>
    failure(radio([() => Promise.reject(reject)], { retry: false, baseUrl }).client.call('getShow', path))
  afterEach(() => void vi.unstubAllGlobals())

  test.each(['Failed to fetch', 'Load failed', 'NetworkError when attempting to fetch resource.'])(
    'in a browser across origins names CORS as a likely cause (%s)',
    async (message) => {
      vi.stubGlobal('location', { origin: 'https://app.test' })
      const error = await faultOf(new TypeError(message))
      expect(error).toMatchObject({ code: 'network', phase: 'sent' })
      expect(String(error)).toMatch(/the server does not allow pages of https:\/\/app\.test to call it \(CORS\)/)
    },
  )

  test('is found in the cause of a wrapper’s error as well', async () => {
    vi.stubGlobal('location', { origin: 'https://app.test' })
    const error = await faultOf(new TypeError('fetch failed', { cause: new TypeError('Load failed') }))
    expect(String(error)).toContain('(CORS)')
  })

  test.each<[string, string | undefined, Error]>([
    ['outside a browser', undefined, new TypeError('Failed to fetch')],
    ['within one origin', 'https://api.radio.test', new TypeError('Failed to fetch')],
    ['with a system error code', 'https://app.test', fetchFailure('ECONNRESET')],
    ['of another kind', 'https://app.test', new TypeError('undefined is not a function')],
  ])('is not blamed on CORS %s', async (_where, origin, reject) => {
    vi.stubGlobal('location', origin && { origin })
    expect(String(await faultOf(reject))).not.toContain('CORS')
  })

  test('of a host name that only this process knows says which fetch to pass', async () => {
    const error = await faultOf(fetchFailure('ENOTFOUND', 'getaddrinfo'), 'http://onair.localhost')
    expect(error).toMatchObject({ phase: 'connect', reason: 'ENOTFOUND' })
    expect(String(error)).toMatch(
      /http:\/\/onair\.localhost could not be reached \(ENOTFOUND\)\. A host that ends in \.localhost.*pass that mock's fetch/,
    )
    expect(String(await faultOf(fetchFailure('ENOTFOUND')))).not.toContain('.localhost')
  })
})

test('the global fetch is read when a call is made', async () => {
  const { client } = radio([], { fetch: undefined })
  vi.stubGlobal('fetch', async () => show.clone())
  try {
    expect(await client.call('getShow', path)).toMatchObject({ status: 200 })
  } finally {
    vi.unstubAllGlobals()
  }
})
