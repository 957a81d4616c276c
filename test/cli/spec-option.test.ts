import { expect, test } from 'vitest'
import { createMock } from '../../mock/index.js'
import { mockSpecs } from '../../src/cli/serve/spec-option.js'
import { failure } from '../support/failure.js'

const pets = mockSpecs('test/cli/fixtures/pets/openapi.yaml')

const servePets = async () => {
  const mock = await createMock({ providers: await pets })
  const call = async (method: string, path: string, body?: object) => {
    const { accessToken } = await mock.grant('pets' as never, { account: 'alice' })
    const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' }
    const answer = await mock.fetch(`${mock.url}/pets/api/v2${path}`, {
      method,
      headers,
      body: body && JSON.stringify(body),
    })
    return [answer.status, (await answer.json()) as unknown] as const
  }
  return { mock, call }
}

test('mocks a plain OpenAPI document: answers from its examples and schemas, at its addresses', async () => {
  const { call } = await servePets()
  expect(await call('GET', '/pets')).toEqual([200, [expect.objectContaining({ name: 'string' })]])
  expect(await call('POST', '/pets', { name: 'Rex', born: null })).toEqual([201, { name: 'Rex', born: null }])
})

test.each([
  ['a query against its schema', 'GET', '/pets?limit=1000', undefined],
  ['a body that lacks a field', 'POST', '/pets', { born: null }],
  ['an invalid date-time', 'POST', '/pets', { name: 'Rex', born: 'yesterday' }],
  ['a nested object against its schema', 'POST', '/pets', { name: 'Rex', parent: { name: 7 } }],
])('refuses %s', async (_what, method, path, body) => {
  const { call } = await servePets()
  expect((await call(method, path, body))[0]).toBe(400)
})

test('accepts a date-time with an offset, and requires a token where the document does', async () => {
  const { mock, call } = await servePets()
  expect((await call('POST', '/pets', { name: 'Rex', born: '2026-01-15T12:00:00+01:00' }))[0]).toBe(201)
  const answer = await mock.fetch(`${mock.url}/pets/api/v2/pets`, { method: 'POST', body: '{}' })
  expect(answer.status).toBe(401)
})

test('names an operation without an operationId by its method and path', async () => {
  const { mock, call } = await servePets()
  mock.faults.add({ operation: 'pets.getPets', action: 'status', status: 503 })
  expect((await call('GET', '/pets'))[0]).toBe(503)
})

test('mocks each document of a folder', async () => {
  for (const path of ['test/cli/fixtures', 'test/cli/fixtures/pets'])
    expect((await mockSpecs(path)).map(({ name }) => name)).toEqual(['pets'])
})

test.each([
  ['a missing file', 'nowhere.yaml', 'Cannot read nowhere.yaml (ENOENT).'],
  ['a file that is not an OpenAPI document', 'package.json', 'openapi-version'],
])('refuses %s, and says why', async (_what, path, message) => {
  expect(String(await failure(mockSpecs(path)))).toContain(message)
})
