import { readFileSync } from 'node:fs'
import {
  buildSchema,
  type FieldNode,
  getDirectiveValues,
  type GraphQLField,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  visit,
} from 'graphql'
import { expect, test } from 'vitest'
import * as documents from '../../generated/dlive/documents.js'
import { profile, type Scope } from '../../generated/dlive/operations.js'
import { evidence, sdl } from '../../generated/dlive/sdl.js'

const source = readFileSync('specs/dlive/schema.graphql', 'utf8')
const schema = buildSchema(source)
const fields = (type: 'getQueryType' | 'getMutationType'): readonly GraphQLField<unknown, unknown>[] =>
  Object.values(schema[type]()!.getFields())
const directive = (name: string, field: GraphQLField<unknown, unknown>): Record<string, unknown> | undefined =>
  getDirectiveValues(schema.getDirective(name)!, field.astNode!)

const operations = Object.values(documents)
  .filter((one) => one instanceof documents.TypedDocumentString)
  .flatMap((one) => parse(String(one)).definitions)
  .filter((one): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION)
const selected = (node: FieldNode | OperationDefinitionNode): readonly FieldNode[] =>
  node.selectionSet?.selections.filter((one) => one.kind === Kind.FIELD) ?? []
const names = (node: FieldNode | undefined): readonly string[] =>
  node ? selected(node).map(({ name }) => name.value) : []

test('mocks serve the schema without descriptions and without our directives', () => {
  const served = buildSchema(sdl)
  expect(Object.keys(served.getTypeMap()).sort()).toEqual(
    Object.keys(schema.getTypeMap())
      .filter((name) => name !== 'Evidence')
      .sort(),
  )
  expect(sdl).not.toMatch(/"|#|@|onair|evidence|inferred/i)
})

test('the fields of chests are as certain as their sources, and so is the form of a user id', () => {
  const started = 'TreasureChestGiveawayStarted'
  const fields = ['type', 'endTime', 'pricePool', 'durationInSeconds'].map((name) => `${started}.${name}`)
  expect([...fields, 'User.id'].map((place) => evidence[place])).toEqual(Array.from({ length: 5 }, () => 'community'))
  expect(evidence[started]).toBe('documented')
  expect(source).toContain('id: String! @evidence(is: community, source: "QUERY, WEB, GO, LKD70")')
  expect(source).toContain('type ChatLive implements Chat @evidence(is: community, source: "WS, WEB")')
})

test('every mutation needs a user, and has a payload of its own that reports errors', () => {
  const payloads = fields('getMutationType').map((field) => {
    const guards = ['viewer', 'unlisted'].filter((name) => directive(name, field))
    expect({ [field.name]: guards }).toEqual({ [field.name]: [expect.any(String)] })
    return String(field.type).replace('!', '')
  })
  for (const name of payloads) expect(String(fieldsOf(name).err?.type)).toBe('Error')
  expect(new Set(payloads).size).toBe(payloads.length)
})

test('every mutation with a scope needs a write scope', () => {
  const scopes = fields('getMutationType').flatMap((field) => directive('viewer', field)?.scope ?? [])
  expect(scopes.filter((scope) => !String(scope).endsWith(':write'))).toEqual([])
})

test('every scope covers something, except two that are undocumented', () => {
  const wanted = new Set([...source.matchAll(/@viewer\(scope: "([^"]+)"\)/g)].map(([, scope]) => scope as Scope))
  const left = profile.scopes.filter((scope) => !wanted.has(scope))
  expect(left).toEqual(['identity', 'watching:read'])
})

test('the schema has no log-in and no payment', () => {
  const found = [...sdl.matchAll(/^ {2}(\w+)[(:]/gm)].map(([, name]) => name!)
  expect(found.filter((name) => /accessToken|login|password|kyc|payout|tax|cashback/i.test(name))).toEqual([])
})

const mutations = operations.filter(({ operation }) => operation === OperationTypeNode.MUTATION)

test('every document is named after its operation: a mutation after its field', () => {
  expect(mutations.length).toBeGreaterThanOrEqual(30)
  for (const mutation of mutations) {
    const [field] = selected(mutation)
    expect(mutation.name?.value).toBe(field?.name.value.replace(/^./, (letter) => letter.toUpperCase()))
  }
})

test('every shipped mutation selects its error', () => {
  for (const mutation of mutations) {
    const err = selected(selected(mutation)[0]!).find(({ name }) => name.value === 'err')
    expect({ [mutation.name!.value]: names(err) }).toEqual({ [mutation.name!.value]: ['code', 'message'] })
  }
})

test('every shipped list can be paged to its end', () => {
  const paged = operations.filter(({ variableDefinitions }) =>
    variableDefinitions?.some(({ variable }) => variable.name.value === 'after'),
  )
  expect(paged.map(({ name }) => name!.value)).toEqual(
    expect.arrayContaining(['Followers', 'Livestreams', 'PastBroadcasts', 'ChatModerators', 'Categories']),
  )
  for (const operation of paged) {
    let page: readonly string[] = []
    let connection: readonly string[] = []
    visit(operation, {
      Field(node) {
        if (!names(node).includes('pageInfo')) return
        connection = names(node)
        page = names(selected(node).find(({ name }) => name.value === 'pageInfo'))
      },
    })
    expect({ [operation.name!.value]: page }).toEqual({ [operation.name!.value]: ['endCursor', 'hasNextPage'] })
    expect(connection).toContain('list')
    const variables = operation.variableDefinitions!.map(({ variable }) => variable.name.value)
    expect(variables).toEqual(expect.arrayContaining(['first', 'after']))
  }
})

test('the history of a chat selects every field of every kind of event, except ids that no known client requests', () => {
  const asked = new Set<string>()
  for (const definition of parse(String(documents.ChatsDocument)).definitions) {
    visit(definition, {
      InlineFragment(node) {
        for (const one of node.selectionSet.selections) {
          if (one.kind === Kind.FIELD) asked.add(`${node.typeCondition!.name.value}.${one.name.value}`)
        }
      },
    })
  }
  const sender = Object.keys(fieldsOf('SenderInfo'))
  const missing = schema.getPossibleTypes(schema.getType('Chat') as never).flatMap((type) =>
    Object.values(type.getFields())
      .filter(({ name }) => name !== 'type' && !sender.includes(name) && !asked.has(`${type.name}.${name}`))
      .map(({ name }) => `${type.name}.${name}`),
  )
  expect(missing.sort()).toEqual(['ChatChangeMode.id', 'ChatDelete.id', 'ChatLive.id', 'ChatOffline.id'])
  expect(sender.filter((name) => !asked.has(`SenderInfo.${name}`))).toEqual([])
})

function fieldsOf(name: string): Record<string, GraphQLField<unknown, unknown>> {
  return (
    (schema.getType(name) as { getFields?: () => Record<string, GraphQLField<unknown, unknown>> }).getFields?.() ?? {}
  )
}
