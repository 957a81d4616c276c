import { expectTypeOf, test } from 'vitest'
import type { OperationId, Scope } from '../generated/kollus-live/operations.js'
import type { components } from '../generated/kollus-live/types.js'

test('callers may give a flag as a boolean or as the digit that travels', () => {
  expectTypeOf<components['schemas']['ChannelCreate']['is_shared']>().toEqualTypeOf<boolean | 0 | 1>()
})

test('operationIds and scopes are closed unions', () => {
  expectTypeOf<'listChannels'>().toExtend<OperationId>()
  expectTypeOf<'liveStateChanged'>().not.toExtend<OperationId>()
  expectTypeOf<Scope>().toEqualTypeOf<'live:control' | 'live:statistics'>()
})
