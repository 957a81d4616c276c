import { describe, expect, test } from 'vitest'
import { DecodeError, NotFoundError, RateLimited, ServerError } from '../../src/errors/index.js'
import { unwrap } from '../../src/http/result.js'
import { radio } from '../support/radio.js'
import { json } from '../support/scripted-fetch.js'
import type { Reply } from '../support/scripted-fetch.js'

const path = { params: { path: { show_id: 1 } } }
const get = (reply: Reply) => radio([reply], { retry: false }).client.call('getShow', path)

test('a success has its data, a refusal its error, both the response', async () => {
  const ok = await get(json({ data: { id: 1, title: 'Demo' } }))
  expect(ok).toMatchObject({ ok: true, status: 200, data: { data: { title: 'Demo' } } })
  expect(ok.response).toBeInstanceOf(Response)
  const refused = await get(json({ message: 'No.' }, 404))
  expect(refused).toMatchObject({ ok: false, status: 404, error: { message: 'No.' } })
})

test('a success without a body has no data', async () => {
  expect(await get(new Response(null, { status: 204 }))).toMatchObject({ ok: true, status: 204, data: undefined })
  expect(await get(new Response(''))).toMatchObject({ ok: true, data: undefined })
})

test('a refusal without a body is a refusal', async () => {
  expect(await get(new Response('', { status: 401 }))).toMatchObject({ ok: false, status: 401, error: undefined })
})

test('an error page stays text', async () => {
  expect(await get(new Response('<h1>Bad gateway</h1>', { status: 502 }))).toMatchObject({
    status: 502,
    error: '<h1>Bad gateway</h1>',
  })
})

test('a status that the spec does not have comes in the same shape', async () => {
  expect(await get(json({ odd: true }, 202))).toMatchObject({ ok: true, status: 202, data: { odd: true } })
  expect(await get(json({ odd: true }, 418))).toMatchObject({ ok: false, status: 418, error: { odd: true } })
})

test.each(['{"data":', '<html>', 'null,'])('a success whose body is not JSON is an error (%s)', async (body) => {
  const error = await get(new Response(body)).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(DecodeError)
  expect(error).toMatchObject({ status: 200, raw: body })
  expect(String(error)).toContain('radio.getShow')
})

test('where no success has a body, one that is there is not read', async () => {
  const { client } = radio([new Response('OK'), json({ odd: true }), new Response('No.', { status: 404 })])
  expect(await client.call('deleteShow', path)).toMatchObject({ ok: true, status: 200, data: undefined })
  expect(await client.call('deleteShow', path)).toMatchObject({ ok: true, status: 200, data: { odd: true } })
  expect(await client.call('deleteShow', path)).toMatchObject({ ok: false, status: 404, error: 'No.' })
})

describe('unwrap', () => {
  test('gives the data', async () => {
    expect(unwrap(await get(json({ data: { id: 1, title: 'Demo' } }))).data.id).toBe(1)
  })

  test('throws the error of the status, with what the provider said and where', async () => {
    const result = await get(json({ message: 'No such show.' }, 404))
    expect(() => unwrap(result)).toThrow(NotFoundError)
    expect(() => unwrap(result)).toThrow('radio.getShow was refused with 404 (No such show.)')
    expect(() => unwrap({ ...result })).toThrow(expect.objectContaining({ body: { message: 'No such show.' } }))
  })

  test('passes on how long to wait', async () => {
    const result = await get(json({}, 429, { 'retry-after': '9' }))
    expect(() => unwrap(result)).toThrow(expect.objectContaining({ name: RateLimited.name, retryAfter: 9000 }))
  })

  test('throws for 5xx pages too', async () => {
    const result = await get(new Response('<h1>Bad gateway</h1>', { status: 502 }))
    expect(() => unwrap(result)).toThrow(ServerError)
  })
})
