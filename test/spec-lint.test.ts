import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

/** A spec that every rule accepts, as a new object to break. */
const goodSpec = (): any => ({
  openapi: '3.1.0',
  info: { title: 'Small', version: '1.0.0', license: { name: 'MIT', identifier: 'MIT' } },
  servers: [{ url: 'https://api.small.test', 'x-onair': { name: 'api' } }],
  'x-onair': { provider: 'small', sources: { page: { title: 'A page' } } },
  tags: [{ name: 'Things', description: 'Things.' }],
  paths: {
    '/things/{id}': {
      get: {
        operationId: 'getThing',
        summary: 'Gets a thing.',
        tags: ['Things'],
        security: [{ oauth2: ['things'], key: [] }, { personal: ['things'], key: [] }, {}],
        'x-evidence': 'documented',
        'x-source': 'page',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' }, example: 't1' }],
        responses: {
          200: {
            description: 'The thing.',
            'x-evidence': 'documented',
            'x-source': 'page',
            headers: { 'X-Left': { schema: { type: 'integer' }, example: 3 } },
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Thing' },
                examples: { one: { value: { code: 'AB', kind: 'big' } } },
              },
            },
          },
          404: { description: 'No such thing.', 'x-evidence': 'inferred', 'x-source': 'page' },
        },
      },
    },
  },
  components: {
    securitySchemes: {
      oauth2: {
        type: 'oauth2',
        flows: { clientCredentials: { tokenUrl: 'https://api.small.test/token', scopes: { things: 'Things.' } } },
      },
      personal: { type: 'http', scheme: 'bearer' },
      key: { type: 'apiKey', in: 'header', name: 'X-Key' },
    },
    schemas: {
      Kind: { type: 'string', enum: ['big', 'small'] },
      Thing: {
        type: 'object',
        properties: {
          code: {
            type: 'string',
            pattern: '^[A-Z]{2}$',
            examples: ['AB'],
            'x-evidence': 'inferred',
            'x-source': ['page'],
          },
          parts: { type: ['array', 'null'], items: {}, 'x-evidence': 'seed', 'x-source': 'page' },
          kind: { $ref: '#/components/schemas/Kind', 'x-evidence': 'seed', 'x-source': 'page' },
        },
      },
    },
  },
})

const operation = (spec: any) => spec.paths['/things/{id}'].get
const answer = (spec: any) => operation(spec).responses[200]
const thing = (spec: any) => spec.components.schemas.Thing.properties

/** The change that breaks the spec, the one rule that must report it, and the place in the document. */
const refused: Record<string, { spoil: (spec: any) => void; rule: string; at: string }> = {
  'an operation that inherits its scopes': {
    spoil: (spec) => {
      spec.security = operation(spec).security
      delete operation(spec).security
    },
    rule: 'onair/operation-scope',
    at: '#/paths/~1things~1{id}/get',
  },
  'an operation with two lists of scopes': {
    spoil: (spec) => (operation(spec).security[1].personal = []),
    rule: 'onair/operation-scope',
    at: '#/paths/~1things~1{id}/get/security',
  },
  'an operation without evidence': {
    spoil: (spec) => {
      delete operation(spec)['x-evidence']
      delete operation(spec)['x-source']
    },
    rule: 'onair/operation-evidence',
    at: '#/paths/~1things~1{id}/get',
  },
  'a response without evidence': {
    spoil: (spec) => {
      delete answer(spec)['x-evidence']
      delete answer(spec)['x-source']
    },
    rule: 'onair/response-evidence',
    at: '#/paths/~1things~1{id}/get/responses/200',
  },
  'evidence without a source': {
    spoil: (spec) => delete answer(spec)['x-source'],
    rule: 'onair/evidence-is-known',
    at: '#/paths/~1things~1{id}/get/responses/200',
  },
  'an unknown word of evidence': {
    spoil: (spec) => (operation(spec)['x-evidence'] = 'certain'),
    rule: 'onair/evidence-is-known',
    at: '#/paths/~1things~1{id}/get/x-evidence',
  },
  'an unlisted source, beside a reference': {
    spoil: (spec) => (thing(spec).kind['x-source'] = 'hearsay'),
    rule: 'onair/evidence-is-known',
    at: '#/components/schemas/Thing/properties/kind/x-source',
  },
  'a property without evidence': {
    spoil: (spec) => (thing(spec).size = { type: 'integer' }),
    rule: 'onair/property-evidence',
    at: '#/components/schemas/Thing/properties/size',
  },
  'a pattern without an example': {
    spoil: (spec) => (thing(spec).code.examples = []),
    rule: 'onair/pattern-needs-example',
    at: '#/components/schemas/Thing/properties/code/pattern',
  },
  'an array without items': {
    spoil: (spec) => delete thing(spec).parts.items,
    rule: 'onair/arrays-have-items',
    at: '#/components/schemas/Thing/properties/parts/type',
  },
  'an int64': {
    spoil: (spec) =>
      Object.assign(operation(spec).parameters[0], { schema: { type: 'integer', format: 'int64' }, example: 1 }),
    rule: 'onair/no-int64',
    at: '#/paths/~1things~1{id}/get/parameters/0/schema/format',
  },
  'an enum without a name': {
    spoil: (spec) => (operation(spec).parameters[0].schema.enum = ['t1', 't2']),
    rule: 'onair/enums-are-named',
    at: '#/paths/~1things~1{id}/get/parameters/0/schema/enum',
  },
  'a response without an example': {
    spoil: (spec) => delete answer(spec).content['application/json'].examples,
    rule: 'onair/has-example',
    at: '#/paths/~1things~1{id}/get/responses/200/content/application~1json',
  },
  'a header without an example': {
    spoil: (spec) => delete answer(spec).headers['X-Left'].example,
    rule: 'onair/has-example',
    at: '#/paths/~1things~1{id}/get/responses/200/headers/X-Left',
  },
  'a parameter without an example': {
    spoil: (spec) => delete operation(spec).parameters[0].example,
    rule: 'onair/has-example',
    at: '#/paths/~1things~1{id}/get/parameters/0',
  },
  'an example that violates its schema': {
    spoil: (spec) => (answer(spec).content['application/json'].examples.one.value.code = 'abc'),
    rule: 'no-invalid-media-type-examples',
    at: '#/paths/~1things~1{id}/get/responses/200/content/application~1json/examples/one/value/code',
  },
}

/** Problems by file, as `rule at pointer`. One run of the linter checks all files, because starting it is slow. */
const problems = new Map<string, string[]>()
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onair-lint-'))
  const names = ['accepted', ...Object.keys(refused)]
  for (const name of names) {
    const spec = goodSpec()
    refused[name]?.spoil(spec)
    await writeFile(join(folder, `${name}.json`), JSON.stringify(spec, null, 2))
  }
  const redocly = resolve('node_modules/@redocly/cli/bin/cli.js')
  const files = names.map((name) => join(folder, `${name}.json`))
  const stdout = await new Promise<string>((done) => {
    const args = [redocly, 'lint', '--config', 'redocly.yaml', '--format', 'json', '--max-problems', '1000', ...files]
    const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }
    execFile(process.execPath, args, { env }, (_, out) => done(out))
  })
  // Redocly prints one JSON object a file, in order, without separators.
  const reports = stdout.split(/(?<=^})(?=\{$)/m).map((text) => JSON.parse(text))
  names.forEach((name, index) => {
    const found = reports[index].problems.map((problem: any) => `${problem.ruleId} at ${problem.location[0].pointer}`)
    problems.set(name, found)
  })
}, 60_000)

afterAll(() => rm(folder, { recursive: true }))

test('a valid spec passes every rule', () => {
  expect(problems.get('accepted')).toEqual([])
})

test.each(Object.entries(refused))('%s is refused by one rule that points to it', (name, { rule, at }) => {
  expect(problems.get(name)).toEqual([`${rule} at ${at}`])
})
