import { describe, expect, test } from 'vitest'
import { DecodeError, NotFoundError, RateLimitError, ServerError } from '../../src/errors/index.js'
import { BufferedResponse } from '../../src/http/light-request.js'
import { decode, unwrap } from '../../src/http/result.js'
import type { Operation } from '../../specs/profile.js'
import { table } from '../fixtures/radio.js'
import { failure } from '../support/failure.js'
import { manualClock } from '../support/manual-clock.js'
import { radio } from '../support/radio.js'
import { json } from '../support/scripted-fetch.js'
import type { Reply } from '../support/scripted-fetch.js'

const path = { params: { path: { show_id: 1 } } }
const get = (reply: Reply) => radio([reply], { retry: false }).client.call('getShow', path)

test('a success has data, a refusal an error, both the response', async () => {
  const ok = await get(json({ data: { id: 1, title: 'Demo' } }))
  expect(ok).toMatchObject({ ok: true, status: 200, data: { data: { title: 'Demo' } } })
  expect(ok.response).toBeInstanceOf(Response)
  const refused = await get(json({ message: 'No.' }, 404))
  expect(refused).toMatchObject({ ok: false, status: 404, error: { message: 'No.' } })
})

test.each([204, 205])('a success that never has a body has no data (%i)', async (status) => {
  expect(await get(new Response(null, { status }))).toMatchObject({ ok: true, status, data: undefined })
})

describe('a success with an empty body', () => {
  const empty = (status: number, operation: Partial<Operation>) => {
    const answer = new BufferedResponse(new Response(null, { status }), '')
    const origin = { provider: 'radio', operation: 'getShow', secrets: () => [] }
    return decode(answer, { ...table.getShow, ...operation }, origin, manualClock())
  }

  test('is an error if the spec has a body', async () => {
    const made = radio([new Response('', { status: 201 })]).client.call('createShow', { body: { title: 'Demo' } })
    for (const error of [await failure(get(new Response(''))), await failure(made)]) {
      expect(error).toBeInstanceOf(DecodeError)
      expect(error).toMatchObject({ raw: '' })
      expect(String(error)).toMatch(
        /radio\.\w+ succeeded with 20[01], but its body is empty\. It may have taken effect/,
      )
    }
  })

  test.each<[string, number, Partial<Operation>]>([
    ['a status that the spec does not have', 202, {}],
    ['a string', 200, { answers: ['text'] }],
    ['a success beside one without content', 200, { empty: [202] }],
  ])('is an error for %s', (_name, status, operation) => {
    expect(() => empty(status, operation)).toThrow(DecodeError)
  })

  test.each<[string, number, Partial<Operation>]>([
    ['the spec has no content for its status', 202, { empty: [202] }],
    ['its status never has content', 204, {}],
    ['no success has content', 200, { empty: true }],
    ['the spec makes the body optional', 200, { bodyOptional: true }],
  ])('is not an error if %s', (_name, status, operation) => {
    expect(empty(status, operation)).toMatchObject({ ok: true, status, data: undefined })
  })

  test('is not validated if the body is optional', async () => {
    const anything = { '~standard': { validate: () => ({ issues: [{ message: 'wrong' }] }) } }
    const { client } = radio([new Response(null, { status: 204 })], { validate: { response: () => anything } })
    expect(await client.call('deleteShow', path)).toMatchObject({ ok: true, data: undefined })
  })
})

test('a refusal without a body is still a refusal', async () => {
  expect(await get(new Response('', { status: 401 }))).toMatchObject({ ok: false, status: 401, error: undefined })
})

test('an error page stays text', async () => {
  expect(await get(new Response('<h1>Bad gateway</h1>', { status: 502 }))).toMatchObject({
    status: 502,
    error: '<h1>Bad gateway</h1>',
  })
})

test('an undeclared status has the same result shape', async () => {
  expect(await get(json({ odd: true }, 202))).toMatchObject({ ok: true, status: 202, data: { odd: true } })
  expect(await get(json({ odd: true }, 418))).toMatchObject({ ok: false, status: 418, error: { odd: true } })
})

test.each(['{"data":', '<html>', 'null,'])('a success whose body is not JSON is an error (%s)', async (body) => {
  const error = await get(new Response(body)).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(DecodeError)
  expect(error).toMatchObject({ status: 200, raw: body })
  expect(String(error)).toContain('radio.getShow')
})

test('does not read a body if no success has one', async () => {
  const { client } = radio([new Response('OK'), json({ odd: true }), new Response('No.', { status: 404 })])
  expect(await client.call('deleteShow', path)).toMatchObject({ ok: true, status: 200, data: undefined })
  expect(await client.call('deleteShow', path)).toMatchObject({ ok: true, status: 200, data: { odd: true } })
  expect(await client.call('deleteShow', path)).toMatchObject({ ok: false, status: 404, error: 'No.' })
})

describe('unwrap', () => {
  test('returns the data', async () => {
    expect(unwrap(await get(json({ data: { id: 1, title: 'Demo' } }))).data.id).toBe(1)
  })

  test('throws the error of the status, with the provider’s message and the operation', async () => {
    const result = await get(json({ message: 'No such show.' }, 404))
    expect(() => unwrap(result)).toThrow(NotFoundError)
    expect(() => unwrap(result)).toThrow('radio.getShow was refused with 404 (No such show.)')
    expect(() => unwrap({ ...result })).toThrow(expect.objectContaining({ body: { message: 'No such show.' } }))
  })

  test('keeps the time to wait', async () => {
    const result = await get(json({}, 429, { 'retry-after': '9' }))
    expect(() => unwrap(result)).toThrow(expect.objectContaining({ name: RateLimitError.name, retryAfter: 9000 }))
  })

  test('throws for 5xx pages too', async () => {
    const result = await get(new Response('<h1>Bad gateway</h1>', { status: 502 }))
    expect(() => unwrap(result)).toThrow(ServerError)
  })
})
