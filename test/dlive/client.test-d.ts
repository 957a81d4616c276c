import { expectTypeOf, test } from 'vitest'
import type { paths } from '../../generated/dlive/types.js'
import type { ApiError, GraphQLResponseError } from '../../src/errors/index.js'
import { unwrap } from '../../src/http/result.js'
import {
  CategoriesDocument,
  createDLive,
  dliveAuth,
  FollowersDocument,
  MeDocument,
  SendStreamchatMessageDocument,
  UserDocument,
  type DLiveError,
  type FollowersQuery,
  type MeQuery,
  type schema,
  type Scope,
  type UserQuery,
} from '../../src/dlive/index.js'
import { tokens } from '../support/radio.js'

const client = createDLive({ auth: tokens('t1') })

test('a document types its data, and a failure its errors', async () => {
  const result = await client.query(UserDocument, { username: 'alice' })
  if (result.ok) expectTypeOf(result.data).toEqualTypeOf<UserQuery>()
  else {
    expectTypeOf(result.error).toEqualTypeOf<ApiError | GraphQLResponseError | DLiveError>()
    expectTypeOf(result.data).toEqualTypeOf<UserQuery | undefined>()
  }
  expectTypeOf(result.warnings[0]!.path).toEqualTypeOf<readonly (string | number)[]>()
  expectTypeOf(unwrap(result)).toEqualTypeOf<UserQuery>()
  expectTypeOf(unwrap(await client.query(MeDocument))).toEqualTypeOf<MeQuery>()
})

test('variables are required where the document requires them, with the document’s types', () => {
  void (() => client.query(MeDocument))
  void (() => client.query(MeDocument, {}, { signal: AbortSignal.abort() }))
  void (() => client.query(CategoriesDocument))
  void (() => client.query(CategoriesDocument, { first: 20 }))
  // @ts-expect-error username is missing.
  void (() => client.query(UserDocument))
  // @ts-expect-error username is missing.
  void (() => client.query(UserDocument, {}))
  // @ts-expect-error Unknown variable.
  void (() => client.query(UserDocument, { username: 'alice', displayname: 'Alice' }))
  // @ts-expect-error A number is not a username.
  void (() => client.query(UserDocument, { username: 7 }))
  // @ts-expect-error The document takes no variables.
  void (() => client.query(MeDocument, { username: 'alice' }))
  const input = { streamer: 'a', message: 'b', roomRole: 'Member', subscribing: true } as const
  void (() => client.mutate(SendStreamchatMessageDocument, { input }))
  // @ts-expect-error roomRole has three values.
  void (() => client.mutate(SendStreamchatMessageDocument, { input: { ...input, roomRole: 'Guest' } }))
})

test('plain text has the types that the caller states, or unknown', async () => {
  const known = await client.query<{ me: { id: string } | null }, { id: string }>('query ($id: ID) { me { id } }', {
    id: 'x',
  })
  if (known.ok) expectTypeOf(known.data.me).toEqualTypeOf<{ id: string } | null>()
  const unknown = await client.query('{ me { id } }', { anything: 1 })
  if (unknown.ok) expectTypeOf(unknown.data).toEqualTypeOf<unknown>()
  // @ts-expect-error A number is not a document.
  void (() => client.query(7))
  // @ts-expect-error A parsed document is not a string.
  void (() => client.query({ kind: 'Document', definitions: [] }))
})

test('documents of a user’s own code generation are accepted, with any class', async () => {
  // As the client preset of GraphQL Code Generator declares it.
  interface DocumentTypeDecoration<Result, Variables> {
    __apiType?: (variables: Variables) => Result
  }
  class OwnDocument<Result, Variables> extends String implements DocumentTypeDecoration<Result, Variables> {
    declare __apiType?: NonNullable<DocumentTypeDecoration<Result, Variables>['__apiType']>
  }
  const own = new OwnDocument<{ user: { id: string } | null }, { username: string }>(
    'query ($username: String!) { user }',
  )
  const result = await client.query(own, { username: 'alice' })
  if (result.ok) expectTypeOf(result.data.user).toEqualTypeOf<{ id: string } | null>()
  // @ts-expect-error username is missing.
  void (() => client.query(own))
})

test('paginate yields the items of a connection: the only one, or the one that the caller names', () => {
  type Follower = NonNullable<FollowersQuery['user']>['followers']['list'][number]
  expectTypeOf(client.paginate(FollowersDocument, { username: 'alice' })).toExtend<AsyncIterable<Follower>>()
  const named = client.paginate(FollowersDocument, { username: 'alice' }, { connection: 'user.followers' })
  expectTypeOf(named).toExtend<AsyncIterable<Follower>>()
  expectTypeOf(named.pages()).toExtend<AsyncIterable<FollowersQuery>>()
  // @ts-expect-error Unknown connection.
  void (() => client.paginate(FollowersDocument, { username: 'alice' }, { connection: 'user.following' }))
  // @ts-expect-error username is missing.
  void (() => client.paginate(FollowersDocument))
  type Two = {
    a: { list: { id: 1 }[]; pageInfo: object }
    b: { c: { list: { id: 2 }[]; pageInfo: object } | null } | null
  }
  const two = client.paginate<Two>('query', {}, { connection: 'b.c' })
  expectTypeOf(two).toExtend<AsyncIterable<{ id: 1 } | { id: 2 }>>()
  void (() => client.paginate('query', {}, { connection: 'any.thing' }))
})

test('money and times are strings, enums are words, and every type of the schema is exported', () => {
  expectTypeOf<NonNullable<schema.Livestream['totalReward']>>().toEqualTypeOf<string>()
  expectTypeOf<schema.ChatText['createdAt']>().toEqualTypeOf<string>()
  expectTypeOf<schema.RoomRole>().toEqualTypeOf<'Member' | 'Moderator' | 'Owner'>()
})

test('the operations of the spec can be called as with any other provider', async () => {
  expectTypeOf<'/'>().toExtend<keyof paths>()
  const result = await client.call('executeGraphQL', { body: { query: '{ me { id } }' } })
  if (result.ok) expectTypeOf(result.data.errors).toExtend<readonly { message: string }[] | undefined>()
})

test('the scopes are those of the spec, and no other is accepted', () => {
  expectTypeOf<'chat:write' | 'phone:read'>().toExtend<Scope>()
  const auth = dliveAuth({ clientId: 'c', clientSecret: 's', redirectUri: 'https://app.example/' })
  void (() => auth.begin({ account: 'alice', scopes: ['identity'], bot: true }))
  void (() => auth.narrow('alice', ['identity']))
  // @ts-expect-error Unknown scope.
  void (() => auth.begin({ account: 'alice', scopes: ['everything'] }))
  // @ts-expect-error Unknown scope.
  void (() => auth.narrow('alice', ['everything']))
  // @ts-expect-error Unknown scheme.
  void (() => createDLive({ auth: tokens('t1'), authScheme: 'Basic' }))
})
