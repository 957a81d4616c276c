import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { generate, watchSpecs } from '../../src/cli/generate/index.js'
import { readSpec } from '../../src/cli/generate/read-spec.js'
import { readStamp } from '../../src/cli/generate/stamp.js'

const root = mkdtempSync(join(tmpdir(), 'onair-references-'))
const specs = join(root, 'specs')
const out = join(root, 'out')
afterEach(() => rmSync(root, { recursive: true, force: true }))

const write = (files: Readonly<Record<string, string>>): void => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
}
const main = (reference: string) => `openapi: 3.1.0
info: { title: Two files, version: '1' }
paths:
  /x:
    get:
      operationId: getX
      security: []
      responses: { '200': { description: X., content: { application/json: { schema: { $ref: '${reference}' } } } } }
`
const read = () =>
  readSpec({ provider: 'two', file: resolve(specs, 'two/openapi.yaml'), source: 'specs/two/openapi.yaml' })

test('a file that is used twice becomes one component, and may lead to itself and back', async () => {
  write({
    'specs/two/openapi.yaml': main('a.yaml'),
    'specs/two/a.yaml': "type: object\nproperties: { b: { $ref: 'sub/b.json#/B' }, a: { $ref: a.yaml } }\n",
    'specs/two/sub/b.json': '{ "B": { "type": "object", "properties": { "a": { "$ref": "../a.yaml" } } } }',
  })
  const { document } = await read()
  const a = { $ref: '#/components/schemas/a' }
  expect(document.components).toEqual({
    schemas: {
      a: { type: 'object', properties: { b: { $ref: '#/components/schemas/B' }, a } },
      B: { type: 'object', properties: { a } },
    },
  })
})

test('references in extensions are dropped, but a name that the author chose is no extension', async () => {
  const components = `components:
  x-policy: { terms: { $ref: ../terms.yaml } }
  securitySchemes: { x-key: { $ref: key.yaml } }
  schemas: { x-a: { $ref: a.yaml } }
`
  write({
    'specs/two/openapi.yaml': main('#/components/schemas/x-a') + components,
    'specs/two/a.yaml': 'type: string\n',
    'specs/two/key.yaml': 'type: apiKey\nin: header\nname: X-Key\n',
  })
  expect((await read()).document.components).toEqual({
    'x-policy': { terms: {} },
    securitySchemes: { 'x-key': { type: 'apiKey', in: 'header', name: 'X-Key' } },
    schemas: { 'x-a': { type: 'string' } },
  })
})

test('a schema within another part becomes a component if a reference leads to it', async () => {
  const inner = '#/components/schemas/Pet/properties/owner'
  const components = `components:
  schemas:
    Pet:
      type: object
      properties:
        owner: { type: object, properties: { name: { oneOf: [{ type: string }, { type: integer }] }, boss: { $ref: '${inner}' } } }
    Name: { type: object, properties: { name: { $ref: '${inner}/properties/name/oneOf/0' } } }
`
  write({ 'specs/two/openapi.yaml': main(inner) + components })
  await generate({ specs, out })
  const types = readFileSync(join(out, 'two/types.ts'), 'utf8')
  expect(types).toContain('"application/json": components["schemas"]["Pet_owner"]')
  expect(types).toContain('boss?: components["schemas"]["Pet_owner"]')
  expect(types).toContain('name?: components["schemas"]["Pet_owner_name_0"]')
  expect(readFileSync(join(out, 'two/schemas.ts'), 'utf8')).toContain('export const Pet_owner = ')
})

test('an example can be a reference', async () => {
  write({
    'specs/two/openapi.yaml': main('a.yaml').replace('{ schema:', '{ example: { $ref: examples.yaml#/x }, schema:'),
    'specs/two/a.yaml': 'type: object\n',
    'specs/two/examples.yaml': 'x: { id: 1 }\n',
  })
  await generate({ specs, out })
  expect(readFileSync(join(out, 'two/examples.ts'), 'utf8')).toContain('body: { id: 1 }')
})

test('a problem points into the file that it comes from', async () => {
  write({
    'specs/two/openapi.yaml': main('a.yaml'),
    'specs/two/a.yaml': "type: object\nproperties:\n  text:\n    pattern: '(?i)x'\n",
  })
  const warnings: string[] = []
  await generate({ specs, out, warn: (line) => warnings.push(line) })
  expect(warnings).toEqual([expect.stringMatching(/two\/a\.yaml:4:5 schema-pattern: /)])
})

test('refuses a reference without a target where a schema cannot be', async () => {
  const response = (rest: string) => `responses: { '200': { description: X., ${rest} } }`
  write({ 'specs/two/openapi.yaml': main('').replace(/responses: .*/, response("headers: { h: { $ref: '#/none' } }")) })
  await expect(generate({ specs, out })).rejects.toThrow(
    /openapi\.yaml:8:\d+ no-unresolved-refs: #\/none has no target\. Correct the reference\./,
  )
})

test.each([
  [
    'an address',
    'https://example.com/a.yaml',
    /openapi\.yaml:8:\d+ remote-ref: .* Download it into the folder of the spec/,
  ],
  [
    'a missing file',
    'none.yaml',
    /openapi\.yaml:8:\d+ local-ref: Cannot read none\.yaml \(ENOENT\)\. Put the file there/,
  ],
  ['a missing place in a file', 'a.yaml#/b/c', /openapi\.yaml:8:\d+ local-ref: a\.yaml#\/b\/c: the file has no \/b\/c/],
  ['a file that is not YAML', 'bad.yaml', /two\/bad\.yaml:1:\d+ yaml-syntax: /],
])('refuses a reference to %s, and says what to do', async (_what, reference, said) => {
  write({ 'specs/two/openapi.yaml': main(reference), 'specs/two/a.yaml': '{}', 'specs/two/bad.yaml': "{ 'a" })
  await expect(generate({ specs, out })).rejects.toThrow(said)
})

test('a path item that contains itself is refused', async () => {
  write({
    'specs/two/openapi.yaml': 'openapi: 3.1.0\ninfo: {}\npaths: { /x: { $ref: item.yaml } }\n',
    'specs/two/item.yaml': '$ref: item.yaml\n',
  })
  await expect(generate({ specs, out })).rejects.toThrow(/item\.yaml:1:1 circular-ref: /)
})

test('places in JSON are those of the text', async () => {
  const text =
    '{\n  "openapi": "3.1.0", "info": {"title": "a \\"[{", "version": "1"},\n  "paths": {"/x": {"get":\n    {"operationId": "a", "responses": {"200": {}}}}}\n}'
  write({ 'specs/two/openapi.yaml': text })
  const { problem } = await read()
  const at = (...path: (string | number)[]) => {
    const { line, column } = problem(path, 'rule', 'message')
    return `${line}:${column}`
  }
  expect([at(), at('info'), at('info', 'version'), at('paths', '/x', 'get', 'responses', '200'), at('none')]).toEqual([
    '1:1',
    '2:23',
    '2:51',
    '4:40',
    '1:1',
  ])
})

test('files outside the specs folder count for the stamp and for `--watch`', async () => {
  write({ 'specs/two/openapi.yaml': main('../../shared/a.yaml'), 'shared/a.yaml': 'type: string\n' })
  const files = new Set<string>()
  await generate({ specs, out, onRead: (file) => files.add(file) })
  const stamp = async () => readStamp(specs, out, '1')
  await (await stamp()).save(files, [])
  expect((await stamp()).isCurrent).toBe(true)
  write({ 'shared/a.yaml': 'type: number\n' })
  expect((await stamp()).isCurrent).toBe(false)

  let runs = 0
  const log = (line: string) => void (runs += Number(line === 'two: generated'))
  const stop = new AbortController()
  const watching = watchSpecs({ specs, out, signal: stop.signal, log })
  const ran = (count: number) => vi.waitFor(() => expect(runs).toBe(count), { timeout: 10_000, interval: 20 })
  await ran(1)
  write({ 'shared/a.yaml': 'type: boolean\n' })
  await ran(2)
  expect(readFileSync(join(out, 'two/types.ts'), 'utf8')).toContain('boolean')
  stop.abort()
  await watching
})
