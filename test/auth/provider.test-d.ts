import { expectTypeOf, test } from 'vitest'
import type { Grant } from '../../src/auth/login.js'
import type { AccessToken, SealedToken, TokenSource } from '../../src/auth/token.js'
import { kollusLiveAuth } from '../../src/kollus-live/auth.js'

const auth = kollusLiveAuth({ clientId: '7', clientSecret: 's', redirectUri: 'https://app.example/callback' })

test('only scopes of the spec are accepted', () => {
  expectTypeOf<Parameters<typeof auth.begin>[0]['scopes'][number]>().toEqualTypeOf<'live:control' | 'live:statistics'>()
  // @ts-expect-error: unknown scope
  void auth.begin({ account: 'alice', scopes: ['live:everything'] })
  // @ts-expect-error: unknown scope
  auth.app({ scopes: ['live:everything'] })
})

test('a grant names scopes of the spec and holds no token', () => {
  expectTypeOf(auth.complete).returns.resolves.toEqualTypeOf<Grant<'live:control' | 'live:statistics'>>()
  expectTypeOf<keyof Grant>().toEqualTypeOf<'account' | 'scopes' | 'expiresAt' | 'refreshable'>()
})

test('accounts and the app are token sources, and so is any object of that shape', () => {
  expectTypeOf(auth.account).returns.toEqualTypeOf<TokenSource>()
  expectTypeOf(auth.app).returns.toEqualTypeOf<TokenSource>()
  expectTypeOf({ token: async () => ({ value: 'x' }) }).toExtend<TokenSource>()
  expectTypeOf<SealedToken>().toExtend<AccessToken>()
})

test('the client’s id and secret are required, the redirect URI is optional', () => {
  // @ts-expect-error: secret is missing
  kollusLiveAuth({ clientId: '7' })
  expectTypeOf(kollusLiveAuth({ clientId: '7', clientSecret: 's' })).toEqualTypeOf(auth)
})
