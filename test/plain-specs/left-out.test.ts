import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { MockSpec } from '../../specs/profile.js'
import { generate, SpecError } from '../../src/cli/generate/index.js'

/** A document with most of what a generator can meet, and what becomes of each part. */
const odd = `openapi: 3.0.3
info: { title: Odd }
servers:
  - url: https://API.odd.example/v1
  - url: https://api.other.example
  - url: https://10.0.0.1/x
paths:
  /a/{id}:
    get:
      operationId: same
      parameters:
        - { name: gone, in: path, required: true, schema: { type: string } }
        - { name: q, in: query, schema: { type: string } }
        - { name: q, in: query, schema: { type: boolean } }
        - { name: Accept, in: header, schema: { type: string } }
        - { name: sid, in: cookie, schema: { type: string } }
        - { in: query }
      responses: { default: { description: All. } }
    post:
      operationId: same
      responses: { '201': { description: Made. }, 4xx: { description: Refused. } }
    trace: { responses: { '200': { description: Trace. } } }
  /b?all=1:
    get: { responses: { '200': { description: OK } } }
  c:
    get: { responses: { '200': { description: OK } } }
  /d:
    get: {}
    put:
      requestBody: { content: { multipart/mixed: { schema: { type: object } } } }
      responses: { '200': { description: OK } }
    delete: { operationId: '123', parameters: [{ $ref: '#/components/parameters/Type' }], responses: { '204': { description: OK } } }
  /e: nothing
  /f:
    get: nothing
    options: { responses: { '200': { description: OK } } }
    put:
      requestBody: { content: { application/x-www-form-urlencoded: { schema: { type: object, properties: { q: {} } } } } }
      parameters: [{ name: q, in: query, schema: { type: string } }]
      responses: { '200': { description: OK } }
    patch:
      parameters: [{ name: b, in: body, schema: { type: object } }]
      responses: { '200': { description: OK } }
  /g:
    get:
      parameters: [{ name: l, in: query, style: matrix, schema: { type: array, items: {} } }]
      responses: { '200': { description: OK } }
    put: { security: [{ gone: [] }], responses: { '200': { description: OK } } }
    patch: { security: [{ certificate: [] }], responses: { '200': { description: OK } } }
    delete: { requestBody: { content: { text/plain: {} } }, security: nothing, responses: { 204: { description: OK } } }
  /h/{job}:
    get:
      parameters: [{ name: job, in: query, schema: { type: integer } }, { $ref: '#/components/parameters/Type' }]
      responses: { '200': { description: OK } }
components:
  securitySchemes: { certificate: { type: mutualTLS } }
  parameters: { Type: { name: Content-Type, in: header, schema: { type: string } } }
  schemas:
    Odd:
      type: object
      required: id
      properties:
        a: { type: string, pattern: '(?i)x' }
        b: { $ref: '#/components/schemas/None' }
        c: { allOf: nothing }
        d: { type: array }
        e: { type: thing }
        f: { enum: [] }
        g: { type: int }
`

mkdirSync('test/artifacts', { recursive: true })
const root = mkdtempSync('test/artifacts/left-out-')
const specs = join(root, 'specs')
const out = join(root, 'out')
afterAll(() => rmSync(root, { recursive: true, force: true }))
mkdirSync(join(specs, 'Odd API'), { recursive: true })
writeFileSync(join(specs, 'Odd API/openapi.yml'), odd)

const warnings: string[] = []
const lines: string[] = []
const profileTypes = '../../../../../specs/profile.js'
const phases: string[] = []
await generate({
  specs,
  out,
  profileTypes,
  warn: (line) => warnings.push(line),
  log: (line) => lines.push(line),
  progress: (phase) => phases.push(phase),
})
const { oddApi } = (await import(/* @vite-ignore */ join(process.cwd(), out, 'Odd API/mock.ts'))) as {
  readonly oddApi: MockSpec<unknown, unknown>
}

/** The line of the document with a text. */
const lineOf = (text: string): number => odd.slice(0, odd.indexOf(text)).split('\n').length

test.each([
  ['TRACE', 'trace:', 'operation-method: TRACE /a/{id} is left out. `fetch` does not send TRACE.'],
  [
    'a path with a query',
    '    get: { responses',
    'operation-unreadable: GET /b?all=1 is left out. A path has no query and no fragment. Describe query parameters',
  ],
  ['a path without a slash', 'c:\n    get', 'operation-unreadable: GET c is left out. A path begins with a slash.'],
  [
    'an operation without responses',
    'get: {}',
    'operation-unreadable: GET /d is left out. The operation has no `responses`.',
  ],
  [
    'a body that no client writes',
    'requestBody: { content: { multipart',
    'body-encoding: PUT /d is left out. The client cannot write multipart/mixed. Write JSON, a form',
  ],
  [
    'text in place of an operation',
    'get: nothing',
    'operation-unreadable: GET /f is left out. The operation is not an object. Write its `responses`',
  ],
  ['OPTIONS', 'options: {', 'operation-method: OPTIONS /f is left out. Browsers send OPTIONS on their own (CORS)'],
  [
    'two fields of one name',
    'requestBody: { content: { application/x',
    'field-name: PUT /f is left out. q is both in the query and in the form. Keep the one that the server reads.',
  ],
  [
    'a place of Swagger 2',
    'parameters: [{ name: b',
    'parameter-place: PATCH /f is left out. b has `in: body`. Write path, query, header or cookie, or describe a `requestBody`.',
  ],
  [
    'a list in a style of paths',
    'parameters: [{ name: l',
    'parameter-style: GET /g is left out. `style: matrix` is not for several values here. Write form,',
  ],
  [
    'a scheme that is not described',
    'put: { security',
    'security-scheme: PUT /g is left out. `securitySchemes` has no gone. Describe it there, or correct the name.',
  ],
  [
    'a certificate',
    'patch: { security',
    'security-scheme: PATCH /g is left out. The client cannot send certificate. Write an alternative with a token,',
  ],
  ['a path item that is text', '/e: nothing', 'path-item: /e is left out. /e is not a path item.'],
])('leaves out only the operation with %s, and says what to write', (_what, at, said) => {
  const place = at.startsWith('c:') ? lineOf(at) + 1 : lineOf(at)
  expect(warnings).toContainEqual(expect.stringContaining(`openapi.yml:${place}:`))
  expect(warnings).toContainEqual(expect.stringContaining(said))
})

test.each([
  [
    'a path parameter that is not declared',
    'path-parameters: The path parameter id is not declared. It counts as a string',
  ],
  [
    'a path parameter that is declared for the query',
    'path-parameters: The path parameter job is declared with `in: query`. It counts as one of the path: write `in: path`.',
  ],
  ['a parameter that the path does not have', 'path-parameters: The path /a/{id} has no {gone}.'],
  ['a header that OpenAPI ignores', 'parameter-place: OpenAPI ignores the header parameter Accept.'],
  ['a parameter without a name', 'parameter-unreadable: The parameter has no `name` or no `in`.'],
  [
    'two operations with one id',
    'operation-id: POST /a/{id} and GET /a/{id} have the operationId same. This one is called same2.',
  ],
  ['a status class in small letters', 'status-known: 4xx counts as 4XX.'],
  ['a pattern of another language', 'schema-pattern: (?i)x is not a pattern of JavaScript.'],
  [
    'a reference without a target',
    'no-unresolved-refs: #/components/schemas/None has no target. It counts as any value',
  ],
  ['a list of schemas that is none', 'schema-keyword: `allOf` must be a list of schemas.'],
  ['a type of another language', 'schema-type: int is not a type of JSON Schema. It counts as integer'],
  ['an unknown type', 'schema-type: thing is not a type of JSON Schema. It counts as any value'],
])('generates with a warning: %s', (_what, said) => {
  expect(warnings).toContainEqual(expect.stringContaining(said))
})

test('says once what is wrong in a part that operations share', () => {
  const shared = warnings.filter((line) => line.includes('the header parameter Content-Type'))
  expect(shared).toEqual([expect.stringContaining(`openapi.yml:${lineOf('Type: {')}:`)])
})

test('counts what was left out at the end, and names the phases of the work', () => {
  expect(lines).toEqual(['Odd API: generated', 'Odd API: 5 operations, 13 left out'])
  expect(phases).toEqual(['reading', 'types', 'schemas', 'examples'].map((phase) => `Odd API: ${phase}`))
})

test('names provider, servers and operations that have no name', () => {
  expect(oddApi.profile.provider).toBe('odd-api')
  expect(oddApi.profile.servers).toEqual({
    api: 'https://API.odd.example/v1',
    api2: 'https://api.other.example',
    api3: 'https://10.0.0.1/x',
  })
  expect(Object.keys(oddApi.operations)).toEqual(['same', 'same2', '_123', 'deleteG', 'getHByJob'])
})

test('the last of two parameters with one name counts, and `default` alone is a success', () => {
  expect(oddApi.operations['same']).toMatchObject({
    fields: { q: { in: 'query', type: 'boolean' }, id: { in: 'path', type: 'string' } },
    statuses: { '2XX': 'documented' },
  })
})

test('a path parameter that is declared for the query keeps its type', () => {
  expect(oddApi.operations['getHByJob']!.fields).toEqual({ job: { in: 'path', type: 'integer' } })
})

test('with `strict`, each of them is an error, and nothing is written', async () => {
  const folder = join(root, 'strict')
  const error = await generate({ specs, out: folder, strict: true }).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(SpecError)
  expect(existsSync(folder)).toBe(false)
})

test('a document of Swagger 2 is refused with the way to convert it', async () => {
  const other = join(root, 'swagger')
  mkdirSync(join(other, 'old'), { recursive: true })
  writeFileSync(join(other, 'old/openapi.json'), '{ "swagger": "2.0" }')
  await expect(generate({ specs: other, out: join(root, 'none') })).rejects.toThrow(
    /openapi\.json:1:1 openapi-version: This is Swagger 2\.0\. Convert it/,
  )
})

test('a folder with two documents is refused', async () => {
  const other = join(root, 'two')
  mkdirSync(join(other, 'p'), { recursive: true })
  for (const name of ['openapi.json', 'openapi.yaml']) writeFileSync(join(other, 'p', name), '{}')
  await expect(generate({ specs: other, out: join(root, 'none') })).rejects.toThrow(
    /has openapi\.yaml and openapi\.json\. Keep one of them/,
  )
})
