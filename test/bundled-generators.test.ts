import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type BuildOptions } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleGenerators } from '../scripts/bundle-generators.js'
import { fasterGenerators } from '../scripts/faster-generators.js'
import { generate } from '../src/cli/generate/index.js'

mkdirSync('test/artifacts', { recursive: true })
/** Inside the repository: the bundle imports two packages. */
const bundle = mkdtempSync('test/artifacts/bundled-generators-')
const root = mkdtempSync(join(tmpdir(), 'onair-bundled-generators-'))
afterAll(() => {
  for (const folder of [bundle, root]) rmSync(folder, { recursive: true, force: true })
})

let bundled: typeof generate
beforeAll(async () => {
  await bundleGenerators(bundle)
  const entry = pathToFileURL(resolve(bundle, 'generate/index.js')).href
  bundled = ((await import(entry)) as { generate: typeof generate }).generate
}, 120_000)

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const answer = (schema: unknown) => ({ 200: { description: 'Fine.', content: { 'application/json': { schema } } } })

/** What the changed code handles: order, cycles, directions, names that clash, and references in all places. */
const document = {
  openapi: '3.1.0',
  info: { title: 'Ferry', version: '1' },
  servers: [{ url: 'https://ferry.example' }],
  paths: {
    '/crossings/{id}': {
      parameters: [{ $ref: '#/components/parameters/Id' }],
      get: { operationId: 'getCrossing', responses: answer(reference('Crossing')) },
      put: {
        operationId: 'putCrossing',
        requestBody: { content: { 'application/json': { schema: reference('Crossing') } } },
        responses: answer({ type: ['array', 'null'], items: reference('Harbor') }),
      },
    },
    '/harbors': {
      get: {
        operationId: 'listHarbors',
        parameters: [{ name: 'a/b', in: 'query', schema: { type: 'integer', enum: [1, 2] } }],
        responses: answer({ anyOf: [reference('Harbor'), { type: 'string', format: 'date-time' }] }),
      },
    },
  },
  components: {
    parameters: { Id: { name: 'id', in: 'path', required: true, schema: reference('Id') } },
    schemas: {
      Crossing: {
        type: 'object',
        description: 'A crossing.',
        required: ['id'],
        properties: {
          id: { ...reference('Id'), readOnly: true },
          from: reference('Harbor'),
          code: { type: 'string', writeOnly: true },
          stops: { type: 'array', items: reference('Harbor'), example: [{ readOnly: true }] },
        },
      },
      Harbor: {
        type: 'object',
        properties: { next: reference('Harbor'), crossings: { type: 'array', items: reference('Crossing') } },
        additionalProperties: false,
      },
      z: { oneOf: [reference('Id'), { type: 'object', properties: { 'x-y': { type: 'number' } } }] },
      'a.b': { allOf: [reference('z'), { type: 'object', properties: { 'a b': reference('a_b') } }] },
      a_b: { type: ['string', 'null'] },
      Id: { type: 'string', pattern: '^[a-z]+/\\d$' },
    },
  },
}

test('the changed code in the bundle gives the same bytes as the packages', async () => {
  const specs = join(root, 'specs')
  mkdirSync(join(specs, 'ferry'), { recursive: true })
  writeFileSync(join(specs, 'ferry/openapi.json'), JSON.stringify(document))
  const [one, other] = [join(root, 'one'), join(root, 'other')]
  await generate({ specs, out: one })
  await bundled({ specs, out: other })
  expect(readFileSync(join(one, 'ferry/schemas.ts'), 'utf8')).toContain('export const CrossingWritable')
  for (const name of readdirSync(join(one, 'ferry'))) {
    expect(readFileSync(join(other, 'ferry', name), 'utf8')).toBe(readFileSync(join(one, 'ferry', name), 'utf8'))
  }
})

test('so it does for the invented providers', async () => {
  const folder = 'test/generality'
  const profileTypes = '../../../../specs/profile.js'
  const { drift } = await bundled({ specs: `${folder}/specs`, out: `${folder}/generated`, profileTypes, check: true })
  expect(drift).toEqual([])
})

test('a build fails if a changed file is missing or has other code, as after an upgrade', async () => {
  const options: BuildOptions = { bundle: true, write: false, logLevel: 'silent', plugins: [fasterGenerators] }
  await expect(build({ ...options, stdin: { contents: '' } })).rejects.toThrow('No file ')
  const other = resolve(root, '@hey-api/shared/dist/index.mjs')
  mkdirSync(dirname(other), { recursive: true })
  writeFileSync(other, 'export const version = 2')
  await expect(build({ ...options, entryPoints: [other] })).rejects.toThrow('Look whether it is still slow.')
})
