import { expectTypeOf, test } from 'vitest'
import type { FollowersDocument, FollowersQueryVariables, MeQuery } from '../generated/dlive/documents.js'
import type { ChatText, RoomRole } from '../generated/dlive/graphql.js'
import type { OperationId, Scope } from '../generated/kollus-live/operations.js'
import type { components } from '../generated/kollus-live/types.js'

test('callers can pass a flag as a boolean or as the digit on the wire', () => {
  expectTypeOf<components['schemas']['ChannelCreate']['is_shared']>().toEqualTypeOf<boolean | 0 | 1>()
})

test('operationIds and scopes are closed unions', () => {
  expectTypeOf<'listChannels'>().toExtend<OperationId>()
  expectTypeOf<'liveStateChanged'>().not.toExtend<OperationId>()
  expectTypeOf<Scope>().toEqualTypeOf<'live:control' | 'live:statistics'>()
})

test('types of a schema describe the server’s data: readonly, and distinguished by their names', () => {
  expectTypeOf<ChatText['__typename']>().toEqualTypeOf<'ChatText'>()
  expectTypeOf<RoomRole>().toEqualTypeOf<'Member' | 'Moderator' | 'Owner'>()
  expectTypeOf<Pick<ChatText, 'content'>>().toEqualTypeOf<{ readonly content: string }>()
})

test('a document has the types of its results and of its variables', () => {
  expectTypeOf<keyof NonNullable<MeQuery['me']>>().toEqualTypeOf<
    'id' | 'username' | 'displayname' | 'avatar' | 'partnerStatus' | 'role' | 'createdAt'
  >()
  expectTypeOf<{ username: 'alice' }>().toExtend<FollowersQueryVariables>()
  expectTypeOf<{ first: 20 }>().not.toExtend<FollowersQueryVariables>()
  type Carried = NonNullable<(typeof FollowersDocument)['__apiType']>
  expectTypeOf<Parameters<Carried>>().toEqualTypeOf<[FollowersQueryVariables]>()
})
