import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, print } from 'graphql'
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { generate, SpecError, watchSpecs } from '../src/cli/generate/index.js'

const tidal = readFileSync('test/fixtures/specs/tidal/openapi.yaml', 'utf8')
mkdirSync('test/artifacts', { recursive: true })
const root = mkdtempSync('test/artifacts/generate-graphql-')
const specs = join(root, 'specs')
const out = join(root, 'out')
afterAll(() => rmSync(root, { recursive: true, force: true }))

const schema = `directive @evidence(is: Evidence!, source: String) on OBJECT | FIELD_DEFINITION

enum Evidence { documented inferred }

type Query @evidence(is: documented) {
  "Costs \`\${money}\`, or a back\\\\slash."
  boat(id: String!): Boat
  afloat: [Floating!]! @evidence(is: inferred, source: "LOG, seed")
}

type Mutation { sink(input: SinkInput!): SinkURLResponse! }

interface Floating { id: String! }

type Boat implements Floating { id: String!, kind: BoatKind!, name: String }

type SinkURLResponse { url: String }

input SinkInput { id: String!, kinds: [BoatKind!] }

enum BoatKind { DINGHY TALL_SHIP }
`
const boats = `fragment Name on Boat { name }

query Boat($id: String!) { boat(id: $id) { ...Name kind } }
query Afloat { afloat { __typename id } }
`
const sink = 'mutation Sink($input: SinkInput!) { sink(input: $input) { url } }\n'

/** Creates a provider: its openapi.yaml and these files. */
const write = (files: Readonly<Record<string, string>>): void => {
  mkdirSync(join(specs, 'tidal/operations'), { recursive: true })
  writeFileSync(join(specs, 'tidal/openapi.yaml'), tidal)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(specs, 'tidal', name), text)
}
const good = { 'schema.graphql': schema, 'operations/boats.graphql': boats, 'operations/sink.graphql': sink }
const read = (name: string): string => readFileSync(join(out, 'tidal', name), 'utf8')
const load = (name: string): Promise<Record<string, unknown>> =>
  import(/* @vite-ignore */ join(process.cwd(), out, 'tidal', name)) as Promise<Record<string, unknown>>
const failure = async (): Promise<SpecError> => {
  const error = await generate({ specs, out }).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(SpecError)
  return error as SpecError
}

beforeEach(() => {
  rmSync(specs, { recursive: true, force: true })
  rmSync(out, { recursive: true, force: true })
})

describe('a schema beside the spec', () => {
  test('generates its types: the names of the schema, readonly constants, enums as strings, and the evidence', async () => {
    write(good)
    await generate({ specs, out })
    const types = read('graphql.ts')
    expect(types).toMatch(/export type Boat = Floating & \{\n {2}readonly __typename: 'Boat';/)
    expect(types).toContain('export type SinkURLResponse = {')
    expect(types).toContain('export type QueryBoatArgs = {')
    expect(types).toMatch(/export type BoatKind =\n {2}\| 'DINGHY'\n {2}\| 'TALL_SHIP';/)
    expect(types).toContain('readonly kinds?: InputMaybe<ReadonlyArray<BoatKind>>;')
    expect(types).toContain('/** Evidence: documented. */\nexport type Query = {')
    expect(types).toContain('/** Evidence: inferred (LOG, seed). */\n  readonly afloat:')
  })

  test('generates its text for mocks without our directives and descriptions, and a table of what our directives say', async () => {
    const ours = schema
      .replace(
        'directive',
        'directive @viewer(scope: String) on FIELD_DEFINITION\ndirective @unlisted on FIELD_DEFINITION\n\ndirective',
      )
      .replace('boat(id: String!): Boat', 'boat(id: String! = "`${it}\\\\"): Boat @viewer(scope: "boats")')
      .replace('SinkURLResponse! }', 'SinkURLResponse! @unlisted me: Boat @viewer @deprecated(reason: "Old.") }')
    write({ 'schema.graphql': ours })
    await generate({ specs, out })
    const { sdl, access, evidence } = await load('sdl.ts')
    expect(sdl).toBe(`type Query {
  boat(id: String! = "\`\${it}\\\\"): Boat
  afloat: [Floating!]!
}

type Mutation {
  sink(input: SinkInput!): SinkURLResponse!
  me: Boat @deprecated(reason: "Old.")
}

${print(parse(schema.slice(schema.indexOf('interface Floating'))))}
`)
    expect(access).toEqual({ 'Query.boat': { scope: 'boats' }, 'Mutation.sink': { unlisted: true }, 'Mutation.me': {} })
    expect(evidence).toEqual({ Query: 'documented', 'Query.afloat': 'inferred' })
    expect(read('graphql.ts')).not.toMatch(/Evidence =/)
    expect(readdirSync(join(out, 'tidal'))).toEqual(
      'annotated-sdl.ts document.ts examples.ts facts.ts graphql.ts index.ts mock.ts operations.ts schemas.ts sdl.ts types.ts'.split(
        ' ',
      ),
    )
  })

  test('generates documents as strings with the types of their results, without a parser', async () => {
    write(good)
    await generate({ specs, out })
    const documents = await load('documents.ts')
    expect(Object.keys(documents).sort()).toEqual(
      ['AfloatDocument', 'BoatDocument', 'NameFragmentDoc', 'SinkDocument', 'TypedDocumentString'].sort(),
    )
    // Its fragment is included.
    const [fragment, query] = parse(boats).definitions
    expect(parse(String(documents.BoatDocument)).definitions.map(print)).toEqual(
      [query, fragment].map((one) => print(one!)),
    )
    const text = read('documents.ts')
    expect(text).toContain(
      'export type BoatQuery = { readonly boat: { readonly kind: Types.BoatKind, readonly name: string | null }',
    )
    expect(text).toContain(
      "export type AfloatQuery = { readonly afloat: ReadonlyArray<{ readonly __typename: 'Boat', readonly id: string }> }",
    )
    expect(text).toMatch(/export type SinkMutationVariables = Exact<\{\n {2}input: Types\.SinkInput;/)
    // The generator's additions for @defer do not concern users of a package that re-exports its documents.
    expect(text).not.toContain('Incremental')
    expect([...text.matchAll(/^import (.*)$/gm)].map(([, line]) => line)).toEqual([
      "type * as Types from './graphql.js';",
      "type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';",
    ])
  })

  test('generates the same bytes from a checkout with CRLF, and names all of its sources', async () => {
    write(good)
    await generate({ specs, out })
    const before = ['graphql.ts', 'sdl.ts', 'documents.ts'].map(read)
    write(Object.fromEntries(Object.entries(good).map(([name, text]) => [name, text.replaceAll('\n', '\r\n')])))
    expect((await generate({ specs, out, check: true })).drift).toEqual([])

    const hash = (...texts: string[]) => createHash('sha256').update(texts.join('')).digest('hex')
    const [types, , documents] = before.map((text) => text.split('\n').slice(0, 2))
    expect(types).toEqual([
      '// Generated by `npx onair generate` from specs/tidal/schema.graphql. Do not edit.',
      `// SHA-256 of the source: ${hash(schema)}`,
    ])
    expect(documents).toEqual([
      '// Generated by `npx onair generate` from specs/tidal/schema.graphql, specs/tidal/operations/*.graphql. Do not edit.',
      `// SHA-256 of the source: ${hash(schema, boats, sink)}`,
    ])
  })

  test('is part of a check: another document, an edited file, an extra file', async () => {
    write(good)
    await generate({ specs, out })
    writeFileSync(join(specs, 'tidal/operations/sink.graphql'), sink.replaceAll('Sink(', 'Scuttle('))
    writeFileSync(join(out, 'tidal/sdl.ts'), `${read('sdl.ts')}\n`)
    const changed = await generate({ specs, out, check: true })
    expect(changed.drift).toEqual([
      { file: 'tidal/documents.ts', kind: 'edited' },
      { file: 'tidal/sdl.ts', kind: 'edited' },
    ])
    rmSync(join(specs, 'tidal/operations'), { recursive: true })
    const { drift } = await generate({ specs, out, check: true })
    expect(drift).toContainEqual({ file: 'tidal/documents.ts', kind: 'extra' })
  })
})

describe('refuses an error by file, line, column and rule, and writes nothing:', () => {
  const wrong: readonly [string, Record<string, string>, string, string][] = [
    [
      'a schema that is not GraphQL',
      { 'schema.graphql': schema.replace('Boat implements', 'Boat impliments') },
      'schema.graphql:15:11 graphql-syntax: ',
      'impliments',
    ],
    [
      'an unknown type',
      { 'schema.graphql': schema.replace('id: String!): Boat', 'id: String!): Ship') },
      'schema.graphql:7:22 graphql-schema: ',
      'Ship',
    ],
    [
      'an interface with a missing field',
      { 'schema.graphql': schema.replace('Floating { id: String!, kind', 'Floating { id: Int, kind') },
      'schema.graphql:13:26 graphql-schema: ',
      'Floating.id',
    ],
    [
      'an unknown word of evidence',
      { 'schema.graphql': schema.replace('is: inferred', 'is: rumour') },
      'schema.graphql:8:38 graphql-schema: ',
      'rumour',
    ],
    [
      'a document that is not GraphQL',
      { 'operations/sink.graphql': `${sink}query {` },
      'operations/sink.graphql:2:8 graphql-syntax: ',
      '<EOF>',
    ],
    [
      'an unknown field',
      { 'operations/sink.graphql': sink.replace('url }', 'url\n  depth }') },
      'operations/sink.graphql:2:3 graphql-document: ',
      'depth',
    ],
    [
      'an unused fragment',
      { 'operations/boats.graphql': boats.replace('...Name', 'name') },
      'operations/boats.graphql:1:1 graphql-document: ',
      'Name',
    ],
    [
      'an unused variable',
      { 'operations/sink.graphql': sink.replace('($input', '($depth: Int, $input') },
      'operations/sink.graphql:1:15 graphql-document: ',
      '$depth',
    ],
    [
      'a repeated name, in two files',
      { 'operations/sink.graphql': sink.replace('Sink(', 'Boat(') },
      'operations/boats.graphql:3:7 graphql-document: ',
      'Boat',
    ],
    [
      'an operation without a name',
      { 'operations/sink.graphql': '{ afloat { id } }' },
      'operations/sink.graphql:1:1 graphql-document: ',
      'needs a name',
    ],
  ]
  test.each(wrong)('%s', async (_, files, where, what) => {
    write({ ...good, ...files })
    const { message } = await failure()
    const [at, said] = message.split(where)
    expect(at?.split('\n').at(-1)).toBe(`${specs}/tidal/`)
    expect(said?.split('\n')[0]).toContain(what)
    expect(readdirSync(root)).toEqual(['specs'])
  })

  test('refuses documents without a schema', async () => {
    write({ 'operations/sink.graphql': sink })
    await expect(generate({ specs, out })).rejects.toThrow(
      'tidal/operations has documents, but there is no schema.graphql',
    )
  })
})

test('watching generates again when a schema or a document changes, and when the first document is added', async () => {
  write({ 'schema.graphql': schema })
  rmSync(join(specs, 'tidal/operations'), { recursive: true })
  const lines: string[] = []
  const stop = new AbortController()
  const watching = watchSpecs({ specs, out, signal: stop.signal, log: (line) => lines.push(line) })
  const runs = () => lines.filter((line) => line.endsWith(': generated'))
  const said = (count: number) =>
    vi.waitFor(() => expect(runs()).toHaveLength(count), { timeout: 10_000, interval: 20 })
  await said(1)

  mkdirSync(join(specs, 'tidal/operations'))
  writeFileSync(join(specs, 'tidal/operations/boats.graphql'), boats)
  await said(2)
  expect(read('documents.ts')).toContain('BoatDocument')

  writeFileSync(join(specs, 'tidal/operations/boats.graphql'), boats.replaceAll('Afloat', 'Anchored'))
  await said(3)
  expect(read('documents.ts')).toContain('AnchoredDocument')

  writeFileSync(join(specs, 'tidal/schema.graphql'), schema.replace('DINGHY', 'RAFT DINGHY'))
  await said(4)
  expect(read('graphql.ts')).toContain("'RAFT'")

  stop.abort()
  await watching
})
