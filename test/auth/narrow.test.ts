import { describe, expect, test } from 'vitest'
import {
  ReauthorizationRequiredError,
  TokenEndpointError,
  TokenNotPersistedError,
  UsageError,
} from '../../src/errors/index.js'
import { failure, world } from '../support/signed-in.js'
import { watched } from '../support/watched-store.js'

describe('rule 11: narrow gives up scopes', () => {
  const both = ['live:control', 'live:statistics'] as const
  const narrowed = async (options: Parameters<typeof world>[0] = {}) => {
    const all = world(options)
    await all.signIn('alice', { scopes: both })
    return {
      ...all,
      value: (await all.alice.token()).value,
      asked: () => all.server.calls.map(({ fields }) => fields.scope),
    }
  }

  test('sends one refresh with the remaining scopes, then stores and uses the new tokens', async () => {
    const { auth, alice, value, stored, asked } = await narrowed()
    const grant = await auth.narrow('alice', ['live:control'])
    expect(grant).toEqual({
      account: 'alice',
      scopes: ['live:control'],
      expiresAt: expect.any(Number),
      refreshable: true,
    })
    expect(asked()).toEqual([undefined, 'live:control'])
    const token = await alice.token()
    expect([token.value === value, token.scopes]).toEqual([false, ['live:control']])
    expect(await stored()).toMatchObject({
      accessToken: token.value,
      scopes: ['live:control'],
      narrowedTo: ['live:control'],
    })
  })

  test('every later refresh names these scopes again, in other processes too, until the user signs in again', async () => {
    const { auth, alice, another, signIn, asked } = await narrowed()
    await auth.narrow('alice', ['live:control'])
    await alice.token({ rejected: (await alice.token()).value })
    const other = another().account('alice')
    await other.token({ rejected: (await other.token()).value })
    expect(asked().slice(2)).toEqual(['live:control', 'live:control'])
    await signIn('alice', { scopes: both })
    await alice.token({ rejected: (await alice.token()).value })
    expect(asked().slice(4)).toEqual([undefined, undefined])
  })

  test('every refresh takes the granted scopes from the answer', async () => {
    const { auth, alice, server } = await narrowed()
    server.reshape((body) => ({ ...body, scope: 'live:statistics' }))
    expect((await auth.narrow('alice', ['live:control'])).scopes).toEqual(['live:statistics'])
    server.reshape((body) => ({ ...body, scope: 'live:control live:statistics' }))
    expect((await alice.token({ rejected: (await alice.token()).value })).scopes).toEqual(both)
  })

  test.each<[string, readonly string[], RegExp]>([
    ['a scope that it does not have', ['live:control', 'live:more'], /no scope "live:more"/],
    ['none', [], /at least one scope/],
    ['a value that is not a list', 'live:control' as never, /list/],
  ])('refuses %s before it sends anything', async (_name, scopes, message) => {
    const { auth, server } = await narrowed()
    const error = await failure(() => auth.narrow('alice', scopes as never))
    expect(error).toBeInstanceOf(UsageError)
    expect(String(error)).toMatch(message)
    expect(server.refreshes()).toEqual([])
  })

  test('cannot restore a scope that was given up', async () => {
    const { auth, server } = await narrowed()
    await auth.narrow('alice', ['live:control'])
    const error = await failure(() => auth.narrow('alice', [...both]))
    expect(error).toBeInstanceOf(UsageError)
    expect(String(error)).toContain('cannot add live:statistics to live:control')
    expect(server.refreshes()).toHaveLength(1)
  })

  test('refuses an account without a refresh token or without tokens', async () => {
    const { auth, server, signIn, alice } = world()
    expect(await failure(() => auth.narrow('alice', ['live:control']))).toBeInstanceOf(ReauthorizationRequiredError)
    server.reshape((body) => ({ ...body, refresh_token: undefined }))
    await signIn()
    expect(await failure(() => auth.narrow('alice', ['live:control']))).toBeInstanceOf(UsageError)
    expect(server.accepts((await alice.token()).value)).toBe(true)
  })

  test('changes nothing if the provider refuses the scopes', async () => {
    const { auth, alice, server, stored, value, asked } = await narrowed()
    const before = await stored()
    server.fail({ phase: 'before', with: () => Response.json({ error: 'invalid_scope' }, { status: 400 }) })
    const error = await failure(() => auth.narrow('alice', ['live:control']))
    expect(error).toBeInstanceOf(TokenEndpointError)
    expect(error).toMatchObject({ error: 'invalid_scope' })
    expect(await stored()).toEqual(before)
    expect((await alice.token()).value).toBe(value)
    await alice.token({ rejected: value })
    expect(asked().at(-1)).toBeUndefined()
  })

  test('a dead grant ends the session, once', async () => {
    const { auth, alice, server, value } = await narrowed()
    server.revokeAll()
    for (const run of [() => auth.narrow('alice', ['live:control']), () => alice.token({ rejected: value })]) {
      const error = await failure(run)
      expect(error).toBeInstanceOf(ReauthorizationRequiredError)
      expect(String(error).match(/is over/g)).toHaveLength(1)
    }
    expect(server.refreshes()).toHaveLength(1)
  })

  test('narrows the tokens that another process got meanwhile for the same grant', async () => {
    const { auth, another, server, store, value, asked } = await narrowed()
    // This store has no lock between processes, so the other one does not wait.
    const other = another({ store: { ...store, lock: (_key, fn) => fn() } })
    server.fail({
      phase: 'before',
      with: async () => {
        await other.account('alice').token({ rejected: value })
        return Response.json({ error: 'invalid_grant' }, { status: 400 })
      },
    })
    expect((await auth.narrow('alice', ['live:control'])).scopes).toEqual(['live:control'])
    expect(asked()).toEqual([undefined, 'live:control', undefined, 'live:control'])
  })

  test('callers at the same time share one refresh, and no grant is used twice', async () => {
    const { auth, alice, another, server, value } = await narrowed()
    const other = another()
    const outcomes = await Promise.allSettled([
      alice.token({ rejected: value }),
      auth.narrow('alice', ['live:control']),
      other.account('alice').token({ rejected: value }),
      other.narrow('alice', ['live:control']),
      alice.token({ rejected: value }),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(Array(5).fill('fulfilled'))
    const spent = server.refreshes()
    expect(new Set(spent).size).toBe(spent.length)
    const last = await another().account('alice').token()
    expect([server.accepts(last.value), last.scopes]).toEqual([true, ['live:control']])
  })

  test('tokens that could not be stored are written by the next call, narrowed', async () => {
    const { store, broken } = watched()
    const { auth, alice, stored } = await narrowed({ store })
    broken.add('set')
    expect(await failure(() => auth.narrow('alice', ['live:control']))).toBeInstanceOf(TokenNotPersistedError)
    broken.delete('set')
    expect((await alice.token()).scopes).toEqual(['live:control'])
    expect(await stored()).toMatchObject({ narrowedTo: ['live:control'] })
  })
})
