import { describe, expect, test } from 'vitest'
import { isOnAirError, TokenStoreError } from '../../src/errors/index.js'
import { memoryStore } from '../../src/store/memory.js'
import { PLANTED } from '../support/oauth-server.js'
import { shown } from '../support/shown.js'
import { DAY, failure, redirectUri, world } from '../support/signed-in.js'

type World = ReturnType<typeof world>
/** The answer repeats the request, as debug pages do. */
const echoing = (status: number, error?: string) => (all: World) => () => {
  const { fields, text, url } = all.server.calls.at(-1)!
  const sent = Object.values(fields).join(' ')
  return Response.json(
    {
      error,
      error_description: `you sent ${sent}`,
      hint: JSON.stringify(fields),
      message: `${url} ${text}`,
      detail: text.toLowerCase().replaceAll('planted', PLANTED),
      title: encodeURI(sent),
      errors: { [text]: [text], [sent]: sent },
      ...fields,
    },
    { status },
  )
}
const success = {
  access_token: `${PLANTED}-new`,
  refresh_token: `${PLANTED}-next`,
  token_type: 'Bearer',
  expires_in: 60,
}

/** What the token endpoint does, for a refresh and for a code. */
const answers: Record<string, (all: World) => () => Response | Promise<Response>> = {
  'a refusal that repeats the request': echoing(400, 'invalid_request'),
  'a dead grant that repeats the request': echoing(401, 'invalid_request'),
  'an error code that is the secret itself': (all) => () =>
    Response.json({ error: `bad ${all.server.clientSecret}` }, { status: 400 }),
  'a server error that repeats the request': echoing(500, 'server_error'),
  'a refusal without an error code that repeats the request': echoing(401),
  'a page that repeats the request': (all) => () =>
    new Response(`<p>${all.server.calls.at(-1)!.url} ${all.server.calls.at(-1)!.text}</p>`),
  'a page of a proxy that repeats the request': (all) => () =>
    new Response(`<p>${all.server.calls.at(-1)!.url} ${all.server.calls.at(-1)!.text}</p>`, { status: 502 }),
  'a refusal that repeats the secret percent-encoded': (all) => () =>
    Response.json({ message: `no client has ${encodeURIComponent(all.server.clientSecret)} here` }, { status: 400 }),
  'a refusal that names a field like the secret': (all) => () =>
    Response.json({ errors: { [all.server.clientSecret]: 'is unknown' } }, { status: 400 }),
  'an empty refusal': () => () => new Response(null, { status: 401 }),
  'an empty success': () => () => new Response(null),
  'a truncated success': () => () => new Response(JSON.stringify(success).slice(0, 70)),
  'a wrapped success': () => () => Response.json({ data: success }),
  'a success with a token that is not a valid header value': () => () =>
    Response.json({ ...success, access_token: `${PLANTED}\n` }),
  'a challenge': (all) => () =>
    Response.json(success, {
      status: 401,
      headers: { 'www-authenticate': `Bearer error="${all.server.clientSecret}"` },
    }),
  'a redirect with secrets in it': (all) => () =>
    new Response(null, { status: 302, headers: { location: `https://x.example/?s=${all.server.clientSecret}` } }),
  'a redirect to its own address': (all) => () =>
    new Response(all.server.calls.at(-1)!.url, {
      status: 307,
      headers: { location: all.server.calls.at(-1)!.url },
    }),
  'a fetch that quotes the request in its error': (all) => () => {
    throw new Error(`cannot send ${all.server.calls.at(-1)!.url} ${all.server.calls.at(-1)!.text}`)
  },
  'a fetch that refuses the address': (all) => () => {
    const input = all.server.calls.at(-1)!.url
    throw new TypeError(`Failed to parse URL from ${input}`, {
      cause: Object.assign(new TypeError(`Invalid URL: ${input}`), { code: 'ERR_INVALID_URL', input }),
    })
  },
  'a fetch that throws the request': (all) => () => {
    throw all.server.calls.at(-1)!
  },
  'a fetch that throws the address': (all) => () => {
    throw all.server.calls.at(-1)!.url
  },
}

const checked = new Set<string>()
/** Everything visible of the error that `run` throws. It must be an error of this package. */
async function errorOf(run: () => Promise<unknown>): Promise<string> {
  const error = await failure(run)
  checked.add(isOnAirError(error) ? error.name : 'a foreign error')
  return shown(error)
}

describe('no error shows a secret', () => {
  describe.each(['POST', 'GET'] as const)('at a token endpoint that takes %s', (method) => {
    for (const [name, answer] of Object.entries(answers)) {
      test(`in the refresh error: ${name}`, async () => {
        const all = world({ method })
        await all.signIn()
        const { value } = await all.alice.token()
        all.server.fail({ phase: 'before', with: () => answer(all)() })
        expect(await errorOf(() => all.alice.token({ rejected: value }))).not.toContain(PLANTED)
      })

      test(`in the code exchange error: ${name}`, async () => {
        const all = world({ method })
        const { url } = await all.auth.begin({ account: 'alice', scopes: ['live:control'] })
        all.server.fail({ phase: 'before', with: () => answer(all)() })
        expect(await errorOf(() => all.auth.complete(all.server.approve(url)))).not.toContain(PLANTED)
      })
    }

    test.each([
      ['ECONNREFUSED', 'before'],
      ['ECONNRESET', 'before'],
      ['ECONNRESET', 'after'],
    ] as const)('in a network error: %s %s the server has committed', async (code, phase) => {
      const { auth, server, clock } = world({ method })
      server.fail(...Array.from({ length: 3 }, () => ({ phase, with: code })))
      const failing = errorOf(() => auth.app().token())
      await clock.advance(10_000)
      expect(await failing).not.toContain(PLANTED)
    })

    test('in a timeout', async () => {
      const { auth, server, clock } = world({ method })
      server.fail({ phase: 'before', with: () => new Promise(() => undefined) })
      const failing = errorOf(() => auth.app().token())
      await clock.advance(30_000)
      expect(await failing).not.toContain(PLANTED)
    })
  })

  test.each(['get', 'set', 'delete', 'keys', 'lock'] as const)(
    'in the error of a store whose %s quotes its arguments',
    async (method) => {
      const inner = memoryStore()
      const broken = { ...inner }
      const { alice, auth, signIn, server } = world({ store: broken })
      await signIn()
      const { value } = await alice.token()
      const { url } = await auth.begin({ account: 'alice', scopes: [] })
      const callback = server.approve(url)
      Object.assign(broken, {
        [method]: (...args: unknown[]) =>
          Promise.reject(
            Object.assign(new Error(`${JSON.stringify(args)} ${PLANTED}`), { command: { args }, key: PLANTED }),
          ),
      })
      const uses = [
        () => alice.token({ rejected: value }),
        () => auth.begin({ account: 'bob', scopes: [] }),
        () => auth.complete(callback),
        () => auth.accounts(),
        () => auth.forget('alice'),
      ]
      const outcomes = await Promise.allSettled(uses.map((use) => use()))
      const errors = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
      expect(errors.length).toBeGreaterThan(0)
      for (const error of errors) {
        expect(isOnAirError(error)).toBe(true)
        expect(shown(error)).not.toContain(PLANTED)
      }
    },
  )

  test('in the error for tokens that could not be stored, with the store’s own error as cause', async () => {
    const inner = memoryStore()
    const broken = { ...inner }
    const { alice, signIn } = world({ store: broken })
    await signIn()
    const { value } = await alice.token()
    // All writes fail except the one before the refresh token is sent.
    broken.set = (name, record, options) =>
      record['refreshing'] ? inner.set(name, record, options) : Promise.reject(new TokenStoreError('cannot write'))
    expect(await errorOf(() => alice.token({ rejected: value }))).not.toContain(PLANTED)
  })

  test('in the error of an ended session, each time', async () => {
    const { alice, signIn, server } = world()
    await signIn()
    const { value } = await alice.token()
    server.revokeAll()
    expect(await errorOf(() => alice.token({ rejected: value }))).not.toContain(PLANTED)
    expect(await errorOf(() => alice.token({ rejected: value }))).not.toContain(PLANTED)
  })

  test('in the error of a damaged record', async () => {
    const { alice, store } = world()
    await store.set('kollus-live/accounts/alice', { accessToken: PLANTED, issuedAt: 'then' })
    expect(await errorOf(() => alice.token())).not.toContain(PLANTED)
  })

  test.each([
    `code=${PLANTED}-code`,
    `code=${PLANTED}-code&state=${PLANTED}-state`,
    `code=${PLANTED}&code=${PLANTED}&state=${PLANTED}`,
    `state=${PLANTED}&error=access_denied`,
  ])('in a callback error: %s', async (query) => {
    const { auth } = world()
    expect(await errorOf(() => auth.complete(`${redirectUri}?${query}`))).not.toContain(PLANTED)
  })

  test('in the error of a late, used or denied callback', async () => {
    const { auth, server, clock } = world()
    const { url } = await auth.begin({ account: 'alice', scopes: [] })
    const callback = server.approve(url)
    await clock.advance(DAY)
    expect(await errorOf(() => auth.complete(callback))).not.toContain(PLANTED)
    expect(await errorOf(() => auth.complete(callback))).not.toContain(PLANTED)
  })

  test('in an error of any class', () => {
    expect([...checked].sort()).toEqual([
      'AuthError',
      'DecodeError',
      'NetworkError',
      'ReauthorizationRequiredError',
      'StateMismatchError',
      'TimeoutError',
      'TokenEndpointError',
      'TokenNotPersistedError',
      'TokenStoreError',
    ])
  })
})
