import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { testMock } from '../support/mock.js'
import { mockSpecs } from '../../src/cli/serve/spec-option.js'
import type { Report } from '../../src/cli/verify/report.js'
import { runHere } from '../cli/in-process.js'

/** `onair verify` with the document of an invented provider, some of whose operations take files. */
const item = { type: 'object', required: ['id'], properties: { id: { type: 'integer' } } }
const json = (schema: object, example: unknown) => ({ 'application/json': { schema, example } })
const made = { 201: { description: 'Made.', content: json(item, { id: 1 }) } }
const gone = { 204: { description: 'Done.' } }
const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer' } }
const form = (image: object, required: readonly string[]) => ({
  required: true,
  content: {
    'multipart/form-data': {
      schema: { type: 'object', required, properties: { title: { type: 'string' }, image } },
      example: { title: 'A' },
    },
  },
})
const file = { type: 'string', format: 'binary' }
const bytes = { required: true, content: { 'image/*': { schema: file } } }

const document = {
  openapi: '3.1.0',
  info: { title: 'Gallery', version: '1' },
  servers: [{ url: 'https://gallery.example/v1' }],
  security: [{ key: [] }],
  paths: {
    '/cards': { post: { operationId: 'createCard', requestBody: form(file, ['title']), responses: made } },
    '/cards/{id}': {
      parameters: [id],
      delete: { operationId: 'deleteCard', responses: gone },
      put: { operationId: 'putFront', requestBody: bytes, responses: gone },
      patch: {
        operationId: 'noteCard',
        requestBody: { required: true, content: { 'text/plain': { schema: { type: 'string' }, example: 'Hello' } } },
        responses: gone,
      },
    },
    '/prints': { post: { operationId: 'createPrint', requestBody: form(file, ['title', 'image']), responses: made } },
    '/prints/{id}': { parameters: [id], delete: { operationId: 'deletePrint', responses: gone } },
    '/logo': {
      get: {
        operationId: 'getLogo',
        responses: { 200: { description: 'It.', content: { 'image/png': { schema: file } } } },
      },
    },
  },
  components: { securitySchemes: { key: { type: 'apiKey', in: 'query', name: 'k' } } },
}

const folder = mkdtempSync(join(tmpdir(), 'onair-verify-'))
afterAll(() => rmSync(folder, { recursive: true }))
const path = join(folder, 'gallery.json')
writeFileSync(path, JSON.stringify(document))

test('onair verify calls the operations of a document that need no file, and says why it leaves the others out', async () => {
  const mock = await testMock({ providers: await mockSpecs(path) })
  const { url } = await mock.listen()
  const { key } = mock.credentials('gallery' as never) as { key: string }
  const words = ['verify', path, '--write', '--json', '--base-url', url]
  const { code, out, err } = await runHere(words, { env: { GALLERY_KEY: key } })
  const { operations, leftBehind } = JSON.parse(out) as Report
  const file = 'It takes a file. Call it with onair call.'
  expect(
    Object.fromEntries(operations.map(({ operation, statuses, reason }) => [operation, reason ?? statuses])),
  ).toEqual({
    createCard: [201],
    deleteCard: [204],
    putFront: file,
    noteCard: [204],
    createPrint: file,
    deletePrint: 'createPrint takes a file, so there is none to call it with.',
    getLogo: [200],
  })
  expect(operations.flatMap(({ findings }) => findings)).toEqual([])
  expect([code, leftBehind]).toEqual([0, []])
  expect(out + err).not.toContain(key)
})

test('onair verify with a document sends no token of an account, and says which key is missing', async () => {
  const own = { ...document, components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } } }
  writeFileSync(join(folder, 'livepush.json'), JSON.stringify(own))
  const words = ['verify', join(folder, 'livepush.json'), '--base-url', 'http://127.0.0.1:9']
  const { code, err } = await runHere(words, { env: { ONAIR_STORE: join(folder, 'tokens.json') } })
  expect([code, err]).toEqual([1, expect.stringContaining('Set $LIVEPUSH_ACCESS_TOKEN to a token of Gallery')])
  const keyless = await runHere(['verify', path, '--base-url', 'http://127.0.0.1:9'])
  expect(keyless).toMatchObject({ code: 2, err: 'onair: Gallery needs an API key: set $GALLERY_KEY.\n' })
})
