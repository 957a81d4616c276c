import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors/index.js'
import { readDocument } from '../../src/graphql/document.js'

const facts = (text: string) => {
  const { kind, name, variables } = readDocument(text)
  return { kind, name, variables: [...variables] }
}

describe('reads', () => {
  test.each<[string, string, ReturnType<typeof facts>]>([
    ['a query that starts with a brace', '{ me { id } }', { kind: 'query', name: undefined, variables: [] }],
    ['a query that starts with its keyword', 'query Me { me { id } }', { kind: 'query', name: 'Me', variables: [] }],
    ['a mutation without a name', 'mutation($a:Int){x(a:$a)}', { kind: 'mutation', name: undefined, variables: ['a'] }],
    ['a subscription', 'subscription S { x }', { kind: 'subscription', name: 'S', variables: [] }],
    [
      'a document with keywords as names',
      'query query($mutation: fragment, $subscription: [Int!]! = [1, 2]) @query(mutation: $x) { mutation: query { fragment } }',
      { kind: 'query', name: 'query', variables: ['mutation', 'subscription', 'x'] },
    ],
    [
      'a document with brackets in its head',
      'query Q($a: In = { b: [{ c: "}" }] }) @d(e: { f: 1 }) { x(a: $a, b: { c: $inner }) }',
      { kind: 'query', name: 'Q', variables: ['a'] },
    ],
    [
      'a document behind fragments, in any order',
      'fragment A on User { id ...B } mutation M { x { ...A } } fragment B on User { name }',
      { kind: 'mutation', name: 'M', variables: [] },
    ],
    [
      'a document before a fragment with a keyword as its name',
      'query { x } fragment mutation on User { id }',
      { kind: 'query', name: undefined, variables: [] },
    ],
    [
      'a document with fields that every JavaScript object has',
      '{ constructor toString __proto__ }',
      { kind: 'query', name: undefined, variables: [] },
    ],
    [
      'a document with brackets, quotes and keywords in strings',
      'query { x(a: "} mutation { \\" ", b: """ } mutation M { \\""" " "" \\ """) { id } }',
      { kind: 'query', name: undefined, variables: [] },
    ],
    [
      'a document with brackets, quotes and keywords in comments',
      '# mutation M {\n query Q { # }\r\n x #"""\n } # "',
      { kind: 'query', name: 'Q', variables: [] },
    ],
    [
      'a document with a byte order mark, commas and everything else that is ignored',
      '\uFEFF,,query,\tQ,\r\n{x,}',
      { kind: 'query', name: 'Q', variables: [] },
    ],
    [
      'a document with a description',
      '"""What it is: query { """ query Q { x }',
      { kind: 'query', name: 'Q', variables: [] },
    ],
    [
      'a document with numbers, directives, aliases and inline fragments',
      'query Q { a: b(c: -1.5e+3, d: [true, null, ENUM]) @skip(if: $e) { ... on T @f { g } ... { h } } }',
      { kind: 'query', name: 'Q', variables: [] },
    ],
  ])('%s', (_name, text, expected) => {
    expect(facts(text)).toEqual(expected)
  })

  test('a string like an object with that text, of this realm or another', () => {
    class Typed extends String {}
    expect(facts(new Typed('query Q { x }') as never)).toMatchObject({ name: 'Q' })
    expect(facts(runInNewContext('new String("query Q { x }")') as string)).toMatchObject({ name: 'Q' })
  })
})

describe('refuses a document', () => {
  test.each<[string, unknown, RegExp]>([
    ['empty', '', /is empty/],
    ['blank', ' \n,# only a comment', /is empty/],
    ['of words', 'me please', /"me" where an operation or a fragment should begin/],
    ['a schema', 'type Query { x: Int }', /"type" where an operation/],
    ['a field only', 'me { id }', /"me" where an operation/],
    ['that is not closed', 'query Q { me { id }', /is incomplete/],
    ['that is closed once too often', '{ me { id } } }', /"}" where an operation/],
    ['that is closed in the wrong order', '{ me(a: [1) { id } }', /has a \) that closes no matching bracket/],
    ['without a selection', 'query Q($a: Int)', /is incomplete/],
    ['a single word', 'query', /is incomplete/],
    ['with an unterminated string', '{ me(a: "x) { id } }', /has an unexpected "\\""/],
    ['with a string across two lines', '{ me(a: "x\n") { id } }', /in line 1/],
    ['with an unterminated block string', '{ me(a: """x"" ) { id } }', /has an unexpected/],
    ['with invalid characters in a name', 'query Q {\n  naïve\n}', /has an unexpected "ï", in line 2/],
    ['with // as a comment', '{ me // who\n }', /unexpected "\/"/],
    ['of fragments only', 'fragment A on User { id }', /has no operation/],
    ['of two operations', 'query A { x } query B { y }', /several operations/],
    ['of a query without a name and another', '{ x } mutation { y }', /several operations/],
    ['that is already parsed', { kind: 'Document', definitions: [] }, /documentMode/],
    ['that is missing', undefined, /is not a string/],
    ['that is null', null, /is not a string/],
    ['that is a list', ['{ me }'], /is not a string/],
  ])('%s', (_name, document, message) => {
    expect(() => readDocument(document)).toThrow(UsageError)
    expect(() => readDocument(document)).toThrow(message)
  })

  test('quickly, even if it is long and wrong', () => {
    const long = '"""'.repeat(50_001) + '\\"'.repeat(100_000)
    expect(() => readDocument(`{ a(b: ${long}`)).toThrow(UsageError)
    expect(facts(`{ ${'a '.repeat(200_000)} }`)).toMatchObject({ kind: 'query' })
    expect(() => readDocument('{'.repeat(200_000))).toThrow(/is incomplete/)
  })
})
