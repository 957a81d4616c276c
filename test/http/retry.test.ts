import { describe, expect, test } from 'vitest'
import { NetworkError, ReauthorizationRequiredError, TokenEndpointError } from '../../src/errors/index.js'
import { failure } from '../support/failure.js'
import { fetchFailure, json, untilAborted } from '../support/scripted-fetch.js'
import type { Reply } from '../support/scripted-fetch.js'
import { radio, tokens } from '../support/radio.js'

const show = json({ data: { id: 1, title: 'Demo' } })
const path = { params: { path: { show_id: 1 } } }
const failing = (code: string, syscall?: string): Reply => {
  return () => Promise.reject(fetchFailure(code, syscall))
}

test.each([408, 425, 429, 500, 502, 503, 504])('a GET that gets %i is repeated', async (status) => {
  const { client, clock, sent } = radio([json({ message: 'Later.' }, status), show])
  const result = client.call('getShow', path)
  await clock.advance(20_000)
  expect(await result).toMatchObject({ status: 200 })
  expect(sent).toHaveLength(2)
})

test.each([400, 403, 404, 409, 422, 501])('a GET that gets %i is not repeated', async (status) => {
  const { client, sent } = radio([json({}, status), show])
  expect(await client.call('getShow', path)).toMatchObject({ ok: false, status })
  expect(sent).toHaveLength(1)
})

test('a POST is not repeated for any status', async () => {
  const { client, sent } = radio([json({}, 503), show])
  expect(await client.call('createShow', { body: { title: 'Demo' } })).toMatchObject({ status: 503 })
  expect(sent).toHaveLength(1)
})

test('a POST that the spec calls idempotent is repeated', async () => {
  const { client, clock, sent } = radio([json({}, 503), show])
  const result = client.call('publishShow', path)
  await clock.advance(1000)
  expect(await result).toMatchObject({ status: 200 })
  expect(sent).toHaveLength(2)
})

test('the caller can override the spec in both directions', async () => {
  const post = radio([json({}, 503), json({ data: {} }, 201)])
  const made = post.client.call('createShow', { body: { title: 'Demo' }, idempotent: true })
  await post.clock.advance(1000)
  expect(await made).toMatchObject({ status: 201 })
  const get = radio([json({}, 503), show])
  expect(await get.client.call('getShow', { ...path, idempotent: false })).toMatchObject({ status: 503 })
  expect([post.sent.length, get.sent.length]).toEqual([2, 1])
})

test('the whole body is sent again', async () => {
  const { client, clock, sent } = radio([json({}, 503), show])
  const result = client.call('replaceShow', { ...path, body: { title: 'Demo' } })
  await clock.advance(1000)
  await result
  expect(sent.map(({ body }) => body)).toEqual(['{"title":"Demo"}', '{"title":"Demo"}'])
})

describe('network faults', () => {
  test('before anything was sent repeat any method', async () => {
    for (const fault of [
      failing('ECONNREFUSED'),
      failing('ETIMEDOUT', 'connect'),
      failing('ENOTFOUND', 'getaddrinfo'),
    ]) {
      const { client, clock, sent } = radio([fault, json({ data: {} }, 201)])
      const result = client.call('createShow', { body: { title: 'Demo' } })
      await clock.advance(1000)
      expect(await result).toMatchObject({ status: 201 })
      expect(sent).toHaveLength(2)
    }
  })

  test('after that repeat an idempotent method', async () => {
    const { client, clock } = radio([failing('ECONNRESET'), show])
    const result = client.call('getShow', path)
    await clock.advance(1000)
    expect(await result).toMatchObject({ status: 200 })
  })

  test('after sending do not repeat a POST', async () => {
    const { client, sent } = radio([failing('ECONNRESET'), show])
    const call = client.call('createShow', { body: { title: 'Demo' } })
    await expect(call).rejects.toMatchObject({ code: 'network', phase: 'sent', reason: 'ECONNRESET' })
    expect(sent).toHaveLength(1)
  })

  test('in the middle of the body count as well', async () => {
    const broken = () =>
      new Response(
        new ReadableStream({
          start: (stream) => {
            stream.enqueue(new TextEncoder().encode('{"da'))
            stream.error(new TypeError('terminated'))
          },
        }),
      )
    const { client, clock, sent } = radio([broken, show])
    const result = client.call('getShow', path)
    await clock.advance(1000)
    expect(await result).toMatchObject({ status: 200 })
    expect(sent).toHaveLength(2)
  })

  test('that persist are thrown after three attempts', async () => {
    const { client, clock, sent } = radio([failing('ECONNREFUSED')])
    const call = failure(client.call('getShow', path))
    await clock.advance(60_000)
    expect(await call).toBeInstanceOf(NetworkError)
    expect(sent).toHaveLength(3)
  })
})

describe('the delay before a retry', () => {
  test('is a random part of a doubling maximum', async () => {
    const { client, clock, sent } = radio([json({}, 503), json({}, 503), show])
    const result = client.call('getShow', path)
    await clock.advance(249)
    expect(sent).toHaveLength(1)
    await clock.advance(1)
    expect(sent).toHaveLength(2)
    await clock.advance(499)
    expect(sent).toHaveLength(2)
    await clock.advance(1)
    expect(await result).toMatchObject({ status: 200 })
  })

  test('is what Retry-After asks for', async () => {
    const { client, clock, sent } = radio([json({}, 503, { 'retry-after': '30' }), show])
    const result = client.call('getShow', path)
    await clock.advance(29_999)
    expect(sent).toHaveLength(1)
    await clock.advance(1)
    await result
    expect(sent).toHaveLength(2)
  })

  test('does not start if it would outlast the call: the answer is returned at once', async () => {
    const { client, clock } = radio([json({}, 503, { 'retry-after': '60' }), show], { timeout: { total: 10_000 } })
    expect(await client.call('getShow', path)).toMatchObject({ status: 503 })
    expect(clock.due).toEqual([])
  })

  test('ends at once when the caller aborts, with the reason', async () => {
    const { client, clock, sent } = radio([json({}, 503, { 'retry-after': '30' }), show])
    const controller = new AbortController()
    const call = failure(client.call('getShow', { ...path, signal: controller.signal }))
    await clock.settle()
    controller.abort('enough')
    expect(await call).toBe('enough')
    expect(sent).toHaveLength(1)
    expect(clock.due).toEqual([])
  })
})

test('retry: false allows one attempt', async () => {
  const { client, sent } = radio([json({}, 503), show], { retry: false })
  expect(await client.call('getShow', path)).toMatchObject({ status: 503 })
  expect(sent).toHaveLength(1)
})

test('an attempt that times out is repeated with a new signal', async () => {
  const { client, clock, sent } = radio([untilAborted, show], { timeout: { attempt: 1000 } })
  const result = client.call('getShow', path)
  await clock.advance(1250)
  expect(await result).toMatchObject({ status: 200 })
  expect(sent.map(({ signal }) => signal?.aborted)).toEqual([true, false])
})

test.each([
  new NetworkError('The token endpoint is out of reach.', { phase: 'connect' }),
  new TokenEndpointError('Later.', { status: 503 }),
  new ReauthorizationRequiredError('Sign in again.'),
])('an error of the token source is not retried, because that would repeat a refresh ($name)', async (error) => {
  let asked = 0
  const auth = { token: () => Promise.reject((asked++, error)) }
  const { client, sent } = radio([show], { auth })
  await expect(client.call('getShow', path)).rejects.toBe(error)
  expect(asked).toBe(1)
  expect(sent).toHaveLength(0)
})

test('an error of the token source after a refusal is not retried either', async () => {
  const error = new NetworkError('The token endpoint is out of reach.', { phase: 'sent' })
  const source = tokens('t1')
  const auth = { token: async (o?: { rejected?: string }) => (o?.rejected ? Promise.reject(error) : source.token()) }
  const { client, sent } = radio([json({}, 401), show], { auth })
  await expect(client.call('getShow', path)).rejects.toBe(error)
  expect(sent).toHaveLength(1)
})
