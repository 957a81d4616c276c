import { describe, expect, test } from 'vitest'
import { ReauthorizationRequiredError, UsageError } from '../../src/errors/index.js'
import { DAY, failure, world } from '../support/signed-in.js'
import { watched } from '../support/watched-store.js'

const people = ['alice', 'bob', 'carol', 'dave', 'eve']

/** Five accounts. Their tokens live for 366 days. */
async function fiveAccounts(options: Parameters<typeof world>[0] = {}) {
  const all = world(options)
  for (const account of people) await all.signIn(account)
  return { ...all, refreshes: () => all.server.refreshes().length }
}

describe('refreshDue', () => {
  test('renews only tokens that end before the given time', async () => {
    const { auth, clock, refreshes } = await fiveAccounts()
    const before = clock.now() + 300 * DAY
    expect(await auth.refreshDue({ before })).toEqual({ accounts: 5, refreshed: 0, failed: [] })
    await clock.advance(100 * DAY)
    await auth.account('bob').token({ rejected: (await auth.account('bob').token()).value })
    const later = clock.now() + 300 * DAY
    expect(await auth.refreshDue({ before: later })).toEqual({ accounts: 5, refreshed: 4, failed: [] })
    expect(refreshes()).toBe(5)
  })

  test('gives the new tokens to existing sources', async () => {
    const { auth, alice, clock } = await fiveAccounts()
    const { value } = await alice.token()
    await auth.refreshDue({ before: clock.now() + 400 * DAY })
    expect((await alice.token()).value).not.toBe(value)
  })

  test('renews each token once on several machines', async () => {
    const { another, clock, refreshes } = await fiveAccounts()
    const before = clock.now() + 400 * DAY - 1
    // The new tokens end a second later than the old ones.
    await clock.advance(34 * DAY)
    const machines = [another(), another(), another(), another()]
    const reports = await Promise.all(machines.map((one) => one.refreshDue({ before, concurrency: 2 })))
    expect(reports.map(({ refreshed }) => refreshed).reduce((sum, one) => sum + one)).toBe(5)
    expect(refreshes()).toBe(5)
  })

  test('names accounts that fail, goes on, and tries an ended session once only', async () => {
    const { auth, another, clock, server, store } = await fiveAccounts()
    const { record } = (await store.get('kollus-live/accounts/carol'))!
    await store.set('kollus-live/accounts/carol', { ...record, refreshToken: 'unknown' })
    await clock.advance(10 * DAY)
    const before = clock.now() + 364 * DAY
    const error = expect.any(ReauthorizationRequiredError)
    expect(await auth.refreshDue({ before })).toEqual({
      accounts: 5,
      refreshed: 4,
      failed: [{ account: 'carol', error }],
    })
    expect(server.refreshes()).toHaveLength(5)
    const again = await another().refreshDue({ before })
    expect(again).toEqual({ accounts: 5, refreshed: 0, failed: [{ account: 'carol', error }] })
    expect(again.failed[0]!.error.message).toContain('account "carol" is over')
    expect(server.refreshes()).toHaveLength(5)
  })

  test('reads each account once, and locks only those that are due', async () => {
    const { store, calls } = watched()
    const { auth, clock } = await fiveAccounts({ store })
    calls.length = 0
    await auth.refreshDue({ before: clock.now() + DAY })
    expect(calls).toEqual(['keys', 'get', 'get', 'get', 'get', 'get'])
  })

  test('skips tokens with an unknown expiry', async () => {
    const { auth, signIn, clock, server } = world()
    await signIn('alice', { neverExpires: true })
    expect(await auth.refreshDue({ before: clock.now() + 1e15 })).toMatchObject({ accounts: 1, refreshed: 0 })
    expect(server.refreshes()).toHaveLength(0)
  })

  test('throws the reason of its signal after the running refreshes', async () => {
    const { auth, clock, server, refreshes } = await fiveAccounts()
    const stop = new AbortController()
    server.fail({
      phase: 'after',
      with: () => {
        stop.abort(new Error('enough'))
        return Response.json({ access_token: 'NEW', token_type: 'Bearer', expires_in: 3600, refresh_token: 'NEXT' })
      },
    })
    const walk = auth.refreshDue({ before: clock.now() + 400 * DAY, concurrency: 1, signal: stop.signal })
    await expect(walk).rejects.toThrow('enough')
    expect(refreshes()).toBe(1)
  })

  test.each([
    ['no time', undefined, /before/],
    ['a date', { before: new Date() }, /epoch milliseconds/],
    ['an empty batch', { before: 1, concurrency: 0 }, /concurrency/],
    ['a typo', { before: 1, concurency: 2 }, /concurrency/],
  ])('refuses %s', async (_, options, message) => {
    const { auth } = world()
    const error = await failure(() => auth.refreshDue(options as never))
    expect(error).toBeInstanceOf(UsageError)
    expect(String(error)).toMatch(message)
  })
})
