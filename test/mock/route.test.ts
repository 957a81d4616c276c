import { afterEach, describe, expect, test, vi } from 'vitest'
import * as z from 'zod'
import { pathTemplate } from '../../mock/core/http/path-template.js'
import { defineProvider, RefusalError, type Exchange, type MockSpec } from '../../mock/index.js'
import type { MockOperation, Profile } from '../../specs/profile.js'
import { testMock } from '../support/mock.js'
import { as, bearer, mainStage, read } from './caller.js'

const profile: Profile = {
  provider: 'example',
  title: 'Example',
  servers: { api: 'https://example.test' },
  clientOptions: {},
  booleans: 'text',
  headers: {},
  authorizationScheme: 'Bearer',
  scopes: [],
  limits: [],
  oauth: null,
}
const operation = (over: Partial<MockOperation>): MockOperation => ({
  method: 'GET',
  path: '/things/{id}',
  server: 'api',
  scopes: [],
  body: null,
  fields: { id: { in: 'path', type: 'integer' } },
  idempotent: true,
  page: null,
  evidence: 'inferred',
  statuses: { 200: 'inferred' },
  ...over,
})

/** A mock of an invented provider with one operation or more. */
async function mockOf(
  handler: unknown,
  over: Partial<MockOperation> = {},
  more: Readonly<Record<string, MockOperation>> = {},
  schemas: Readonly<Record<string, unknown>> = { GetThingBody: z.unknown() },
) {
  const exchanges: Exchange[] = []
  const spec: MockSpec<unknown, Record<string, unknown>> = {
    profile,
    operations: { getThing: operation(over), ...more },
    schemas: () => Promise.resolve(schemas),
    examples: () => Promise.resolve({}),
  }
  const definition = defineProvider(spec)
    .seed({}, () => ({ accessToken: 't' }))
    .authorize(() => null)
    .dialect({ failure: (status) => ({ status, body: { message: 'failure' } }) })
    .handlers((handler ? { getThing: handler } : {}) as never)
  const mock = await testMock({ providers: [definition], onExchange: (one) => exchanges.push(one) })
  const ask = async (path: string, init?: RequestInit) => read(await mock.fetch(mock.url + path, init))
  return { journal: mock.journal, exchanges, ask }
}

afterEach(() => void vi.restoreAllMocks())

describe('an operation', () => {
  test('without a handler is answered with 501, and the body says so', async () => {
    const { ask, journal } = await mockOf(undefined)
    const answer = await ask('/example/api/things/1')
    expect([answer.status, answer.body]).toEqual([
      501,
      { message: 'onair mock: example.getThing is in the spec but not in the mock.' },
    ])
    expect(journal.requests()).toEqual([
      {
        id: 1,
        at: Date.UTC(2026, 0, 15),
        provider: 'example',
        operation: 'example.getThing',
        method: 'GET',
        path: '/example/api/things/1',
        status: 501,
        reason: 'not implemented',
      },
    ])
  })

  test('with a handler that fails is a server error in the provider’s words, and is printed as a defect', async () => {
    const shown = vi.spyOn(console, 'error').mockImplementation(() => {})
    const failure = new TypeError('oops')
    const { ask, journal } = await mockOf(() => Promise.reject(failure))
    const answer = await ask('/example/api/things/1')
    expect([answer.status, answer.body]).toEqual([500, { message: 'failure' }])
    expect(journal.requests()[0]!.reason).toBe('defect of the mock: TypeError: oops')
    expect(shown).toHaveBeenCalledWith(failure.stack)
  })

  test.each([
    ['GetThingBody', { method: 'POST', body: 'json' }, { GetThingbody: {} }],
    ['GetThingQuery', { fields: { q: { in: 'query', type: 'string' } } }, { GetThingBody: {} }],
  ] as const)('without a schema %s for its input prevents the creation of the mock', async (name, over, schemas) => {
    await expect(mockOf(undefined, over, {}, schemas)).rejects.toThrow(
      `The schema '${name}', which validates the input of getThing, is missing. Run \`onair generate\` again.`,
    )
  })

  test('that throws a refusal is answered with it', async () => {
    const { ask } = await mockOf(() => {
      throw new RefusalError({ status: 418, body: { tea: true }, headers: { 'x-tea': 'green' } })
    })
    const answer = await ask('/example/api/things/1')
    expect([answer.status, answer.body, answer.headers.get('x-tea')]).toEqual([418, { tea: true }, 'green'])
  })

  test.each([
    [200, 'community'],
    [403, 'inferred'],
    [500, 'inferred'],
  ])('states the evidence of the reply itself: %i is %s', async (status, evidence) => {
    const statuses = { 200: 'community', 403: 'inferred' } as const
    const { ask, exchanges } = await mockOf(() => ({ status, body: {} }), { evidence: 'documented', statuses })
    expect((await ask('/example/api/things/1')).headers.get('x-onair-evidence')).toBe(evidence)
    expect(exchanges[0]!.reply.headers).toMatchObject({ 'x-onair-evidence': evidence })
  })

  test.each([
    ['1', 1],
    ['0', 0],
    ['007', '007'],
    ['1e3', '1e3'],
    ['-1', '-1'],
    ['9999999999999999', '9999999999999999'],
    ['a%2Fb', 'a/b'],
    ['%C3%BC', 'ü'],
    ['%ZZ', '%ZZ'],
  ])('gets the path parameter %s as %j', async (sent, expected) => {
    const { ask } = await mockOf((call: { path: { id: unknown } }) => ({ status: 200, body: { id: call.path.id } }))
    expect((await ask(`/example/api/things/${sent}`)).body).toEqual({ id: expected })
  })

  test('notifies followers, with the path template of the spec', async () => {
    const { ask, exchanges } = await mockOf(() => ({ status: 200, body: { a: 1 } }), { method: 'POST', body: 'form' })
    await ask('/example/api/things/1?x=y', { method: 'POST', body: 'a=b' })
    expect(exchanges).toHaveLength(1)
    expect(exchanges[0]).toMatchObject({
      provider: 'example',
      operation: 'getThing',
      request: { method: 'POST', path: '/things/1', body: 'a=b' },
      reply: { status: 200, body: { a: 1 } },
    })
  })
})

test('a path without parameters takes precedence over one with them, in any order of the table', async () => {
  const more = { listThings: operation({ path: '/things/mine', fields: {} }) }
  const { ask, journal } = await mockOf(() => ({ status: 200 }), {}, more)
  await ask('/example/api/things/mine')
  await ask('/example/api/things/1')
  expect(journal.requests().map((entry) => entry.operation)).toEqual(['example.listThings', 'example.getThing'])
})

describe('a path template', () => {
  test('can have a segment with a parameter in part of it', () => {
    const template = pathTemplate('/a/{x}/{n}min-a.day/{y}')
    expect(template.test('/a/1/5min-a.day/2')).toBe(true)
    for (const path of [
      '/a/1/5min-aXday/2',
      '/a/1/min-a.day/2',
      '/a/1/5min-a.day/',
      '/a/1/5min-a.day/2/3',
      'b/a/1/5min-a.day/2',
    ])
      expect(template.test(path)).toBe(false)
  })
})

describe('a request without an operation', () => {
  test('is an unknown route in the words of either framework', async () => {
    for (const [errorProfile, message] of [
      ['L8', ''],
      ['L9', 'The route kollus-live/api/nothing could not be found.'],
    ] as const) {
      const mock = await testMock({ policy: { 'kollus-live': { errorProfile } } })
      const answer = await read(await mock.fetch(`${mock.url}/kollus-live/api/nothing`))
      expect([answer.status, answer.body]).toEqual([404, { message }])
    }
  })

  test.each([
    ['L8', 'The POST method is not supported for this route. Supported methods: GET, HEAD, PUT, DELETE.'],
    ['L9', 'The POST method is not supported for route %s. Supported methods: GET, HEAD, PUT, DELETE.'],
  ] as const)('is a wrong verb in the words of %s, before a token is checked', async (errorProfile, message) => {
    const mock = await testMock({ policy: { 'kollus-live': { errorProfile } } })
    const path = `/channels/${mainStage}`
    const answer = await bearer(mock, null)('POST', path)
    expect(answer.status).toBe(405)
    expect(answer.headers.get('allow')).toBe('GET, HEAD, PUT, DELETE')
    expect(answer.body).toEqual({ message: message.replace('%s', `kollus-live/api/service-accounts/demo${path}`) })
  })

  test.each([
    ['DELETE', '/channels', 'GET, HEAD, POST'],
    ['GET', '/channels/x/trash', 'PUT'],
    ['HEAD', '/channels/x/trash', 'PUT'],
    ['PATCH', '/statistics/viewer/5min-during-a-day', 'GET, HEAD'],
  ])('%s %s allows %s', async (method, path, allow) => {
    const mock = await testMock()
    const answer = await (await as(mock))(method, path)
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow])
  })

  test('of an unknown provider is told where paths start', async () => {
    const mock = await testMock({ providers: ['kollus-live', 'livepush'] })
    const answer = await read(await mock.fetch(`${mock.url}/unknown/here`))
    expect([answer.status, answer.body.message]).toEqual([
      404,
      'onair mock: no provider has the path /unknown/here. Paths begin with /kollus-live/ or /livepush/.',
    ])
  })
})

describe('HEAD', () => {
  test('is GET without the body, with the same checks', async () => {
    const mock = await testMock()
    const answer = await (await as(mock))('HEAD', '/channels')
    expect([answer.status, answer.body, answer.headers.get('content-type')]).toEqual([200, '', 'application/json'])
    expect(answer.headers.get('x-ratelimit-remaining')).toBe('59')
    expect((await bearer(mock, null)('HEAD', '/channels')).status).toBe(401)
  })
})

describe('a body', () => {
  const most = 1_048_576

  test('can have a mebibyte and no more', async () => {
    const mock = await testMock()
    const call = await as(mock)
    const path = `/channels/${mainStage}`
    const fits = await call('PUT', path, new URLSearchParams({ title: 'x'.repeat(most - 'title='.length) }))
    expect(fits.status).toBe(200)
    const large = await call('PUT', path, new URLSearchParams({ title: 'x'.repeat(most) }))
    expect([large.status, large.body]).toEqual([413, { message: `onair mock: the body is larger than ${most} bytes.` }])
    expect(mock.journal.requests({ status: 413 })).toMatchObject([{ operation: 'kollus-live.updateChannel' }])
  })

  test('is measured in bytes over a socket too, with or without a length, and never read beyond the limit', async () => {
    // A repeated field is outside the spec's form. The last one counts.
    const mock = await testMock({}, { requests: ['updateChannel 200'] })
    const { accessToken } = await mock.grant('kollus-live')
    const { url } = await mock.listen()
    const target = `${url}/kollus-live/api/service-accounts/demo/channels/${mainStage}`
    const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/x-www-form-urlencoded' }
    let sent = 0
    const stream = (parts: number, part: string) =>
      new ReadableStream({
        pull(controller) {
          if (sent >= parts) return controller.close()
          sent++
          controller.enqueue(new TextEncoder().encode(part))
        },
      })
    const put = async (body: BodyInit) =>
      fetch(target, { method: 'PUT', headers, body, duplex: 'half' } as RequestInit).then(
        ({ status }) => status,
        () => 'cut off',
      )
    expect(await put(`title=${'é'.repeat(most / 2)}`)).toBeOneOf([413, 'cut off'])
    expect(await put(stream(3, 'title=x&'))).toBe(200)
    sent = 0
    expect(await put(stream(100_000, `title=${'x'.repeat(10_000)}&`))).toBeOneOf([413, 'cut off'])
    expect(sent).toBeLessThan(5000)
    expect((await fetch(target, { headers })).status).toBe(200)
  })

  test('of a page’s form has the same limit', async () => {
    const mock = await testMock()
    const body = new URLSearchParams({ account: 'alice', password: 'x'.repeat(most) })
    const answer = await mock.fetch(`${mock.url}/kollus-live/console/login`, { method: 'POST', body })
    expect(answer.status).toBe(413)
  })

  test('on a GET is ignored', async () => {
    const mock = await testMock()
    const answer = await (await as(mock))('GET', '/channels', undefined, { 'content-type': 'application/json' })
    expect(answer.status).toBe(200)
  })
})
