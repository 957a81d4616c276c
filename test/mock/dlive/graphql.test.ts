import { createHash } from 'node:crypto'
import { getIntrospectionQuery, type IntrospectionSchema } from 'graphql'
import { describe, expect, test } from 'vitest'
import * as documents from '../../../generated/dlive/documents.js'
import { read } from '../caller.js'
import { testMock } from '../../support/mock.js'
import { as, asking, dlive, post, problems, say, tokenOf, user } from './caller.js'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const username = 'query Name($username: String!) { user(username: $username) { username } }'
const alice = { username: 'alice' }

describe('a POST', () => {
  test('is read as JSON with any content type', async () => {
    const mock = await testMock({ providers: ['dlive'] }, { requests: ['executeGraphQL 200'] })
    const token = await tokenOf(mock)
    const types = ['application/json', 'application/x-www-form-urlencoded', 'text/plain', 'application/graphql', null]
    for (const type of types) {
      const response = await mock.fetch(`${mock.url}/dlive/api/`, {
        method: 'POST',
        headers: { authorization: token, ...(type !== null && { 'content-type': type }) },
        body: new TextEncoder().encode(JSON.stringify({ query: '{ me { username } }' })),
      })
      expect([type, response.status, await response.json()]).toEqual([type, 200, { data: { me: alice } }])
    }
  })

  test('works at the root of the server, and at both servers', async () => {
    const mock = await dlive()
    const ask = JSON.stringify({ query: '{ me { username } }' })
    const authorization = await tokenOf(mock)
    for (const path of ['api', 'api/', 'graphigo', 'graphigo/']) {
      const headers = { authorization, 'content-type': 'application/json' }
      const response = await mock.fetch(`${mock.url}/dlive/${path}`, { method: 'POST', headers, body: ask })
      expect(await response.json()).toEqual({ data: { me: alice } })
    }
  })

  test.each([
    ['invalid JSON', '{ me { username } }'],
    ['nothing', ''],
    ['a list', '[{"query":"{ me { username } }"}]'],
    ['a string', '"query"'],
    ['a query that is not a string', '{"query":{}}'],
    ['variables that are not an object', '{"query":"{ me { username } }","variables":[]}'],
    ['a name that is not a string', '{"query":"{ me { username } }","operationName":1}'],
    ['extensions that are not an object', '{"query":"{ me { username } }","extensions":"x"}'],
  ])('of %s is refused with 400', async (_, body) => {
    const mock = await dlive()
    const headers = { authorization: await tokenOf(mock), 'content-type': 'application/json' }
    const answer = await read(await mock.fetch(`${mock.url}/dlive/api/`, { method: 'POST', headers, body }))
    expect([answer.status, answer.body.data]).toEqual([400, null])
    expect(problems(answer)).toEqual([': The request could not be decoded.'])
  })

  test('accepts null for optional fields', async () => {
    const mock = await testMock({ providers: ['dlive'] }, { requests: ['executeGraphQL 200'] })
    const body = { query: '{ me { username } }', variables: null, operationName: null, extensions: null }
    expect((await post(mock, body, await tokenOf(mock))).body).toEqual({ data: { me: alice } })
  })
})

describe('refuses a document that cannot be executed with 422:', () => {
  test.each([
    ['a document that does not parse', '{ me {', {}, /Syntax Error/],
    ['no document', '', {}, /no operation/],
    ['a field that does not exist', '{ me { name } }', {}, /Cannot query field "name" on type "User"/],
    ['an undeclared variable', '{ user(username: $username) { id } }', alice, /"\$username" is not defined/],
    ['an unused fragment', '{ me { id } } fragment F on User { id }', {}, /Fragment "F" is never used/],
    ['a missing required variable', username, {}, /"\$username" of required type "String!" was not provided/],
    ['a variable of another type', username, { username: 5 }, /String cannot represent a non string value/],
    ['a document that is nested too deeply', '{ a '.repeat(9000), {}, /nested too deeply/],
    ['several operations without a name', 'query A { me { id } } query B { me { id } }', {}, /several operations/],
  ])('%s', async (_, query, variables, message) => {
    const mock = await dlive()
    const answer = await (await as(mock))(query, variables)
    expect(answer.status).toBe(422)
    expect(answer.body.data).toBeNull()
    expect(problems(answer).join()).toMatch(message)
  })

  test('an operation name that does not exist', async () => {
    const mock = await dlive()
    const answer = await post(
      mock,
      { query: username, variables: alice, operationName: 'Unknown' },
      await tokenOf(mock),
    )
    expect([answer.status, problems(answer)]).toEqual([422, [": There is no operation 'Unknown' in the document."]])
  })

  test('errors of a document have their location', async () => {
    const mock = await dlive()
    const { body } = await (await as(mock))('{\n  me { name }\n}')
    expect(body.errors[0].locations).toEqual([{ line: 2, column: 8 }])
  })

  test('an extra variable is not an error', async () => {
    const mock = await dlive()
    expect((await (await as(mock))(username, { ...alice, more: 1 })).body).toEqual({ data: { user: alice } })
  })
})

describe('complexity', () => {
  const followers = (first: number) =>
    `{ user(username: "alice") { followers(first: ${first}) { list { username } } } }`

  test('counts fields once for each requested item, and is refused with 422 above the limit', async () => {
    // user, followers, and for each of them list and username.
    const mock = await dlive({ complexityLimit: 2 + 2 * 10 })
    const ask = await as(mock)
    expect((await ask(followers(10))).status).toBe(200)
    const answer = await ask(followers(11))
    expect([answer.status, problems(answer)]).toEqual([
      422,
      [': The operation has a complexity of 24, which is more than the limit of 22.'],
    ])
  })

  test.each([
    ['a variable', 'query($n: Int) { user(username: "alice") { followers(first: $n) { list { id } } } }', { n: 11 }],
    [
      'a numeric string',
      'query($n: Int) { user(username: "alice") { followers(first: $n) { list { id } } } }',
      { n: '11' },
    ],
    ['a default value', 'query($n: Int = 11) { user(username: "alice") { followers(first: $n) { list { id } } } }', {}],
    [
      'an input object',
      'query($i: LivestreamsOption) { livestreams(input: $i) { list { id title } } }',
      { i: { first: 11 } },
    ],
    ['an object literal', '{ livestreams(input: { first: 11 }) { list { id title } } }', {}],
    [
      'a fragment',
      '{ user(username: "alice") { ...F } } fragment F on User { followers(first: 11) { list { id } } }',
      {},
    ],
    ['a page of the default size', '{ user(username: "alice") { followers { list { id } } } }', {}],
    ['null, which means the default', '{ user(username: "alice") { followers(first: null) { list { id } } } }', {}],
    ['an input object without the count', '{ livestreams(input: {}) { list { id title } } }', {}],
    ['a count', '{ user(username: "alice") { chats(count: 30) { type } } }', {}],
  ])('includes fields inside %s', async (_, query, variables) => {
    const mock = await dlive({ complexityLimit: 22 })
    expect((await (await as(mock))(query, variables)).status).toBe(422)
  })

  test('of a fragment is that of its fields', async () => {
    const mock = await dlive({ complexityLimit: 1 + 1 + 1 + 2 + 1 })
    const chats = (gift: string) =>
      `{ user(username: "alice") { chats(count: 1) { type ... on ChatText { id content } ... on ChatGift { ${gift} } } } }`
    const ask = await as(mock)
    expect((await ask(chats('gift'))).status).toBe(200)
    expect((await ask(chats('gift amount'))).status).toBe(422)
  })

  test('cannot be inflated by a short document: fragments are counted once', async () => {
    const mock = await dlive()
    const fragments = Array.from(
      { length: 40 },
      (_, n) => `fragment F${n} on User { ...F${n + 1} a${n}: username ...F${n + 1} }`,
    )
    const query = `{ me { ...F0 } } ${fragments.join(' ')} fragment F40 on User { id }`
    expect((await (await as(mock))(query)).status).toBe(422)
  })

  test('allows every shipped query with pages of a hundred, and the default seed answers all of them', async () => {
    const mock = await dlive()
    const ask = await as(mock)
    const refused: string[] = []
    for (const [name, document] of Object.entries(documents)) {
      const text = String(document)
      if (!/^\s*query/.test(text)) continue
      const values: Readonly<Record<string, unknown>> = {
        first: 100,
        count: 100,
        order: 'Views',
        showUnpicked: true,
      }
      const declared = [...text.matchAll(/\$(\w+): ?([\w[\]]+!?)/g)]
      const wanted = declared.filter(([, key, type]) => type!.endsWith('!') || ['first', 'count'].includes(key!))
      const variables = wanted.map(([, key, type]) => [key, values[key!] ?? (type === 'Int!' ? 1 : 'alice')])
      const answer = await ask(text, Object.fromEntries(variables) as Record<string, unknown>)
      if (answer.status !== 200 || answer.body.errors) refused.push(`${name}: ${problems(answer).join()}`)
    }
    expect(refused).toEqual([])
  })
})

describe('numeric strings', () => {
  const page = 'query($first: Int) { user(username: "alice") { followers(first: $first) { list { username } } } }'
  const count = async (first: unknown) => {
    const mock = await dlive()
    const { status, body } = await (await as(mock))(page, { first })
    return status === 200 ? body.data.user.followers.list.length : status
  }

  test('are accepted for Int, also in input objects and lists', async () => {
    expect(await count('3')).toBe(3)
    const mock = await dlive()
    await mock.dlive.publish({ username: 'alice', category: 4504 })
    const ask = await as(mock)
    const live = 'query($input: LivestreamsOption) { livestreams(input: $input) { list { title } } }'
    expect((await ask(live, { input: { first: '5', categoryID: '4504' } })).body.data.livestreams.list).toHaveLength(1)
    const order = 'mutation($input: PanelOrderInput!) { panelOrder(input: $input) { err { code } } }'
    expect((await ask(order, { input: { ids: ['1'] } })).body.data.panelOrder.err.code).toBe(1004)
  })

  test('are accepted for no other type, and no other value for them', async () => {
    expect(await count('3.5')).toBe(422)
    expect(await count('three')).toBe(422)
    expect(await count('')).toBe(422)
    expect(await count(true)).toBe(422)
    const mock = await dlive()
    const disable = 'mutation($disable: Boolean!) { chatLinkDisabledSet(disable: $disable) { err { code } } }'
    expect((await (await as(mock))(disable, { disable: 'true' })).status).toBe(422)
    expect((await (await as(mock))(username, { username: 1 })).status).toBe(422)
  })
})

describe('persisted queries', () => {
  const hashed = (text: string, query?: string, version = 1) => ({
    variables: alice,
    extensions: { persistedQuery: { version, sha256Hash: sha256(text) } },
    ...(query !== undefined && { query }),
  })

  test('are requested until they are known, and then found by their hash', async () => {
    const mock = await dlive()
    const token = await tokenOf(mock)
    const unknown = await post(mock, hashed(username), token)
    expect([unknown.status, unknown.body.data, problems(unknown)]).toEqual([200, null, [': PersistedQueryNotFound']])
    expect((await post(mock, hashed(username, username), token)).body).toEqual({ data: { user: alice } })
    expect((await post(mock, hashed(username), token)).body).toEqual({ data: { user: alice } })
  })

  test('are found by GET too, and dropped by a reset', async () => {
    const mock = await dlive()
    await post(mock, hashed(username, username), await tokenOf(mock))
    const { variables, extensions } = hashed(username)
    const search = new URLSearchParams({ variables: JSON.stringify(variables), extensions: JSON.stringify(extensions) })
    const get = async () =>
      read(await mock.fetch(`${mock.url}/dlive/api/?${search}`, { headers: { authorization: await tokenOf(mock) } }))
    expect((await get()).body).toEqual({ data: { user: alice } })
    mock.reset()
    expect(problems(await get())).toEqual([': PersistedQueryNotFound'])
  })

  test('are refused with a wrong hash, and not stored', async () => {
    const mock = await dlive()
    const token = await tokenOf(mock)
    const other = '{ me { username } }'
    expect(problems(await post(mock, hashed(other, username), token))).toHaveLength(1)
    expect(problems(await post(mock, hashed(other), token))).toEqual([': PersistedQueryNotFound'])
  })

  test('are stored only if they can be executed', async () => {
    const mock = await dlive()
    const token = await tokenOf(mock)
    for (const [query, status] of [
      ['{ me {', 422],
      ['{ me { nothing } }', 422],
    ] as const) {
      expect((await post(mock, hashed(query, query), token)).status).toBe(status)
      expect(problems(await post(mock, hashed(query), token))).toEqual([': PersistedQueryNotFound'])
    }
  })

  test('are bounded by their length, not by their number: the least recently used one is dropped first', async () => {
    const mock = await dlive()
    const token = await tokenOf(mock)
    const long = (n: number) => `{ me { username } } #${n}${'x'.repeat(400_000)}`
    const isKnown = async (query: string) => (await post(mock, hashed(query), token)).body.data !== null
    for (const query of [username, long(1), long(2)]) await post(mock, hashed(query, query), token)
    expect([await isKnown(long(1)), await isKnown(username)]).toEqual([true, true])
    await post(mock, hashed(long(3), long(3)), token)
    expect([await isKnown(username), await isKnown(long(1)), await isKnown(long(2))]).toEqual([true, true, false])
  })

  test('of the site are found by their hash if a test adds them', async () => {
    const mock = await dlive()
    const token = await tokenOf(mock)
    const site = hashed('a document of the site that was never published')
    expect(problems(await post(mock, site, token))).toEqual([': PersistedQueryNotFound'])
    await mock.dlive.persistQuery({ sha256Hash: site.extensions.persistedQuery.sha256Hash, query: username })
    expect((await post(mock, site, token)).body).toEqual({ data: { user: alice } })
    for (const wrong of [{ sha256Hash: '', query: username }, { sha256Hash: 'x', query: '' }, {}]) {
      await expect(mock.dlive.persistQuery(wrong as never)).rejects.toThrow(RangeError)
    }
  })

  test('are refused in another version', async () => {
    const mock = await dlive()
    const answer = await post(mock, hashed(username, username, 2), await tokenOf(mock))
    expect(problems(answer)).toEqual([': Unsupported persisted query version'])
  })
})

describe('a GET', () => {
  const get = async (fields: Record<string, string>) => {
    const mock = await dlive()
    const headers = { authorization: await tokenOf(mock) }
    return read(await mock.fetch(`${mock.url}/dlive/api/?${new URLSearchParams(fields)}`, { headers }))
  }

  test('runs a query, with variables and a name', async () => {
    expect((await get({ query: '{ me { username } }' })).body).toEqual({ data: { me: alice } })
    const query = `${username} query Other { me { id } }`
    const fields = { query, variables: JSON.stringify(alice), operationName: 'Name' }
    expect((await get(fields)).body).toEqual({ data: { user: alice } })
  })

  test('runs no mutation', async () => {
    const answer = await get({ query: 'mutation { streamKeyGenerate { key } }' })
    expect([answer.status, answer.headers.get('allow'), problems(answer)]).toEqual([
      405,
      'POST',
      [': GET supports only queries.'],
    ])
  })

  test('is refused with 400 if its variables are not JSON, and with 422 without a query', async () => {
    expect((await get({ query: username, variables: '{' })).status).toBe(400)
    expect((await get({ variables: '{}' })).status).toBe(422)
  })
})

describe('other methods', () => {
  test('are refused with 405, except OPTIONS', async () => {
    const mock = await dlive()
    for (const server of ['api', 'graphigo']) {
      for (const method of ['PUT', 'DELETE', 'PATCH']) {
        const response = await mock.fetch(`${mock.url}/dlive/${server}/`, { method })
        expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST, GET'])
      }
      const options = await mock.fetch(`${mock.url}/dlive/${server}/`, { method: 'OPTIONS' })
      expect([options.status, options.headers.get('allow')]).toEqual([200, 'OPTIONS, GET, POST'])
    }
  })

  test('refuse subscriptions over HTTP', async () => {
    const mock = await dlive()
    const query = 'subscription { streamMessageReceived(streamer: "alice") { type } }'
    const answer = await (await as(mock))(query)
    expect([answer.status, problems(answer)]).toEqual([400, [': Subscriptions need a WebSocket.']])
  })
})

test('introspection is on', async () => {
  const mock = await dlive()
  const query = '{ __type(name: "ChatText") { interfaces { name } fields { name } } __schema { queryType { name } } }'
  const { data } = (await (await as(mock))(query)).body
  expect(data.__type.interfaces).toEqual([{ name: 'Chat' }, { name: 'SenderInfo' }])
  expect(data.__schema.queryType.name).toBe('Query')
})

test('introspection shows the schema without our directives', async () => {
  const mock = await dlive()
  const { body } = await (await as(mock))(getIntrospectionQuery({ directiveIsRepeatable: true }))
  const { directives, types } = body.data.__schema as IntrospectionSchema
  expect(directives.map(({ name }) => name)).toEqual(['include', 'skip', 'deprecated', 'specifiedBy', 'oneOf'])
  expect(types.map(({ name }) => name)).not.toContain('Evidence')
  const own = types.filter(({ name }) => !/^(__.*|String|Int|Boolean)$/.test(name))
  expect(own.length).toBeGreaterThan(150)
  expect(JSON.stringify(own)).not.toMatch(/"description":"|onair|evidence/)
})

describe('a document that ran against DLive is valid:', () => {
  test('a bot’s, which selects a livestream’s category by two fragments', async () => {
    const mock = await dlive()
    await mock.dlive.publish({ username: 'bob' })
    const query =
      '{userByDisplayName(displayname:"Bob"){livestream{...A ...B}}} fragment A on Livestream{category{title}} fragment B on Post{category{title}}'
    expect((await (await as(mock))(query)).body).toEqual({
      data: { userByDisplayName: { livestream: { category: { title: 'Talk' } } } },
    })
  })

  test('one that selects the id of every chat event', async () => {
    const mock = await dlive()
    await mock.dlive.chat({ streamer: 'alice', text: 'hi' })
    const ids = ['ChatText', 'ChatDelete', 'ChatLive', 'ChatOffline', 'ChatChangeMode'].map(
      (type) => `... on ${type} { id }`,
    )
    const answer = await (await as(mock))(`{ user(username: "alice") { chats { type ${ids.join(' ')} } } }`)
    expect(answer.body.data.user.chats).toEqual([{ type: 'Message', id: expect.any(String) }])
  })
})

describe('the evidence of a reply is that of its least certain field:', () => {
  test.each([
    ['a documented query', '{ me { username } }', 'documented'],
    ['a field known from clients', '{ me { username role } }', 'community'],
    ['a field known from clients, in a fragment', '{ me { ...F } } fragment F on User { chatMode }', 'community'],
    ['a type with an inferred shape', 'mutation { panelOrder(input: { ids: [] }) { err { code } } }', 'inferred'],
    ['a refused field', '{ me { username private { email } } }', 'inferred'],
  ])('%s', async (_, query, mark) => {
    const mock = await dlive()
    const scopes = ['identity', 'panel:write']
    const { status, headers } = await (await as(mock, 'alice', scopes))(query)
    expect([status, headers.get('x-onair-evidence')]).toEqual([200, mark])
  })

  test('a GET, known from clients, has at most that certainty', async () => {
    const mock = await dlive()
    const headers = { authorization: await tokenOf(mock) }
    const response = await mock.fetch(`${mock.url}/dlive/api/?query={me{username}}`, { headers })
    expect(response.headers.get('x-onair-evidence')).toBe('community')
  })

  test('a call without a token, and an unknown hash', async () => {
    const mock = await dlive()
    const login = await asking(mock, null)('{ me { username } }')
    expect(login.headers.get('x-onair-evidence')).toBe('community')
    const extensions = { persistedQuery: { version: 1, sha256Hash: 'x' } }
    const unknown = await post(mock, { extensions }, await tokenOf(mock))
    expect(unknown.headers.get('x-onair-evidence')).toBe('inferred')
  })
})

test('a field that the mock does not support says so, and is not shown as empty', async () => {
  const mock = await dlive()
  const answer = await (await as(mock))('{ user(username: "alice") { username wallet { balance } } }')
  expect(answer.status).toBe(200)
  expect(answer.body.data.user).toEqual({ username: 'alice', wallet: null })
  expect(problems(answer)).toEqual(['user.wallet: onair mock: User.wallet is in the schema but not in the mock.'])
  expect(answer.body.errors[0].extensions).toEqual({ code: 'NOT_IMPLEMENTED' })
})

describe('the journal', () => {
  test('names the root fields, but no arguments and tokens', async () => {
    const mock = await dlive()
    const token = await tokenOf(mock, 'bob')
    await asking(mock, token)('query Q { me { id } ...F } fragment F on Query { languages { code } me { username } }')
    const [entry] = mock.journal.requests({ operation: 'dlive.executeGraphQL' })
    expect(entry).toMatchObject({ status: 200, account: 'bob', fields: ['me', 'languages'] })
    await asking(mock, token)(username, { username: 'unknown-user' })
    expect(JSON.stringify(mock.journal.requests())).not.toMatch(new RegExp(`unknown-user|${token}`))
  })

  test('gives the reason of a refusal', async () => {
    const mock = await dlive()
    const ask = await as(mock)
    await ask('{')
    await ask('{ me { x } }')
    await ask('{ me { private { email } } }')
    await (
      await as(mock, 'alice', ['identity'])
    )('{ me { private { email } } }')
    await asking(mock, null)('{ me { id } }')
    const reasons = mock.journal.requests({ provider: 'dlive' }).map(({ reason }) => reason)
    expect(reasons).toEqual(['parse', 'validation', undefined, 'field errors', 'token'])
  })
})

describe('a fault', () => {
  test('can apply to one field: it fails the calls that select it, in DLive’s words', async () => {
    const mock = await dlive()
    const ask = await as(mock)
    mock.faults.add({ operation: 'dlive.me', action: 'status', status: 503 })
    const answer = await ask('{ languages { code } me { id } }')
    expect([answer.status, answer.body]).toEqual([503, { data: null, errors: [{ message: 'internal system error' }] }])
    expect((await ask('{ languages { code } }')).status).toBe(200)
  })

  test('after a mutation keeps its effect', async () => {
    const mock = await dlive()
    const ask = await as(mock, 'bob')
    mock.faults.add({ operation: 'dlive.sendStreamchatMessage', phase: 'after', action: 'drop' })
    await expect(say(ask, 'Hello')).rejects.toThrow('fetch failed')
    expect((await user(ask, 'chats { ... on ChatText { content } }')).chats).toEqual([{ content: 'Hello' }])
  })

  test('for an unknown field is refused with the nearest name', async () => {
    const mock = await dlive()
    const add = () => mock.faults.add({ operation: 'dlive.sendStreamChatMesage', action: 'drop' })
    expect(add).toThrow(/Did you mean 'sendStreamchatMessage'/)
  })
})

describe('the edge', () => {
  test('blocks with a 403 without JSON, before it checks a token', async () => {
    const mock = await dlive({ throttle: 403 })
    const answer = await (await as(mock))('{ me { id } }')
    expect([answer.status, answer.headers.get('content-type')]).toEqual([403, 'text/html'])
    expect(answer.body).toContain('403 Forbidden')
  })

  test('can also block with a 429, which is the mock’s own', async () => {
    const mock = await dlive({ throttle: 429 })
    const answer = await (await as(mock))('{ me { id } }')
    expect([answer.status, answer.headers.get('retry-after'), answer.body.data]).toEqual([429, '30', null])
  })
})
