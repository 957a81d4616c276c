import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  buildSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isObjectType,
  isRequiredInputField,
  Kind,
  type GraphQLInputType,
} from 'graphql'
import { profile } from '../../../generated/dlive/operations.js'
import { as, asking, dlive, problems, tokenOf } from './caller.js'
import { appToken } from './sign-in.js'

const publicQuery = '{ user(username: "alice") { username livestream { id } followers(first: 0) { totalCount } } }'

describe('without a valid token', () => {
  const dead: [string, (token: string) => string | null][] = [
    ['no token', () => null],
    ['an unknown token', () => 'uatin87'],
    ['an altered token', (token) => `${token}x`],
    ['a token of another scheme', () => `Basic ${btoa('a:b')}`],
  ]

  test.each(dead)('(%s) the API reads nothing: Require login, without a path', async (_, change) => {
    const mock = await dlive()
    const answer = await asking(mock, change(await tokenOf(mock)))(publicQuery)
    expect([answer.status, answer.body]).toEqual([200, { data: null, errors: [{ message: 'Require login' }] }])
  })

  test.each(dead)(
    '(%s) the site’s own server reads public fields, and returns null for the rest',
    async (_, change) => {
      const mock = await dlive()
      const ask = asking(mock, change(await tokenOf(mock)), 'graphigo')
      expect((await ask(publicQuery)).body.data.user).toMatchObject({ username: 'alice', livestream: null })
      const answer = await ask('{ user(username: "alice") { username isMe myRoomRole private { email } } me { id } }')
      expect(answer.status).toBe(200)
      expect(answer.body.data).toEqual({
        user: { username: 'alice', isMe: null, myRoomRole: null, private: null },
        me: null,
      })
      expect(problems(answer).sort()).toEqual([
        'me: Require login',
        'user.isMe: Require login',
        'user.myRoomRole: Require login',
        'user.private: Require login',
      ])
    },
  )

  test('a policy decides what each server allows', async () => {
    const mock = await dlive({ anonymousReads: { api: true, graphigo: false } })
    expect((await asking(mock, null)('{ languages { code } }')).body.data.languages).toHaveLength(20)
    expect((await asking(mock, null, 'graphigo')('{ languages { code } }')).body.data).toBeNull()
  })

  test('the answer is a 401 if the policy says so: for an expired token, and for a missing one where it is required', async () => {
    const mock = await dlive({ unauthenticated: 'status' })
    expect((await asking(mock, null)(publicQuery)).status).toBe(401)
    expect((await asking(mock, 'dead')(publicQuery)).status).toBe(401)
    expect((await asking(mock, 'dead', 'graphigo')(publicQuery)).status).toBe(401)
    expect((await asking(mock, null, 'graphigo')(publicQuery)).status).toBe(200)
  })

  test('an expired token is refused like an unknown one', async () => {
    const mock = await dlive()
    const ask = await as(mock)
    await mock.clock.advance('30d')
    expect(problems(await ask('{ me { id } }'))).toEqual([': Require login'])
  })
})

test('a token is accepted bare and after Bearer', async () => {
  const mock = await dlive()
  const token = await tokenOf(mock)
  for (const authorization of [token, `Bearer ${token}`, `bearer ${token}`])
    expect((await asking(mock, authorization)('{ me { username } }')).body).toEqual({
      data: { me: { username: 'alice' } },
    })
})

test('an app’s own token reads public fields, and has no user', async () => {
  const mock = await dlive()
  const ask = asking(mock, await appToken(mock))
  expect((await ask(publicQuery)).body.data.user.followers).toEqual({ totalCount: 25 })
  const answer = await ask('{ me { username } }')
  expect([answer.status, answer.body.data, problems(answer)]).toEqual([200, { me: null }, ['me: Require login']])
  const sent = await ask('mutation { follow(streamer: "alice") { err { code } } }')
  expect(problems(sent)).toEqual(['follow: Require login'])
  // The payload is not nullable, so the whole answer is null.
  expect(sent.body.data).toBeNull()
})

describe('a scope', () => {
  test('that is missing makes its field null, and keeps the others', async () => {
    const mock = await dlive()
    const ask = await as(mock, 'alice', ['identity', 'phone:read'])
    const answer = await ask('{ me { username private { email phone } } }')
    expect(answer.status).toBe(200)
    expect(answer.body.data.me).toEqual({ username: 'alice', private: { email: null, phone: '+15550100' } })
    expect(problems(answer)).toEqual(['me.private.email: onair mock: the access token lacks the scope email:read.'])
    expect(answer.body.errors[0].extensions).toEqual({ onair: 'inferred' })
  })

  test('that is missing for a non-null field makes the nearest nullable parent null', async () => {
    const mock = await dlive()
    const ask = await as(mock, 'alice', ['identity', 'phone:read'])
    const answer = await ask('{ me { username private { phone emailVerified } } }')
    expect(answer.body.data.me).toEqual({ username: 'alice', private: null })
  })

  /** Every field of the schema with its required scope. */
  const schema = buildSchema(readFileSync('specs/dlive/schema.graphql', 'utf8'))
  const fields = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) => Object.values(type.getFields()).map((field) => ({ type: type.name, field })))
  type Field = (typeof fields)[number]
  const directive = ({ field }: Field, wanted: string) =>
    field.astNode?.directives?.find(({ name }) => name.value === wanted)
  const scopeOf = (field: Field) => {
    const value = directive(field, 'viewer')?.arguments![0]?.value
    return value?.kind === Kind.STRING ? value.value : undefined
  }
  const mutations = fields.filter(({ type }) => type === 'Mutation')

  /** A value of a type, as written in a document. */
  const literal = (type: GraphQLInputType): string => {
    if (String(type).startsWith('[')) return '[]'
    const named = getNamedType(type)
    if (isEnumType(named)) return named.getValues()[0]!.name
    if (isInputObjectType(named)) {
      const wanted = Object.values(named.getFields()).filter(isRequiredInputField)
      return `{ ${wanted.map((field) => `${field.name}: ${literal(field.type)}`).join(', ')} }`
    }
    return { Int: '1', Boolean: 'true', String: '"x"' }[named.name]!
  }
  const call = ({ field: { name, args } }: Field) => {
    const given = args.map((arg) => `${arg.name}: ${literal(arg.type)}`).join(', ')
    return `mutation { ${name}${given && `(${given})`} { __typename } }`
  }

  test('is in the table, wherever the schema names one', () => {
    const named = fields.flatMap((field) => scopeOf(field) ?? [])
    expect(named.length).toBeGreaterThan(40)
    expect(named.filter((scope) => !(profile.scopes as readonly string[]).includes(scope))).toEqual([])
  })

  test.each(
    mutations.filter((field) => scopeOf(field) !== undefined).map((field) => [field.field.name, field] as const),
  )('is required by the mutation %s, and no other scope is enough', async (name, field) => {
    const mock = await dlive()
    const scope = scopeOf(field)!
    const others = profile.scopes.filter((one) => one !== scope)
    const refused = await (await as(mock, 'alice', others))(call(field))
    expect(problems(refused)).toEqual([`${name}: onair mock: the access token lacks the scope ${scope}.`])
    expect((await (await as(mock, 'alice', [scope]))(call(field))).body.errors).toBeUndefined()
  })

  test.each(
    mutations.filter((field) => directive(field, 'unlisted')).map((field) => [field.field.name, field] as const),
  )('for the mutation %s does not exist: it is refused by default', async (name, field) => {
    const refused = await (await as(await dlive()))(call(field))
    expect(problems(refused).join()).toMatch(`${name}: onair mock: no scope covers this field`)
    const allowed = await (await as(await dlive({ unlistedMutations: true })))(call(field))
    expect(problems(allowed).join()).not.toMatch('no scope covers')
  })

  test('that was given up by narrowing is gone for earlier tokens too', async () => {
    const mock = await dlive()
    const { accessToken, refreshToken } = await mock.grant('dlive')
    const { clientId, clientSecret } = mock.credentials('dlive')
    const response = await mock.fetch(`${mock.url}/dlive/web/o/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken!, scope: 'identity' }),
    })
    expect(response.status).toBe(200)
    const answer = await asking(mock, accessToken)('{ me { private { email } } }')
    expect(answer.body.data.me.private.email).toBeNull()
  })
})

test('private fields of another user are null', async () => {
  const mock = await dlive()
  const answer = await (await as(mock, 'bob'))('{ user(username: "alice") { username private { email } } }')
  expect(answer.body).toEqual({ data: { user: { username: 'alice', private: null } } })
})
