/** No error of a call quotes what the call sent, in any form in which the other side repeats it. */
import { describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { staticToken } from '../../src/auth/static.js'
import { createDLive, SendStreamchatMessageDocument, UserDocument } from '../../src/dlive/index.js'
import { isOnAirError } from '../../src/errors/index.js'
import { redact, safeText } from '../../src/errors/safe-text.js'
import { unwrap } from '../../src/http/result.js'
import { createOvenStudio } from '../../src/ovenstudio/index.js'
import { failure } from '../support/failure.js'
import { manualClock } from '../support/manual-clock.js'
import { radio, tokens } from '../support/radio.js'
import { json, scriptedFetch } from '../support/scripted-fetch.js'
import { shown } from '../support/shown.js'
import { subscriptionServer } from '../support/subscription-server.js'

/** Short, so that no pattern detects them. */
const TOKENS = ['k8%~Qz!7', 'Tok3n-of/21+chars&"x"', 'p\\4"<q>\'z{R}|k9', 'a+b/c==d+e/f==g+h/i==jkl12345~.']

/** The ways in which debug pages, proxies and error handlers repeat a request. */
const FORMS: Readonly<Record<string, (token: string) => string>> = {
  unchanged: (token) => token,
  'percent-encoded': (token) => encodeURIComponent(token),
  'percent-encoded twice in lower case': (token) =>
    encodeURIComponent(encodeURIComponent(token)).replaceAll(/%25../g, (byte) => byte.toLowerCase()),
  'with every letter percent-encoded': (token) =>
    Array.from(token, (letter) => `%${letter.charCodeAt(0).toString(16)}`).join(''),
  'as a form': (token) => new URLSearchParams({ token }).toString(),
  'as JSON': (token) => JSON.stringify({ given: token }),
  'as JSON in JSON, slashes escaped': (token) =>
    JSON.stringify(JSON.stringify({ given: token })).replaceAll('/', '\\/'),
  'as JSON in ASCII': (token) =>
    Array.from(token, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  'as HTML': (token) =>
    token.replaceAll(
      /[&<>"']/g,
      (letter) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#039;' })[letter]!,
    ),
  'in capitals': (token) => token.toUpperCase(),
}

/** The runs of six letters of `token`, or of its form in `form`, that are visible in the error that `run` rejects with. */
async function leaks(run: Promise<unknown>, token: string, form: (token: string) => string): Promise<string[]> {
  const error = await failure(run)
  expect(isOnAirError(error)).toBe(true)
  const seen = shown(error).toLowerCase()
  // The characters that the form itself adds are not secret.
  const isFrame = (part: string) => form('').toLowerCase().includes(part) || /given|token/.test(part)
  return [token, form(token)].flatMap((text) =>
    Array.from({ length: text.length - 5 }, (_, at) => text.slice(at, at + 6).toLowerCase()).filter(
      (part) => !isFrame(part) && (seen.includes(part) || seen.includes(JSON.stringify(part).slice(1, -1))),
    ),
  )
}

const path = { params: { path: { show_id: 1 } } }

describe.each(Object.entries(FORMS))('a token that is repeated %s', (_name, form) => {
  describe.each(TOKENS)('%s', (token) => {
    const echo = `You sent ${form(token)}, which is unknown.`
    const calling = (reply: Parameters<typeof radio>[0][number], options = {}) =>
      radio([reply], { auth: tokens(token), retry: false, ...options }).client.call('getShow', path)

    test.each([
      ['message', { message: echo }],
      ['error_description', { error: 'invalid_token', error_description: echo }],
      ['a list of errors', { errors: [{ message: echo }] }],
      ['an error of a field', { errors: { title: [echo] } }],
      ['the name of a field', { errors: { [form(token)]: ['is unknown'] } }],
    ])('is not in the error of a refusal that has it in %s', async (_where, body) => {
      expect(await leaks(calling(json(body, 401)).then(unwrap), token, form)).toEqual([])
    })

    test('is not in the error for a wrong body or content type', async () => {
      // A header carries visible ASCII, and all forms are visible ASCII.
      expect(
        await leaks(calling(new Response(echo, { headers: { 'content-type': form(token) } })), token, form),
      ).toEqual([])
      const issue = { issues: [{ message: echo, path: ['data'] }] }
      const validate = { response: () => ({ '~standard': { validate: () => issue } }) }
      expect(await leaks(calling(json({ data: {} }), { validate }), token, form)).toEqual([])
    })

    test('is not in the error of a fetch that quotes its request', async () => {
      expect(
        await leaks(
          calling(() => Promise.reject(new Error(echo))),
          token,
          form,
        ),
      ).toEqual([])
      expect(
        await leaks(
          calling(() => Promise.reject(Object.assign(new Error('x'), { code: echo }))),
          token,
          form,
        ),
      ).toEqual([])
      expect(
        await leaks(
          calling(() => Promise.reject(echo)),
          token,
          form,
        ),
      ).toEqual([])
    })

    test('is not in GraphQL errors', async () => {
      const dlive = (body: unknown) =>
        createDLive({ auth: tokens(token), fetch: scriptedFetch(json(body)).fetch, clock: manualClock(), retry: false })
      const query = async (body: unknown) => unwrap(await dlive(body).query(UserDocument, { username: 'bob' }))
      expect(await leaks(query({ errors: [{ message: echo }] }), token, form)).toEqual([])
      const input = { streamer: 'bob', message: 'hi', roomRole: 'Member', subscribing: false } as const
      const refused = { data: { sendStreamchatMessage: { err: { code: 1, message: echo } } } }
      const mutate = async () => unwrap(await dlive(refused).mutate(SendStreamchatMessageDocument, { input }))
      expect(await leaks(mutate(), token, form)).toEqual([])
    })

    test('is not in OvenStudio errors', async () => {
      const { fetch } = scriptedFetch(json({ message: `Invalid value: stream_name ${echo}` }, 400))
      const studio = createOvenStudio({ host: 'studio.test', auth: staticToken(token), fetch, retry: false })
      const until = new Date(Date.now() + 60_000)
      expect(await leaks(studio.createSignedUrl({ stream: 'concert', until }), token, form)).toEqual([])
    })
  })
})

test('a token is in no event and no error of the socket that uses it', async () => {
  vi.stubGlobal('WebSocket', WebSocket)
  const server = await subscriptionServer()
  try {
    const [, token] = TOKENS
    const client = createDLive({
      auth: tokens(token!),
      webSocket: class extends WebSocket {
        constructor() {
          super(server.url, ['graphql-ws'])
        }
      },
      clock: manualClock(),
    })
    const events = client.events('bob')
    const first = events.next()
    const peer = await server.take()
    const echo = JSON.stringify({ given: token })
    await peer.accept(2)
    peer.send(`${echo} that is no JSON`)
    expect(await first).toMatchObject({ value: { kind: 'connected' } })
    const malformed = await events.next()
    expect(malformed).toMatchObject({ value: { kind: 'malformed', frame: '{"given":"[redacted]"} that is no JSON' } })
    peer.send({ id: '1', type: 'error', payload: { message: `no ${echo}` } })
    expect(await leaks(events.next(), token!, (one) => one)).toEqual([])
  } finally {
    vi.unstubAllGlobals()
    await server.close()
  }
})

test('both tokens of a replayed call are hidden', async () => {
  const echo = (sent: { headers: Headers }) =>
    json({ message: `no: ${sent.headers.get('authorization')} old-t0k` }, 401)
  const { client } = radio([echo], { auth: tokens('old-t0k', 'new-t0k'), retry: false })
  const error = await failure(client.call('getShow', path).then(unwrap))
  expect(String(error)).toContain('[redacted]')
  expect(shown(error)).not.toMatch(/t0k/)
})

test('secrets in parameters, headers and body are hidden, other values are shown', async () => {
  const echo = (sent: { headers: Headers; body?: string | undefined }) =>
    json({ message: `bad ${sent.body}, ${sent.headers.get('x-api-key')}, ${sent.headers.get('cookie')}` }, 422)
  const { client } = radio([echo], { retry: false })
  const call = client.call as (id: string, init: object) => Promise<never>
  const body = { title: 'Demo', stream_key: 'cat-9-x', deep: [{ password: 'pw 9&' }] }
  const headers = { 'x-api-key': 'Zz!1', cookie: 'sid=q!w2' }
  const error = await failure(call('replaceShow', { ...path, body, headers }).then(unwrap))
  expect(shown(error)).not.toMatch(/cat-9|pw 9|Zz!1|q!w2/)
  expect(String(error)).toContain('"title":"Demo"')
})

describe('redacting', () => {
  test('leaves the rest of a text unchanged', () => {
    expect(redact('100%, a+b \\ k8%25%7EQz!7 & "x"', ['k8%~Qz!7'])).toBe('100%, a+b \\ [redacted] & "x"')
  })

  test('merges overlapping secrets, and redacts every repetition', () => {
    expect(redact('abcdefgh abcdef', ['abcdef', 'defgh'])).toBe('[redacted] [redacted]')
    expect(redact('xaaaaaax', ['aaaa'])).toBe('x[redacted]x')
  })

  test('ignores values under four characters, which would redact words', () => {
    expect(redact('a long text', ['a', 'on', 'ong', ''])).toBe('a long text')
  })

  test('redacts a secret that the end of the text would cut in two', () => {
    expect(redact('abcd efgh-1234', ['efgh-1234'], 9)).toBe('abcd [redacted]')
    const long = 'x!'.repeat(2000)
    expect(safeText(`${'- '.repeat(595)}${encodeURIComponent(long)}`, [long])).not.toContain('x!x')
  })

  test('takes linear time for long secrets and long texts', () => {
    const secret = 'aB3!'.repeat(4000)
    expect(redact(`${secret} and ${encodeURIComponent(secret)}`, [secret])).toBe('[redacted] and [redacted]')
    expect(safeText('aB3! '.repeat(1_000_000), [secret])).toHaveLength(301)
  })
})
