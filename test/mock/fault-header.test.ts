import { expect, test } from 'vitest'
import { failure } from '../support/failure.js'
import { testMock } from '../support/mock.js'

/** Calls an operation of Livepush over a socket, with or without the header. */
async function stage() {
  const mock = await testMock({ providers: ['livepush'] })
  const { accessToken } = await mock.grant('livepush')
  const { url } = await mock.listen()
  const list = (fault?: string) =>
    fetch(`${url}/livepush/octopus/streams/mine`, {
      headers: { authorization: `Bearer ${accessToken}`, ...(fault !== undefined && { 'x-onair-fault': fault }) },
    })
  return { mock, list }
}

test('a header sets a fault for one request, and the next one is answered normally', async () => {
  const { mock, list } = await stage()
  const refused = await list('status; status=503; retryAfter=2')
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2'])
  expect((await list()).status).toBe(200)
  expect(mock.faults.list()).toEqual([])
  expect(mock.journal.requests().map(({ status, reason }) => [status, reason])).toEqual([
    [503, 'fault: status'],
    [200, undefined],
  ])
})

test('the fault can delay the answer in the mock’s time, cut it off, or truncate it', async () => {
  const { mock, list } = await stage()
  const before = mock.clock.now()
  const delayed = list('delay; duration=2s')
  await expect.poll(async () => (await mock.clock.advance('1s'), mock.journal.requests().length)).toBe(1)
  expect((await delayed).status).toBe(200)
  expect(mock.clock.now()).toBeGreaterThanOrEqual(before + 2000)
  expect(await failure(list('drop; phase=after'))).toMatchObject({ cause: { code: 'ECONNRESET' } })
  await expect((await list('malformed')).json()).rejects.toThrow(SyntaxError)
})

test('stored faults ignore a request that has its own', async () => {
  const { mock, list } = await stage()
  mock.faults.add({ operation: 'livepush.*', action: 'status', status: 500, times: 1 })
  expect((await list('status; status=429')).status).toBe(429)
  expect((await list()).status).toBe(500)
})

test.each([
  ['', 'There is no action on livepush.listStreams with an empty name'],
  ['statsu; status=503', "There is no action on livepush.listStreams 'statsu'"],
  ['status', "The action status needs the field 'status', which must be an error status from 400 to 599."],
  ['status; status=200', "'status' must be an error status from 400 to 599."],
  [
    'status; status=503; times=2',
    "The field 'times' is not allowed in the header: the fault acts on this request only.",
  ],
  ['drop; operation=livepush.createStream', "The field 'operation' is not allowed in the header"],
  ['drop; field=createStream', "The field 'field' names a root field of GraphQL, and livepush.listStreams has none"],
])('a wrong header is a 400 that says what to write: %s', async (header, message) => {
  const { list } = await stage()
  const response = await list(header)
  const { detail } = (await response.json()) as { detail: string }
  expect([response.status, response.headers.get('content-type')]).toEqual([400, 'application/problem+json'])
  expect(detail).toContain(message)
  expect(detail).toContain('Example: X-OnAir-Fault: status; status=503')
})

test('a field limits the fault to GraphQL requests that select the field', async () => {
  const mock = await testMock({ providers: ['dlive'] })
  const { accessToken } = await mock.grant('dlive')
  const ask = (query: string, field = 'me') =>
    mock.fetch(`${mock.url}/dlive/graphigo`, {
      method: 'POST',
      body: JSON.stringify({ query }),
      headers: {
        authorization: accessToken,
        'content-type': 'application/json',
        'x-onair-fault': `status; status=503; field=${field}`,
      },
    })
  expect((await ask('{ me { username } }')).status).toBe(503)
  expect((await ask('{ globalInfo { languages { id } } }')).status).not.toBe(503)
  expect(await (await ask('{ me { username } }', 'meme')).json()).toMatchObject({
    status: 400,
    detail: expect.stringContaining("There is no root field of dlive 'meme'") as string,
  })
})
