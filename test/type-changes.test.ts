import { expect, test } from 'vitest'
import { describeTypeChanges } from '../src/cli/generate/type-changes.js'
import { readFileSync } from 'node:fs'

const types = readFileSync('generated/livepush/types.ts', 'utf8')
const graphql = readFileSync('generated/dlive/graphql.ts', 'utf8')

/** What changes when `from` is replaced by `to` once. */
function change(from: string | RegExp, to: string, text = types): readonly string[] {
  const after = text.replace(from, to)
  expect(after).not.toBe(text)
  return describeTypeChanges(text, after)
}

test('the same types with other comments have no changes', () => {
  expect(describeTypeChanges(types, types)).toEqual([])
  expect(describeTypeChanges(types, types.replaceAll(/\/\*\*[\s\S]*?\*\//g, '/** Other words. */'))).toEqual([])
})

test('names an operation that was added or removed', () => {
  expect(change('    listStreams: {', '    findStreams: {')).toEqual([
    '- operation listStreams',
    '+ operation findStreams',
  ])
})

test('names the new address of an operation', () => {
  expect(change('"/account/this": {', '"/account/me": {')).toEqual([
    '~ operation getAccount address: GET /account/me, was GET /account/this',
  ])
})

test('names fields of schemas that were added, removed, or became required', () => {
  const field = /(StreamCreate: \{[\s\S]*?)name: string;/
  expect(change(field, '$1title: string; note?: string;')).toEqual([
    '- StreamCreate.name',
    '+ StreamCreate.title (required)',
    '+ StreamCreate.note',
  ])
  expect(change(field, '$1name?: string;')).toEqual(['~ StreamCreate.name: now optional'])
})

test('names statuses, parameters and bodies of operations', () => {
  const operation = (text: string) => `export interface operations { get: ${text} }`
  const before = operation(
    '{ parameters: { query?: never }; requestBody?: never; responses: { 200: { content: { "application/json": { id: string } } } } }',
  )
  const after = operation(
    '{ parameters: { query?: { limit?: number } }; requestBody: { content: { "application/json": { a: 1 } } }; responses: { 200: { content: { "application/json": { id: number } } }; 202: {} } }',
  )
  expect(describeTypeChanges(before, after)).toEqual([
    '+ operation get query',
    '+ operation get body (required)',
    '~ operation get 200.id: number, was string',
    '+ operation get 202',
  ])
})

test('says what a narrowed and a widened type has lost and gained', () => {
  const declare = (type: string) => `export interface components { schemas: { State: { is: ${type} } } }`
  const [two, three] = [declare('"on" | "off"'), declare('"on" | "off" | "ended"')]
  expect(describeTypeChanges(three, two)).toEqual(['~ State.is: narrowed, no longer "ended"'])
  expect(describeTypeChanges(two, three)).toEqual(['~ State.is: widened, also "ended"'])
})

test('reads the types of a GraphQL schema too', () => {
  expect(change('readonly me?: Maybe<User>', 'readonly me: User', graphql)).toEqual([
    '~ Query.me: now required',
    '~ Query.me: User, was Maybe<User>',
  ])
})
