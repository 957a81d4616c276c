import { expect, test } from 'vitest'
import { lintSchema } from '../scripts/lint/graphql.js'
import type { SpecDocument } from '../src/cli/generate/document.js'

const spec = {
  info: { title: 'Small' },
  'x-onair': { sources: { page: {}, LOG: {} } },
  components: { securitySchemes: { oauth2: { type: 'oauth2', flows: { code: { scopes: { things: 'Things.' } } } } } },
} as unknown as SpecDocument

const good = `directive @viewer(scope: String) on FIELD_DEFINITION
enum Evidence { documented inferred }
type Query {
  thing(id: String! @evidence(is: inferred, source: "LOG")): Thing @viewer(scope: "things") @evidence(is: documented, source: "page")
}
interface Named @evidence(is: documented, source: "page, LOG") { name: String }
type Thing implements Named @evidence(is: inferred, source: "page") { name: String kind: Kind }
union Any @evidence(is: inferred, source: "page") = Thing
enum Kind { BIG @evidence(is: documented, source: "page") }
input Way { by: String @evidence(is: documented, source: "page") }
`

test('accepts a schema with evidence, sources and scopes everywhere', () => {
  expect(lintSchema('schema.graphql', good, spec)).toEqual([])
})

const merged = good.replace(
  'union Any @evidence(is: inferred, source: "page") = Thing',
  'type Boat implements Named @evidence(is: inferred, source: "page") { name: String! kind: Kind }\n$& | Boat',
)

test('types of one union must have same-named fields of the same type, so that documents can select them', () => {
  expect(lintSchema('schema.graphql', merged.replace('name: String!', 'name: String'), spec)).toEqual([])
  expect(lintSchema('schema.graphql', merged, spec)).toEqual([
    expect.stringMatching(/^schema\.graphql:6:1 graphql-merge: In Named, .*"name".* "String" and "String!"/),
    expect.stringMatching(/^schema\.graphql:9:1 graphql-merge: In Any, .*"name".* "String" and "String!"/),
  ])
})

const refused: readonly [string, string, string, string][] = [
  ['a query without evidence', ' @evidence(is: documented, source: "page")\n}', '\n}', '4:3 graphql-evidence: thing '],
  ['a value without evidence', 'BIG @evidence(is: documented, source: "page")', 'BIG', '9:13 graphql-evidence: BIG '],
  [
    'an input field without evidence',
    ' @evidence(is: documented, source: "page") }\n',
    ' }\n',
    '9:13 graphql-evidence: BIG ',
  ],
  [
    'a union without evidence',
    'union Any @evidence(is: inferred, source: "page")',
    'union Any',
    '8:1 graphql-evidence: Any ',
  ],
  [
    'a mark without a source',
    'Named @evidence(is: documented, source: "page, LOG")',
    'Named @evidence(is: documented)',
    '6:17 graphql-source: ',
  ],
  ['an unlisted source', 'source: "page, LOG"', 'source: "page, hearsay"', '6:17 graphql-source: hearsay '],
  ['an unlisted source of an argument', 'source: "LOG")):', 'source: "toString")):', '4:21 graphql-source: toString '],
  ['an unknown scope', '"things"', '"thing"', '4:68 graphql-scope: The scope thing '],
]

test.each(refused)('refuses %s at its place', (_, from, to, problem) => {
  expect(good).toContain(from)
  const problems = lintSchema('schema.graphql', good.replace(from, to), spec)
  expect(problems).toEqual([expect.stringMatching(new RegExp(`^schema\\.graphql:${problem}`))])
})
