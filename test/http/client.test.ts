import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { DecodeError, UsageError } from '../../src/errors/index.js'
import { createRadio, radio, tokens } from '../support/radio.js'
import { json } from '../support/scripted-fetch.js'

const show = json({ data: { id: 1, title: 'Demo' } })
const path = { params: { path: { show_id: 1 } } }

test('verbs and operationIds are two ways to make the same call', async () => {
  const { client, sent } = radio([show])
  await client.GET('/stations/{station_key}/shows/{show_id}', path)
  await client.call('getShow', path)
  expect(sent.map(({ method, url }) => `${method} ${url}`)).toEqual(
    Array.from({ length: 2 }, () => 'GET https://api.radio.test/v1/stations/one/shows/1'),
  )
})

test('every verb is sent as itself', async () => {
  const { client, sent } = radio([json({})])
  await client.POST('/stations/{station_key}/shows/{show_id}/publish', path)
  await client.PUT('/stations/{station_key}/shows/{show_id}', { ...path, body: { title: 'x' } })
  await client.DELETE('/stations/{station_key}/shows/{show_id}', path)
  expect(sent.map(({ method }) => method)).toEqual(['POST', 'PUT', 'DELETE'])
})

test('the profile’s headers are sent with each call, and the caller’s too', async () => {
  const { client, sent } = radio([show])
  await client.call('getShow', { ...path, headers: { 'x-trace': 'abc' } })
  expect(sent[0]?.headers.get('accept')).toBe('application/json')
  expect(sent[0]?.headers.get('x-trace')).toBe('abc')
})

test('the caller’s headers cannot replace the token', async () => {
  const { client, sent } = radio([show])
  await client.call('getShow', { ...path, headers: { Authorization: 'Bearer mine' } })
  expect(sent[0]?.headers.get('authorization')).toBe('Bearer t1')
})

test('an invalid header is refused without being printed', async () => {
  const { client } = radio([show])
  const call = client.call('getShow', { ...path, headers: { 'x-key': 's3cr3t\nx' } })
  const error = await call.catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(UsageError)
  expect(JSON.stringify([error, (error as Error).stack])).not.toContain('s3cr3t')
})

describe('an address', () => {
  test('each operation goes to its own server', async () => {
    const { client, sent } = radio([json({ access_token: 'x' })])
    await client.call('exchangeToken', { body: { grant_type: 'x' } })
    expect(sent[0]?.url).toBe('https://id.radio.test/token')
  })

  test.each(['http://127.0.0.1:4010', 'http://127.0.0.1:4010/', 'http://127.0.0.1:4010/t/one'])(
    'baseUrl %s prefixes every server',
    async (baseUrl) => {
      const { client, sent } = radio([json({})], { baseUrl })
      await client.call('getShow', path)
      await client.call('exchangeToken', { body: { grant_type: 'x' } })
      const base = baseUrl.replace(/\/$/, '')
      expect(sent.map(({ url }) => url)).toEqual([`${base}/radio/api/stations/one/shows/1`, `${base}/radio/id/token`])
    },
  )

  test.each(['127.0.0.1:4010', '/mock', '', 'ftp://x', 'http://x?a=1'])('baseUrl %s is refused', (baseUrl) => {
    expect(() => radio([], { baseUrl })).toThrow(UsageError)
  })

  test.each(['http://bob:pa55w0rd@x', 'http://bob@x', 'http://:pa55w0rd@x'])(
    'baseUrl %s is refused and not quoted',
    (baseUrl) => {
      expect(() => radio([], { baseUrl })).toThrow(/^baseUrl must be .* without user, password,(?!.*(bob|pa55w0rd))/)
    },
  )
})

describe('a value that the client fills in', () => {
  test.each([[undefined], [''], ['  '], [7 as never]])('is a required option (%s)', (station) => {
    expect(() => createRadio({ station: station as string, auth: tokens('t1') })).toThrow(/"station"/)
  })

  test('auth is a required option', () => {
    expect(() => createRadio({ station: 'one' } as never)).toThrow(/"auth"/)
    expect(() => createRadio(undefined as never)).toThrow(/"auth"/)
  })
})

describe('an unknown operation or path', () => {
  test('is refused with the nearest known name', async () => {
    const { client, sent } = radio([show])
    await expect(client.call('getShows' as 'getShow', path)).rejects.toThrow(
      'no operation "getShows". Did you mean "getShow"?',
    )
    await expect(client.GET('/stations/{station}/shows' as '/stations/{station_key}/shows')).rejects.toThrow(
      'Did you mean "GET /stations/{station_key}/shows"?',
    )
    expect(sent).toHaveLength(0)
  })

  test('is refused without a guess if nothing is near, even if an object inherits the name', async () => {
    const { client } = radio([show])
    await expect(client.call('zzz' as 'getShow', path)).rejects.toThrow(/no operation "zzz"\.$/)
    await expect(client.call('toString' as 'getShow', path)).rejects.toBeInstanceOf(UsageError)
  })
})

describe('validation', () => {
  const schema = z.object({ data: z.object({ id: z.int(), title: z.string() }) })
  const validate = {
    response: (id: string, status: number) => (id === 'getShow' && status === 200 ? schema : undefined),
  }

  test('passes valid data unchanged', async () => {
    const { client } = radio([json({ data: { id: 1, title: 'Demo', extra: true } })], { validate })
    expect(await client.call('getShow', path)).toMatchObject({ data: { data: { extra: true } } })
  })

  test('names the invalid place', async () => {
    const { client } = radio([json({ data: { id: 'one', title: 'Demo' } })], { validate })
    const error = await client.call('getShow', path).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(DecodeError)
    expect(error).toMatchObject({ path: 'data.id', status: 200 })
    expect(String(error)).toContain('radio.getShow')
  })

  test('ignores refusals and other operations', async () => {
    const { client } = radio([json({}, 404)], { validate })
    expect(await client.call('getShow', path)).toMatchObject({ status: 404 })
    expect(await client.call('deleteShow', path)).toMatchObject({ status: 404 })
  })
})
