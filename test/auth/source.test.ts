import { describe, expect, test } from 'vitest'
import {
  NetworkError,
  ReauthorizationRequiredError,
  TimeoutError,
  TokenEndpointError,
  TokenNotPersistedError,
  TokenStoreError,
} from '../../src/errors/index.js'
import { memoryStore } from '../../src/store/memory.js'
import { later } from '../support/later.js'
import { DAY, failure, key, world } from '../support/signed-in.js'
import { watched } from '../support/watched-store.js'

const YEAR = 366 * DAY

describe('rule 1: token() is the only entry, and the fast path takes no lock', () => {
  test('takes a fresh token from memory, without the store or the network', async () => {
    const { store, calls } = watched()
    const { signIn, alice, server } = world({ store })
    await signIn()
    calls.length = 0
    const sent = server.calls.length
    const [a, b] = [await alice.token(), await alice.token()]
    expect(a.value).toBe(b.value)
    expect(server.accepts(a.value)).toBe(true)
    expect(calls).toEqual([])
    expect(server.calls).toHaveLength(sent)
  })

  test('a new process takes the fresh token from the store', async () => {
    const { signIn, another, stored, server } = world()
    await signIn()
    const token = await another().account('alice').token()
    expect(token.value).toBe((await stored())!.accessToken)
    expect(server.refreshes()).toEqual([])
  })

  test('does not return a refused token again', async () => {
    const { signIn, alice, server } = world()
    await signIn()
    const { value } = await alice.token()
    const next = await alice.token({ rejected: value })
    expect(next.value).not.toBe(value)
    expect(server.accepts(next.value)).toBe(true)
  })

  test('a token that was refused long ago costs no refresh', async () => {
    const { signIn, alice, server } = world()
    await signIn()
    const { value: first } = await alice.token()
    const { value: second } = await alice.token({ rejected: first })
    expect((await alice.token({ rejected: first })).value).toBe(second)
    expect(server.refreshes()).toHaveLength(1)
  })
})

describe('rule 2: one flight for each account, which uses tokens that another process renewed', () => {
  test('callers at the same time share one refresh and one lock', async () => {
    const { store, calls } = watched()
    const { signIn, alice, server, clock } = world({ store })
    await signIn()
    const { value: rejected } = await alice.token()
    await clock.advance(YEAR)
    calls.length = 0
    const tokens = await Promise.all([
      alice.token(),
      alice.token({ rejected }),
      alice.token(),
      alice.token({ rejected: 'something older' }),
    ])
    expect(new Set(tokens.map(({ value }) => value)).size).toBe(1)
    expect(server.refreshes()).toHaveLength(1)
    expect(calls).toEqual(['lock', 'get', 'announce', 'get', 'set'])
  })

  test('two processes over one store refresh once together', async () => {
    const { signIn, alice, another, server, clock } = world()
    await signIn()
    const other = another().account('alice')
    await other.token()
    await clock.advance(YEAR - 2 * DAY)
    const [a, b] = await Promise.all([alice.token(), other.token()])
    expect(a.value).toBe(b.value)
    expect(server.refreshes()).toHaveLength(1)
  })

  test('a token that was refused because another process renewed it is replaced from the store', async () => {
    const { signIn, alice, another, server } = world()
    await signIn()
    const { value: old } = await alice.token()
    const { value: renewed } = await another().account('alice').token({ rejected: old })
    expect((await alice.token({ rejected: old })).value).toBe(renewed)
    expect(server.refreshes()).toHaveLength(1)
  })

  test('a caller that joins a flight gets another token if the flight returns the refused one', async () => {
    const { store, inner } = watched()
    const { signIn, another, server } = world({ store })
    await signIn()
    const fresh = another().account('alice')
    const value = ((await inner.get(key))!.record as { accessToken: string }).accessToken
    const [first, second] = await Promise.all([fresh.token(), fresh.token({ rejected: value })])
    expect(first.value).toBe(value)
    expect(second.value).not.toBe(value)
    expect(server.accepts(second.value)).toBe(true)
  })

  test('accounts do not wait for each other', async () => {
    const { signIn, auth, alice, server, clock } = world()
    await signIn()
    await signIn('bob')
    const { value } = await alice.token()
    const slow = later()
    server.fail({ phase: 'before', with: () => slow.promise })
    const waiting = alice.token({ rejected: value })
    await clock.settle()
    expect(server.accepts((await auth.account('bob').token()).value)).toBe(true)
    slow.answer(new Response(null, { status: 503 }))
    await expect(waiting).rejects.toBeInstanceOf(TokenEndpointError)
  })
})

describe('rule 3: tokens are stored before they are used', () => {
  test('hands out a token only after the store has it', async () => {
    const { store, inner } = watched()
    const { signIn, alice } = world({ store })
    await signIn()
    const { value } = await alice.token()
    let atSet: unknown
    const set = store.set
    store.set = async (...args) => {
      atSet = ((await inner.get(key))!.record as { accessToken: string }).accessToken
      await new Promise((resolve) => setImmediate(resolve))
      return set(...args)
    }
    const next = await alice.token({ rejected: value })
    expect(atSet).toBe(value)
    expect(((await inner.get(key))!.record as { accessToken: string }).accessToken).toBe(next.value)
  })

  test('stores the answer even if the caller aborts meanwhile', async () => {
    const { signIn, alice, server, stored, clock } = world()
    await signIn()
    const { value } = await alice.token()
    const caller = new AbortController()
    const slow = later()
    server.fail({ phase: 'after', with: () => slow.promise })
    const waiting = alice.token({ rejected: value, signal: caller.signal })
    await clock.settle()
    caller.abort()
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' })
    slow.answer(Response.json({ access_token: 'NEW', token_type: 'Bearer', refresh_token: 'NEXT', expires_in: 3600 }))
    await clock.settle()
    expect(await stored()).toMatchObject({ accessToken: 'NEW', refreshToken: 'NEXT' })
    expect((await alice.token()).value).toBe('NEW')
  })
})

describe('rule 4: an abort affects its caller only, and a sent request is never replayed', () => {
  test('an abort rejects that caller only', async () => {
    const { signIn, alice, server, clock } = world()
    await signIn()
    const { value } = await alice.token()
    const caller = new AbortController()
    const slow = later()
    server.fail({ phase: 'before', with: () => slow.promise })
    const leaving = alice.token({ rejected: value, signal: caller.signal })
    const staying = alice.token({ rejected: value })
    await clock.settle()
    caller.abort(new Error('gone'))
    await expect(leaving).rejects.toThrow('gone')
    slow.answer(Response.json({ access_token: 'NEW', token_type: 'Bearer', expires_in: 3600 }))
    expect((await staying).value).toBe('NEW')
  })

  test('an aborted signal starts nothing', async () => {
    const { signIn, alice, server } = world()
    await signIn()
    const { value } = await alice.token()
    await expect(alice.token({ rejected: value, signal: AbortSignal.abort() })).rejects.toBeDefined()
    expect(server.refreshes()).toEqual([])
  })

  test('a flight that all callers have left can fail without an unhandled rejection', async () => {
    const { signIn, alice, server, clock } = world()
    await signIn()
    const { value } = await alice.token()
    const caller = new AbortController()
    server.fail({ phase: 'before', with: 'ECONNRESET' })
    const leaving = alice.token({ rejected: value, signal: caller.signal })
    caller.abort()
    await expect(leaving).rejects.toBeDefined()
    await clock.settle()
    expect(server.accepts((await alice.token({ rejected: value })).value)).toBe(true)
  })

  test('gives up an endpoint that does not answer after 30 s, and keeps the tokens', async () => {
    const { signIn, alice, server, clock, stored } = world()
    await signIn()
    const { value } = await alice.token()
    server.fail({ phase: 'before', with: () => new Promise(() => undefined) })
    const waiting = failure(() => alice.token({ rejected: value }))
    await clock.advance(30_000)
    expect(await waiting).toBeInstanceOf(TimeoutError)
    expect(server.refreshes()).toHaveLength(1)
    expect(server.knows((await stored())!.refreshToken!)).toBe(true)
  })

  test.each(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT', 'SOMETHING_NEW'])(
    'does not send the refresh again after %s',
    async (code) => {
      const { signIn, alice, server } = world()
      await signIn()
      const { value } = await alice.token()
      server.fail({ phase: 'after', with: code })
      expect(await failure(() => alice.token({ rejected: value }))).toMatchObject({ phase: 'sent', reason: code })
      expect(server.refreshes()).toHaveLength(1)
    },
  )

  test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])(
    'tries up to three times after %s, when nothing was sent',
    async (code) => {
      const { signIn, alice, server, clock } = world()
      await signIn()
      const { value } = await alice.token()
      server.fail({ phase: 'before', with: code }, { phase: 'before', with: code })
      const waiting = alice.token({ rejected: value })
      await clock.advance(5_000)
      expect(server.accepts((await waiting).value)).toBe(true)

      server.fail(...Array.from({ length: 3 }, () => ({ phase: 'before', with: code }) as const))
      const last = (await alice.token()).value
      await clock.advance(60_000)
      const failing = failure(() => alice.token({ rejected: last }))
      await clock.advance(5_000)
      expect(await failing).toMatchObject({ phase: 'connect', reason: code })
      expect(server.refreshes()).toHaveLength(6)
    },
  )
})

describe('rule 5: an answer without a refresh token keeps the old one', () => {
  test.each([
    ['absent', undefined],
    ['null', null],
    ['empty', ''],
  ])('%s', async (_name, refresh_token) => {
    const { signIn, alice, server, stored, clock } = world({ rotate: false })
    await signIn()
    const before = (await stored())!.refreshToken
    const { value } = await alice.token()
    server.reshape((body) => ({ ...body, refresh_token }))
    const second = await alice.token({ rejected: value })
    expect((await stored())!.refreshToken).toBe(before)
    await clock.advance(60_000)
    const third = await alice.token({ rejected: second.value })
    expect(server.accepts(third.value)).toBe(true)
  })
})

describe('rule 7: no timers', () => {
  test('holds a one-year token without sleeping, and renews it on the first call a year later', async () => {
    const { signIn, alice, server, clock } = world()
    await signIn()
    await alice.token()
    expect(clock.due).toEqual([])
    await clock.advance(YEAR + DAY)
    expect(server.refreshes()).toHaveLength(0)
    expect(server.accepts((await alice.token()).value)).toBe(true)
  })
})

describe('rule 8: only a rejected grant ends the session', () => {
  test.each(['L8', 'L9'] as const)('the words of %s for a dead refresh token end it', async (dialect) => {
    const { signIn, alice, server } = world({ dialect })
    await signIn()
    const { value } = await alice.token()
    server.revokeAll()
    const error = await failure(() => alice.token({ rejected: value }))
    expect(error).toBeInstanceOf(ReauthorizationRequiredError)
    expect(error).toMatchObject({ account: 'alice', message: expect.stringContaining('Token has been revoked') })
  })

  test('does not send a refused refresh token again until the user signs in again', async () => {
    const { signIn, alice, server } = world()
    await signIn()
    const { value } = await alice.token()
    server.revokeAll()
    for (let times = 0; times < 3; times++) {
      expect(await failure(() => alice.token({ rejected: value }))).toBeInstanceOf(ReauthorizationRequiredError)
    }
    expect(server.refreshes()).toHaveLength(1)
    await signIn()
    expect(server.accepts((await alice.token()).value)).toBe(true)
  })

  test('another process does not send it again either', async () => {
    const { signIn, alice, another, server } = world()
    await signIn()
    const { value } = await alice.token()
    server.revokeAll()
    for (const source of [alice, another().account('alice'), another().account('alice')]) {
      expect(await failure(() => source.token({ rejected: value }))).toMatchObject({ account: 'alice' })
    }
    expect(server.refreshes()).toHaveLength(1)
  })

  test('reads the store once more and uses the tokens that another process got for the same grant', async () => {
    const { store, inner } = watched()
    const { signIn, alice, server, clock } = world({ store })
    await signIn()
    const { value } = await alice.token()
    server.fail({
      phase: 'before',
      with: async () => {
        await inner.set(key, { accessToken: 'THEIRS', refreshToken: 'R2', issuedAt: clock.now() })
        return Response.json({ error: 'invalid_grant' }, { status: 400 })
      },
    })
    expect((await alice.token({ rejected: value })).value).toBe('THEIRS')
  })

  const answers: Record<string, () => Response> = {
    '500': () => new Response('<h1>Oops</h1>', { status: 500, headers: { 'content-type': 'text/html' } }),
    '503': () => new Response(null, { status: 503 }),
    '429': () => Response.json({ message: 'Too Many Attempts.' }, { status: 429, headers: { 'retry-after': '17' } }),
    '401 invalid_client': () => Response.json({ error: 'invalid_client' }, { status: 401 }),
    '401 with a challenge': () =>
      Response.json(
        { error: 'invalid_client' },
        { status: 401, headers: { 'www-authenticate': 'Basic realm="OAuth"' } },
      ),
    '400 without an error': () => Response.json({ message: 'no' }, { status: 400 }),
    '302': () => new Response(null, { status: 302, headers: { location: 'https://elsewhere.example/login' } }),
  }
  for (const [name, answer] of Object.entries(answers)) {
    test(`${name} keeps the tokens, and the next call tries again`, async () => {
      const { signIn, alice, server, stored } = world()
      await signIn()
      const before = await stored()
      const { value } = await alice.token()
      server.fail({ phase: 'before', with: answer })
      const error = await failure(() => alice.token({ rejected: value }))
      expect(error).toBeInstanceOf(TokenEndpointError)
      expect(error).toMatchObject({
        status: Number(name.slice(0, 3)),
        message: expect.stringContaining(name.slice(0, 3)),
      })
      expect(await stored()).toMatchObject(before!)
      expect(server.accepts((await alice.token({ rejected: value })).value)).toBe(true)
    })
  }

  test('a 429 error says how long to wait', async () => {
    const { signIn, alice, server } = world()
    await signIn()
    const { value } = await alice.token()
    server.fail({ phase: 'before', with: answers['429']! })
    expect(await failure(() => alice.token({ rejected: value }))).toMatchObject({
      retryAfter: 17_000,
      message: expect.stringContaining('17 s'),
    })
  })

  test('inside the margin a failed refresh returns the still valid token, and retries once a minute', async () => {
    const { signIn, alice, server, clock } = world()
    await signIn()
    const { value } = await alice.token()
    await clock.advance(YEAR - DAY)
    server.fail(...Array.from({ length: 2 }, () => ({ phase: 'before', with: 'ECONNRESET' }) as const))
    for (let times = 0; times < 5; times++) expect((await alice.token()).value).toBe(value)
    expect(server.refreshes()).toHaveLength(1)
    // A wall clock that jumps forward or back does not change that.
    clock.shiftWallClock(120_000)
    await alice.token()
    clock.shiftWallClock(-120_000)
    expect(server.refreshes()).toHaveLength(1)
    await clock.advance(60_000)
    expect((await alice.token()).value).toBe(value)
    expect(server.refreshes()).toHaveLength(2)
    clock.shiftWallClock(-3_600_000)
    await clock.advance(60_000)
    expect((await alice.token()).value).not.toBe(value)
  })

  test('inside the margin it waits as long as a 429 asks', async () => {
    const { signIn, alice, server, clock } = world()
    await signIn()
    await clock.advance(YEAR - DAY)
    server.fail({ phase: 'before', with: () => new Response(null, { status: 429, headers: { 'retry-after': '600' } }) })
    await alice.token()
    await clock.advance(599_000)
    await alice.token()
    expect(server.refreshes()).toHaveLength(1)
    await clock.advance(1_000)
    await alice.token()
    expect(server.refreshes()).toHaveLength(2)
  })

  test('inside the margin a rejected grant ends the session too', async () => {
    const { signIn, alice, server, clock } = world()
    await signIn()
    await clock.advance(YEAR - DAY)
    server.revokeAll()
    expect(await failure(() => alice.token())).toBeInstanceOf(ReauthorizationRequiredError)
  })

  test('does not hand out an expired token after any failure', async () => {
    const { signIn, alice, server, clock } = world()
    await signIn()
    await clock.advance(YEAR - 30_000)
    server.fail({ phase: 'before', with: 'ECONNRESET' }, { phase: 'before', with: 'ECONNRESET' })
    await alice.token()
    await clock.advance(30_000)
    expect(await failure(() => alice.token())).toBeInstanceOf(NetworkError)
  })

  test('does not hand out a refused token again because the refresh failed', async () => {
    const { signIn, alice, server, clock } = world()
    await signIn()
    const { value } = await alice.token()
    await clock.advance(YEAR - DAY)
    server.fail({ phase: 'before', with: 'ECONNRESET' })
    expect(await failure(() => alice.token({ rejected: value }))).toBeInstanceOf(NetworkError)
  })

  test('uses a token without a refresh token until its end', async () => {
    const { signIn, alice, server, clock } = world({ lifetime: 3600, oauth: { refreshEarly: undefined } })
    server.reshape((body) => ({ ...body, refresh_token: undefined }))
    await signIn()
    await clock.advance(3_599_000)
    expect(server.accepts((await alice.token()).value)).toBe(true)
    await clock.advance(1_000)
    expect(await failure(() => alice.token())).toBeInstanceOf(ReauthorizationRequiredError)
    expect(server.refreshes()).toEqual([])
  })

  test('the error for an account that never signed in says how to sign in', async () => {
    const { auth } = world()
    const error = await failure(() => auth.account('bob').token())
    expect(error).toBeInstanceOf(ReauthorizationRequiredError)
    expect(error).toMatchObject({ account: 'bob', message: expect.stringContaining('begin({ account: "bob"') })
  })
})

describe('rule 9: tokens that could not be stored are not lost', () => {
  test('they stay in memory, and the next call writes them first', async () => {
    const { store, broken } = watched()
    const { signIn, alice, server, stored } = world({ store })
    await signIn()
    const { value } = await alice.token()
    broken.add('set')
    const error = await failure(() => alice.token({ rejected: value }))
    expect(error).toBeInstanceOf(TokenNotPersistedError)
    expect(error).toMatchObject({ cause: expect.any(TokenStoreError) })
    // Callers that did not see the failure don't get the tokens either.
    expect(await failure(() => alice.token())).toBeInstanceOf(TokenNotPersistedError)
    expect((await stored())!.accessToken).toBe(value)
    broken.delete('set')
    const next = await alice.token()
    expect(server.accepts(next.value)).toBe(true)
    expect((await stored())!.accessToken).toBe(next.value)
    expect(server.refreshes()).toHaveLength(1)
  })

  test('a write that succeeded but reported a failure does no harm', async () => {
    const { store } = watched()
    const { signIn, alice, server } = world({ store })
    await signIn()
    const { value } = await alice.token()
    const set = store.set
    store.set = async (name, record, options) => {
      const written = await set(name, record, options)
      if (record['refreshing']) return written
      store.set = set
      throw new TokenStoreError('the answer was lost')
    }
    expect(await failure(() => alice.token({ rejected: value }))).toBeInstanceOf(TokenNotPersistedError)
    expect(server.accepts((await alice.token()).value)).toBe(true)
    expect(server.refreshes()).toHaveLength(1)
  })

  test('a sign-in whose write only seemed to fail does not overwrite what another process renewed since', async () => {
    const { store } = watched()
    const { signIn, alice, another, server, stored } = world({ store })
    const set = store.set
    store.set = async (name, ...args) => {
      const written = await set(name, ...args)
      if (!name.includes('/accounts/')) return written
      store.set = set
      throw new TokenStoreError('the answer was lost')
    }
    expect(await failure(() => signIn())).toBeInstanceOf(TokenNotPersistedError)
    const other = another().account('alice')
    const renewed = await other.token({ rejected: (await other.token()).value })
    expect((await alice.token()).value).toBe(renewed.value)
    expect((await stored())!.accessToken).toBe(renewed.value)
    expect(server.accepts(renewed.value)).toBe(true)
  })

  test('a sign-in that could not be stored replaces the older session, which was renewed meanwhile', async () => {
    const { store } = watched()
    const { signIn, alice, another, server, stored, clock } = world({ store })
    await signIn()
    const other = another().account('alice')
    const { value: older } = await other.token()
    await clock.advance(1000)
    const set = store.set
    store.set = async (name, ...args) => {
      if (!name.includes('/accounts/')) return set(name, ...args)
      store.set = set
      throw new TokenStoreError('not written')
    }
    expect(await failure(() => signIn())).toBeInstanceOf(TokenNotPersistedError)
    const { value: renewed } = await other.token({ rejected: older })
    const { value } = await alice.token()
    expect(value).not.toBe(renewed)
    expect((await stored())!.accessToken).toBe(value)
    expect(server.accepts(value)).toBe(true)
  })

  test('they do not overwrite a sign-in that happened meanwhile', async () => {
    const { store, broken } = watched()
    const { signIn, another, stored } = world({ store })
    await signIn()
    const process = another().account('alice')
    const { value } = await process.token()
    broken.add('set')
    await failure(() => process.token({ rejected: value }))
    broken.delete('set')
    await signIn()
    const { accessToken } = (await stored())!
    expect((await process.token()).value).toBe(accessToken)
    expect((await stored())!.accessToken).toBe(accessToken)
  })

  test('they overwrite a changed record that still has the grant they came from', async () => {
    const { store, broken, inner } = watched()
    const { signIn, alice, stored, server } = world({ store })
    await signIn()
    const { value } = await alice.token()
    broken.add('set')
    await failure(() => alice.token({ rejected: value }))
    broken.delete('set')
    await inner.set(key, { ...(await inner.get(key))!.record, note: 'touched' })
    expect(server.accepts((await alice.token()).value)).toBe(true)
    expect(server.accepts((await stored())!.accessToken)).toBe(true)
  })

  test('an account that is forgotten elsewhere during its refresh stays forgotten', async () => {
    const { store, inner } = watched()
    const { signIn, alice, server, stored } = world({ store })
    await signIn()
    const { value } = await alice.token()
    server.fail({
      phase: 'before',
      with: async () => {
        await inner.delete(key)
        return Response.json({ access_token: 'NEW', token_type: 'Bearer', expires_in: 3600 })
      },
    })
    expect(await failure(() => alice.token({ rejected: value }))).toBeInstanceOf(ReauthorizationRequiredError)
    expect(await stored()).toBeUndefined()
  })

  test('an account that is forgotten elsewhere before the next write stays forgotten', async () => {
    const { store, broken, inner } = watched()
    const { signIn, alice, stored } = world({ store })
    await signIn()
    const { value } = await alice.token()
    broken.add('set')
    await failure(() => alice.token({ rejected: value }))
    broken.delete('set')
    await inner.delete(key)
    expect(await failure(() => alice.token())).toBeInstanceOf(ReauthorizationRequiredError)
    expect(await stored()).toBeUndefined()
  })

  test('the next call writes a sign-in whose write failed', async () => {
    const { store, broken } = watched()
    const { auth, alice, server, stored } = world({ store })
    const { url } = await auth.begin({ account: 'alice', scopes: ['live:control'] })
    broken.add('set')
    expect(await failure(() => auth.complete(server.approve(url)))).toBeInstanceOf(TokenNotPersistedError)
    broken.delete('set')
    expect(server.accepts((await alice.token()).value)).toBe(true)
    expect(await stored()).toBeDefined()
  })
})

describe('rule 10: a refused token is replaced if possible', () => {
  test('many refused callers get the same new token', async () => {
    const { signIn, alice, server } = world()
    await signIn()
    const { value: rejected } = await alice.token()
    const tokens = await Promise.all(Array.from({ length: 20 }, () => alice.token({ rejected })))
    expect(new Set(tokens.map(({ value }) => value)).size).toBe(1)
    expect(tokens[0]!.value).not.toBe(rejected)
    expect(server.refreshes()).toHaveLength(1)
  })
})

describe('rule 13: a sign-in without a refresh token', () => {
  const secondSignIn = async (oauth: object = {}, store = memoryStore()) => {
    const all = world({ oauth, store })
    await all.signIn()
    const before = (await all.stored())!.refreshToken
    all.server.reshape((body) => ({ ...body, refresh_token: undefined }))
    return { ...all, before }
  }

  test('replaces the stored tokens, and its grant says that the session will end', async () => {
    const { signIn, alice, stored, clock } = await secondSignIn()
    expect(await signIn()).toMatchObject({ refreshable: false })
    expect(await stored()).not.toHaveProperty('refreshToken')
    await clock.advance(YEAR)
    expect(await failure(() => alice.token())).toBeInstanceOf(ReauthorizationRequiredError)
  })

  test('keeps the first refresh token if the provider sends it at the first consent only', async () => {
    const { signIn, alice, stored, server, before, clock } = await secondSignIn({ refreshTokenAt: 'first-consent' })
    const grant = await signIn()
    expect(grant).toMatchObject({ refreshable: true })
    expect(await stored()).toMatchObject({ refreshToken: before })
    await clock.advance(YEAR)
    expect(server.accepts((await alice.token()).value)).toBe(true)
  })

  test('keeps a refresh token that could not be stored yet', async () => {
    const { store, broken } = watched()
    const { signIn, alice, stored, server, before } = await secondSignIn({ refreshTokenAt: 'first-consent' }, store)
    server.reshape((body) => body)
    broken.add('set')
    await failure(async () => alice.token({ rejected: (await stored())!.accessToken }))
    broken.delete('set')
    server.reshape((body) => ({ ...body, refresh_token: undefined }))
    expect(await signIn()).toMatchObject({ refreshable: true })
    const { refreshToken } = (await stored())!
    expect(refreshToken).not.toBe(before)
    expect(server.knows(refreshToken!)).toBe(true)
  })

  test('has no refresh token to keep at the first sign-in', async () => {
    const { signIn, server } = world({ oauth: { refreshTokenAt: 'first-consent' } })
    server.reshape((body) => ({ ...body, refresh_token: undefined }))
    expect(await signIn()).toMatchObject({ refreshable: false })
  })
})

describe('rule 16: a refresh token is sent only if the store is writable', () => {
  test('a read-only store costs no token', async () => {
    const { store, broken } = watched()
    const { signIn, alice, server } = world({ store })
    await signIn()
    const { value } = await alice.token()
    broken.add('announce')
    expect(await failure(() => alice.token({ rejected: value }))).toBeInstanceOf(TokenStoreError)
    expect(server.refreshes()).toHaveLength(0)
    broken.delete('announce')
    expect(server.accepts((await alice.token({ rejected: value })).value)).toBe(true)
  })

  test('a process that lost its lock sends nothing, and uses what another process renewed', async () => {
    const { store, inner } = watched()
    const { signIn, alice, another, server } = world({ store })
    await signIn()
    const { value } = await alice.token()
    const set = store.set
    let renewed = ''
    store.set = async (...parameters) => {
      store.set = set
      // Another process, which ignores this one's lock.
      renewed = (
        await another({ store: { ...inner } })
          .account('alice')
          .token({ rejected: value })
      ).value
      return set(...parameters)
    }
    store.lock = (_, fn) => fn()
    inner.lock = (_, fn) => fn()
    expect((await alice.token({ rejected: value })).value).toBe(renewed)
    expect(server.refreshes()).toHaveLength(1)
  })

  test('a process that was overtaken does not send a refused refresh token twice', async () => {
    const { store, inner } = watched()
    const { signIn, alice, server } = world({ store })
    await signIn()
    const { value } = await alice.token()
    const set = store.set
    store.set = async (...parameters) => {
      store.set = set
      const { record } = (await inner.get(key))!
      await inner.set(key, { ...record, refreshToken: 'refused' })
      return set(...parameters)
    }
    for (let call = 0; call < 3; call++) {
      expect(await failure(() => alice.token({ rejected: value }))).toBeInstanceOf(ReauthorizationRequiredError)
    }
    expect(server.refreshes()).toHaveLength(1)
  })

  test('the error names a refresh whose answer was lost, once', async () => {
    const { signIn, alice, another, server, stored } = world()
    await signIn()
    const { value } = await alice.token()
    server.fail({ phase: 'after', with: 'ECONNRESET' })
    expect(await failure(() => alice.token({ rejected: value }))).toBeInstanceOf(NetworkError)
    expect(await stored()).toMatchObject({ refreshing: expect.any(String) })
    const other = another().account('alice')
    const error = await failure(() => other.token({ rejected: value }))
    expect(error).toBeInstanceOf(ReauthorizationRequiredError)
    expect(String(error)).toContain('The provider accepted the last refresh but its answer was lost.')
    const again = await failure(() => another().account('alice').token({ rejected: value }))
    expect(again).toBeInstanceOf(ReauthorizationRequiredError)
    expect(String(again)).not.toContain('lost')
  })

  test.each([
    ['could not be sent', 'ECONNREFUSED'],
    ['was refused temporarily', () => Response.json({ error: 'slow_down' }, { status: 429 })],
  ])('a refresh that %s leaves no mark', async (_, fault) => {
    const { signIn, alice, server, stored, clock } = world()
    await signIn()
    const { value } = await alice.token()
    const before = await stored()
    for (let n = 0; n < 3; n++) server.fail({ phase: 'before', with: fault })
    const failing = failure(() => alice.token({ rejected: value }))
    await clock.advance(5_000)
    await failing
    expect(await stored()).toEqual(before)
  })
})

describe('rule 14: no useless refreshes', () => {
  test('a token that expires before its own request ends costs a hundred callers one refresh', async () => {
    const { signIn, alice, server, clock } = world()
    await signIn()
    await clock.advance(YEAR)
    let serial = 0
    const slow = async () => {
      await clock.sleep(2_000)
      return Response.json({ access_token: `SHORT${++serial}`, token_type: 'Bearer', expires_in: 1 })
    }
    server.fail(...Array.from({ length: 101 }, () => ({ phase: 'before', with: slow }) as const))
    const callers = Promise.all(Array.from({ length: 100 }, () => alice.token()))
    await clock.advance(300_000)
    expect(new Set((await callers).map(({ value }) => value))).toEqual(new Set(['SHORT1']))
    expect(server.refreshes()).toHaveLength(1)
    const next = alice.token()
    await clock.advance(2_000)
    expect((await next).value).toBe('SHORT2')
  })

  const refusedTwice = async (store = memoryStore()) => {
    const all = world({ store })
    await all.signIn()
    const { value: first } = await all.alice.token()
    const { value: second } = await all.alice.token({ rejected: first })
    expect(second).not.toBe(first)
    return { ...all, second }
  }

  test('a new token that is refused too is returned for a minute, although the wall clock moves', async () => {
    const { alice, server, clock, second } = await refusedTwice()
    const refused = async () => (await alice.token({ rejected: second })).value
    expect([await refused(), await refused()]).toEqual([second, second])
    await clock.advance(59_999)
    clock.shiftWallClock(3_600_000)
    expect(await refused()).toBe(second)
    expect(server.refreshes()).toHaveLength(1)
    clock.shiftWallClock(-7_200_000)
    await clock.advance(1)
    const third = await refused()
    expect(third).not.toBe(second)
    expect((await alice.token({ rejected: third })).value).toBe(third)
    expect(server.refreshes()).toHaveLength(2)
  })

  test('a hundred callers during that minute read the store once', async () => {
    const { store, calls } = watched()
    const { alice, second } = await refusedTwice(store)
    calls.length = 0
    await Promise.all(Array.from({ length: 100 }, () => alice.token({ rejected: second })))
    expect(calls).toEqual(['lock', 'get'])
  })

  test('tokens that another process got meanwhile are used', async () => {
    const { alice, another, second } = await refusedTwice()
    const { value: theirs } = await another().account('alice').token({ rejected: second })
    expect(theirs).not.toBe(second)
    expect((await alice.token({ rejected: second })).value).toBe(theirs)
  })

  test('the tokens of a new sign-in are trusted again', async () => {
    const { signIn, alice } = await refusedTwice()
    await signIn()
    const { value } = await alice.token()
    expect((await alice.token({ rejected: value })).value).not.toBe(value)
  })
})

describe('rule 15: versions and sign-ins decide which tokens are newer, not a wall clock', () => {
  const failingOnce = () => {
    const all = watched()
    const { set } = all.store
    const failNextWrite = () => {
      all.store.set = async (name, ...args) => {
        if (!name.includes('/accounts/')) return set(name, ...args)
        all.store.set = set
        throw new TokenStoreError('not written')
      }
    }
    return { ...all, failNextWrite }
  }

  test('a sign-in that could not be stored wins over an older one, even if the clock was set back between them', async () => {
    const { store, failNextWrite } = failingOnce()
    const { signIn, alice, another, stored, clock } = world({ store })
    await signIn()
    const { accessToken: older } = (await stored())!
    clock.shiftWallClock(-600_000)
    failNextWrite()
    expect(await failure(() => signIn())).toBeInstanceOf(TokenNotPersistedError)
    const { value } = await alice.token()
    expect(value).not.toBe(older)
    expect((await another().account('alice').token()).value).toBe(value)
  })

  test('a later sign-in in another process wins, even if the clock was set back between them', async () => {
    const { store, failNextWrite } = failingOnce()
    const { signIn, alice, another, server, stored, clock } = world({ store })
    await signIn()
    failNextWrite()
    expect(await failure(() => signIn())).toBeInstanceOf(TokenNotPersistedError)
    clock.shiftWallClock(-600_000)
    const other = another()
    const { url } = await other.begin({ account: 'alice', scopes: ['live:control'] })
    await other.complete(server.approve(url))
    const { accessToken: later } = (await stored())!
    expect((await alice.token()).value).toBe(later)
    expect(await stored()).toMatchObject({ accessToken: later })
  })

  test('an account that was forgotten elsewhere since then stays forgotten', async () => {
    const { store, failNextWrite } = failingOnce()
    const { signIn, alice, another, stored } = world({ store })
    await signIn()
    failNextWrite()
    expect(await failure(() => signIn())).toBeInstanceOf(TokenNotPersistedError)
    await another().forget('alice')
    expect(await failure(() => alice.token())).toBeInstanceOf(ReauthorizationRequiredError)
    expect(await stored()).toBeUndefined()
  })
})

describe('a token says whose it is:', () => {
  test('a signed-in user’s, or the client’s own', async () => {
    const { signIn, alice, auth } = world()
    await signIn()
    expect([(await alice.token()).subject, (await auth.app().token()).subject]).toEqual(['user', 'client'])
  })
})

test('a record that holds no tokens is named and kept', async () => {
  const { store, alice } = world()
  await store.set(key, { something: 'else' })
  const error = await failure(() => alice.token())
  expect(error).toBeInstanceOf(TokenStoreError)
  expect(error).toMatchObject({ path: key })
  expect((await store.get(key))!.record).toEqual({ something: 'else' })
})
