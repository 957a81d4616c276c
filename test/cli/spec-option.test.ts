import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
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

test('has a reference with a page for each operation if the document has more than 200', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'onair-test-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const responses = { 200: { description: 'What the box holds.' } }
  const paths = Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`/box${n}`, { get: { responses } }]))
  await writeFile(
    join(folder, 'boxes.json'),
    JSON.stringify({
      openapi: '3.1.0',
      info: { title: 'Boxes', version: '1' },
      servers: [{ url: 'https://api.boxes.example' }],
      paths,
    }),
  )
  const mock = await createMock({ providers: await mockSpecs(join(folder, 'boxes.json')) })
  const read = async (query = '', status = 200) => {
    const response = await mock.fetch(`${mock.url}/_mock/boxes/reference${query}`)
    expect(response.status).toBe(status)
    return response.text()
  }
  const all = await read()
  expect(all).toContain('href="?operation=getBox200"')
  expect(all).not.toContain('the box holds')
  expect(await read('?operation=getBox200')).toContain('the box holds')
  await read('?operation=getBox201', 404)
})

test('makes the validators of a document once', async () => {
  const [definition] = await pets
  const { schemas } = definition!.parts.spec
  expect(await schemas()).toBe(await schemas())
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
