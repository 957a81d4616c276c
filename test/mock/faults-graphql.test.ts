import { expect, test } from 'vitest'
import { defineProvider } from '../../mock/index.js'
import { Executor } from '../../mock/graphql/executor.js'
import { executeOverHttp, rootFieldsOf } from '../../mock/graphql/over-http.js'
import { emptyPersistedQueries, PersistedQueries } from '../../mock/graphql/persisted-queries.js'
import { testMock } from '../support/mock.js'
import { madeUp } from './made-up.js'

/** A provider with GraphQL as its one operation. `said` holds the messages that it has accepted. */
async function stage() {
  const said: string[] = []
  const executor = new Executor({
    schema: {
      sdl: 'type Query { me: String you: String } type Mutation { say(text: String!): Boolean }',
      access: {},
      evidence: {},
    },
    resolvers: {
      Query: { me: () => 'I', you: () => 'you' },
      Mutation: { say: (_source, { text }: { text: string }) => said.push(text) > 0 },
    },
    texts: { loginRequired: '', missingScope: () => '', unlisted: '' },
    complexityLimit: 100,
    usualPage: 10,
    allowUnlisted: true,
  })
  const persisted = new PersistedQueries(emptyPersistedQueries())
  const sent = (text: string) =>
    ({ method: 'POST', search: new URLSearchParams(), text, evidence: 'documented' }) as const
  const provider = defineProvider(madeUp)
    .handlers({
      ask: (async ({ text }: { readonly text: string }) =>
        executeOverHttp(sent(text), executor, persisted, { viewer: { isUser: true, scopes: [] } })) as never,
    })
    .fields({
      operations: ['ask'],
      names: () => ['me', 'you', 'say'],
      of: ({ text }) => rootFieldsOf(sent(text), executor, persisted),
    })
  const mock = await testMock({ providers: [provider] }, { replies: ['ask 200', 'ask 422'] })
  const ask = async (query: string) => {
    const answer = await mock.fetch(`${mock.url}/madeup/api/ask`, { method: 'POST', body: JSON.stringify({ query }) })
    return answer.status
  }
  return { mock, ask, said }
}

test('a fault of a root field applies to requests that select it, under any alias, and to no others', async () => {
  const { mock, ask } = await stage()
  mock.faults.add({ operation: 'madeup.me', action: 'status', status: 502 })
  expect(await ask('{ me }')).toBe(502)
  expect(await ask('{ you me }')).toBe(502)
  expect(await ask('{ me: you }')).toBe(200)
  expect(await ask('query ($on: Boolean!) { me @include(if: $on) }')).toBe(422)
  expect(mock.journal.requests()[1]).toMatchObject({
    operation: 'madeup.ask',
    fields: ['you', 'me'],
    reason: 'fault: status',
  })
})

test('a fault after a mutation keeps its effect', async () => {
  const { mock, ask, said } = await stage()
  mock.faults.add({ operation: 'madeup.say', phase: 'after', action: 'drop', times: 1 })
  const say = () => ask('mutation { say(text: "once") }')
  await expect(say()).rejects.toThrow('fetch failed')
  expect(said).toEqual(['once'])
  expect(await say()).toBe(200)
})

test('an unknown field name is refused with the known ones', async () => {
  const { mock } = await stage()
  expect(() => mock.faults.add({ operation: 'madeup.sya', action: 'drop' })).toThrow(
    new RangeError("There is no operation of madeup 'sya'; there are *, ask, me, you, say. Did you mean 'say'?"),
  )
})
