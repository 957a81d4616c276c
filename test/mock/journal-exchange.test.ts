import { afterEach, describe, expect, test, vi } from 'vitest'
import * as z from 'zod'
import { Journal } from '../../mock/core/journal/journal.js'
import { testMock } from '../support/mock.js'

afterEach(() => vi.restoreAllMocks())

/** Sends a request to Livepush, and returns everything that the journal shows of it. */
async function stage(options?: { readonly showSecrets?: boolean }) {
  const mock = await testMock({ providers: ['livepush'], ...options })
  const { accessToken } = await mock.grant('livepush')
  const { clientId, clientSecret } = mock.credentials('livepush')
  const ask = async (path: string, init?: RequestInit) => {
    await mock.fetch(`${mock.url}/livepush${path}`, { redirect: 'manual', ...init })
    const { id } = mock.journal.requests().at(-1)!
    const entry = (await mock.journal.entry(id))!
    return { entry, shown: JSON.stringify([entry, await mock.journal.har({ after: id - 1 })]) }
  }
  return { mock, accessToken, basic: btoa(`${clientId}:${clientSecret}`), ask }
}

const streams = '/octopus/streams'
const secret = 'never-seen-before-2026'
const post = (body: string, type = 'application/json'): RequestInit => ({
  method: 'POST',
  body,
  headers: { 'content-type': type },
})

describe('an exchange of the journal', () => {
  test.each([
    ['JSON', streams, post(JSON.stringify({ deep: [{ password: secret }] }))],
    ['JSON, in a list', streams, post(JSON.stringify({ refreshTokens: [secret] }))],
    ['broken JSON', streams, post(`{"stream_key": "${secret}"`)],
    ['truncated JSON', streams, post(JSON.stringify({ password: secret, name: 'x'.repeat(20_000) }))],
    ['a GraphQL document', streams, post(JSON.stringify({ query: `{ login(password: "${secret}") { id } }` }))],
    ['a GraphQL document in a query', `${streams}?query=${encodeURIComponent(`{ login(token: "${secret}") }`)}`, {}],
    ['a form without its content type', streams, post(`code=${secret}&x=1`, 'text/plain')],
    ['an address with a fragment', streams, post(JSON.stringify({ url: `https://a.example/#access_token=${secret}` }))],
    ['an address with a password', streams, post(JSON.stringify({ url: `rtmp://me:${secret}@a.example/app` }))],
    ['a query', `${streams}?api_key=${secret}`, {}],
    ['a header', streams, { headers: { 'x-api-key': secret, cookie: `sid=${secret}` } }],
  ])('shows no secret with a known name: %s', async (_, path, init) => {
    const { shown } = await (await stage()).ask(path, init)
    expect(shown).not.toContain(secret)
    expect(shown).toMatch(/\[redacted\]|%5Bredacted%5D/)
  })

  test('shows no secret that the mock issued, in any place', async () => {
    const { accessToken, basic, ask } = await stage()
    const encoded = accessToken.replace(/./g, (one) => `%${one.charCodeAt(0).toString(16)}`)
    const places: [string, RequestInit?][] = [
      [`${streams}/${accessToken}`],
      [`${streams}/${encoded}`],
      [`/octopus/nothing/${accessToken}`],
      [`${streams}?note=${accessToken}`],
      [`${streams}?back=${encodeURIComponent(`https://a.example/?note=${encodeURIComponent(accessToken)}`)}`],
      [streams, { headers: { referer: `https://a.example/${accessToken}` } }],
      [streams, post(JSON.stringify({ name: `see ${accessToken}, please` }))],
      ['/tokens/oauth/token', { method: 'POST', headers: { authorization: `Basic ${basic}` } }],
    ]
    for (const [path, init] of places) {
      const { shown } = await ask(path, init)
      for (const one of [accessToken, encoded, basic]) expect(shown).not.toContain(one)
    }
  })

  test('shows secrets if an option of the mock says so', async () => {
    const { ask } = await stage({ showSecrets: true })
    expect((await ask(streams, post(JSON.stringify({ password: secret })))).shown).toContain(secret)
  })

  test('shows an error’s message, although another schema has a signed URL of that name', async () => {
    const mock = await testMock({ providers: ['ovenstudio'] })
    await mock.fetch(`${mock.url}/ovenstudio/api/nothing`)
    expect((await mock.journal.entry(1))!.response.body).toBe('{"message":"Not found"}')
  })

  test('has the start of a long body with its length, and only the length of a page', async () => {
    const { ask } = await stage()
    const { entry } = await ask(streams, post(JSON.stringify({ name: 'x'.repeat(20_000) })))
    expect(entry.request.body).toMatch(/^\{"name":"x+… \(20011 characters\)$/)
    expect(entry.request.body!.length).toBeLessThan(16_500)
    const page = await ask('/id/oauth2/authorize?client_id=unknown', { headers: { accept: 'text/html' } })
    expect(page.entry.response.body).toMatch(/^\(a page of \d+ characters\)$/)
  })

  test('suggests operations that are near to an unknown path', async () => {
    const { ask } = await stage()
    expect((await ask('/octopus/stream')).entry.nearest).toContain('GET /livepush/octopus/streams/mine')
    expect((await ask('/octopus/streams/mine')).entry).not.toHaveProperty('nearest')
  })
})

test('bodies and headers count towards the limit of characters', () => {
  const journal = new Journal()
  const traffic = { url: '/', requestHeaders: ['cookie', 'x'.repeat(10_000)], responseHeaders: {} }
  const entry = { at: 0, provider: 'example', operation: null, method: 'POST', path: '/', status: 200 }
  for (let at = 0; at < 2000; at++)
    journal.record(entry, { ...traffic, requestBody: 'x'.repeat(10_000), responseBody: 'x'.repeat(10_000) })
  expect(journal.requests().length).toBeGreaterThan(500)
  expect(journal.requests().length * 30_000).toBeLessThanOrEqual(16 * 1_048_576)
})

test('a follower that throws does not affect the request: the error is printed', async () => {
  const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
  const { mock, ask } = await stage()
  const seen: number[] = []
  mock.journal.follow(() => {
    throw new Error('no room left')
  })
  mock.journal.follow(({ id }) => seen.push(id))
  expect((await ask(streams)).entry.status).toBe(405)
  expect(seen).toEqual([1])
  expect(printed).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('no room left'))
})

const pairs = z.array(z.strictObject({ name: z.string(), value: z.string() }))
const size = z.int().min(-1)
const message = {
  httpVersion: z.string(),
  cookies: z.array(z.never()),
  headers: pairs,
  headersSize: size,
  bodySize: size,
}

/** http://www.softwareishard.com/blog/har-12-spec/: every field is present, under its exact name. */
const archive = z.strictObject({
  log: z.strictObject({
    version: z.literal('1.2'),
    creator: z.strictObject({ name: z.string(), version: z.string() }),
    entries: z.array(
      z.strictObject({
        startedDateTime: z.iso.datetime(),
        time: z.number().min(0),
        request: z.strictObject({
          ...message,
          method: z.string(),
          url: z.url(),
          queryString: pairs,
          postData: z.strictObject({ mimeType: z.string(), text: z.string() }).optional(),
        }),
        response: z.strictObject({
          ...message,
          status: z.int(),
          statusText: z.string(),
          content: z.strictObject({ size: z.int().min(0), mimeType: z.string(), text: z.string().optional() }),
          redirectURL: z.string(),
        }),
        cache: z.strictObject({}),
        timings: z.strictObject({ send: z.number(), wait: z.number(), receive: z.number() }),
        comment: z.string().optional(),
      }),
    ),
  }),
})

test('a HAR has version 1.2, and the mock’s time', async () => {
  const { mock, accessToken, ask } = await stage()
  await ask(`${streams}/mine?a=1&b=%20`, { headers: { authorization: `Bearer ${accessToken}` } })
  await mock.clock.advance('1h')
  await ask(streams, post('{"name":"é"}'))
  const { entries } = archive.parse(await mock.journal.har()).log
  expect(entries.map(({ startedDateTime, request }) => [startedDateTime, request.url])).toEqual([
    ['2026-01-15T00:00:00.000Z', `${mock.url}/livepush${streams}/mine?a=1&b=%20`],
    ['2026-01-15T01:00:00.000Z', `${mock.url}/livepush${streams}`],
  ])
})
