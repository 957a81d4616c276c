import { describe, expect, test } from 'vitest'
import { DecodeError, ReauthorizationRequiredError, TokenEndpointError, UsageError } from '../../src/errors/index.js'
import { failure, redirectUri, world } from '../support/signed-in.js'

const answering = async (answer: () => Response) => {
  const all = world()
  await all.signIn()
  const { value } = await all.alice.token()
  const before = await all.stored()
  all.server.fail({ phase: 'before', with: answer })
  return { ...all, value, before }
}
const tokens = { access_token: 'NEW', token_type: 'Bearer', expires_in: 3600, refresh_token: 'NEXT' }

describe('accepts an unusual success, because the old tokens are already invalid:', () => {
  const habits: Record<string, () => Response> = {
    'no token_type': () => Response.json({ ...tokens, token_type: undefined }),
    'an unusual token_type': () => Response.json({ ...tokens, token_type: 'access_token' }),
    'status 201': () => Response.json(tokens, { status: 201 }),
    'JSON with the content type of HTML': () =>
      new Response(JSON.stringify(tokens), { headers: { 'content-type': 'text/html' } }),
    'a scope that is a list': () => Response.json({ ...tokens, scope: ['live:control'] }),
    'a scope that is null': () => Response.json({ ...tokens, scope: null }),
    'an id_token that is not a token': () => Response.json({ ...tokens, id_token: 'x.y.z' }),
    'an empty error': () => Response.json({ ...tokens, error: '' }),
    'an unlimited lifetime': () => new Response(JSON.stringify(tokens).replace('3600', '1e999')),
    'an additional challenge': () => Response.json(tokens, { headers: { 'www-authenticate': 'Basic realm="x"' } }),
  }
  for (const [name, answer] of Object.entries(habits)) {
    test(name, async () => {
      const { alice, value, stored } = await answering(answer)
      expect((await alice.token({ rejected: value })).value).toBe('NEW')
      expect(await stored()).toMatchObject({ accessToken: 'NEW', refreshToken: 'NEXT', scopes: ['live:control'] })
    })
  }
})

test.each([
  ['a list', ['live:statistics']],
  ['a list of several', ['live:control', 'live:statistics']],
])('reads granted scopes that come as %s like those of a string', async (_name, scope) => {
  const { alice, value, stored } = await answering(() => Response.json({ ...tokens, scope }))
  expect((await alice.token({ rejected: value })).scopes).toEqual(scope)
  expect(await stored()).toMatchObject({ scopes: scope })
})

describe('a success without usable tokens is a DecodeError without the body, and keeps the stored tokens:', () => {
  const answers: Record<string, () => Response> = {
    'a page': () => new Response('<html>Maintenance</html>', { headers: { 'content-type': 'text/html' } }),
    'a truncated answer': () => new Response(JSON.stringify(tokens).slice(0, 40)),
    'an empty answer': () => new Response(null, { status: 204 }),
    'a list': () => Response.json([tokens]),
    'no access token': () => Response.json({ ...tokens, access_token: undefined }),
    'an access token that is a number': () => Response.json({ ...tokens, access_token: 7 }),
    'an access token that is not a valid header value': () => Response.json({ ...tokens, access_token: 'NEW\r\nx: y' }),
    'an answer wrapped in another': () => Response.json({ data: tokens }),
  }
  for (const [name, answer] of Object.entries(answers)) {
    test(name, async () => {
      const { alice, value, before, stored } = await answering(answer)
      const error = await failure(() => alice.token({ rejected: value }))
      expect(error).toBeInstanceOf(DecodeError)
      expect((error as DecodeError).raw).toBe('')
      expect(await stored()).toMatchObject(before!)
    })
  }
})

test('an error field in a success is a refusal', async () => {
  const { alice, value } = await answering(() => Response.json({ error: 'invalid_grant', error_description: 'no' }))
  const error = await failure(() => alice.token({ rejected: value }))
  expect(error).toBeInstanceOf(TokenEndpointError)
  expect(error).toMatchObject({ status: 200, error: 'invalid_grant' })
})

test('does not follow a redirect: the secret goes to the token endpoint only', async () => {
  const { alice, value, server } = await answering(
    () => new Response(null, { status: 307, headers: { location: 'https://elsewhere.example/?code=x' } }),
  )
  const calls = server.calls.length
  const error = await failure(() => alice.token({ rejected: value }))
  expect(error).toMatchObject({ status: 307, message: expect.stringContaining('must not redirect') })
  expect(server.calls).toHaveLength(calls + 1)
  expect(server.calls.at(-1)!.init.redirect).toBe('manual')
})

test('reads at most 1 MiB of an endless answer, and keeps the stored tokens', async () => {
  let sent = 0
  const endless = new ReadableStream({
    pull: (controller) => {
      // The stream ends at last, so that a reader without a limit fails the test and does not exhaust the machine.
      if (sent > 8_000_000) return controller.close()
      sent += 65_536
      controller.enqueue(new Uint8Array(65_536).fill(32))
    },
  })
  const { alice, value, before, stored } = await answering(() => new Response(endless))
  const error = await failure(() => alice.token({ rejected: value }))
  expect(error).toBeInstanceOf(DecodeError)
  expect(error).toMatchObject({ status: 200, raw: '', message: expect.stringContaining('more than 1048576 bytes') })
  expect(sent).toBeLessThan(1_300_000)
  expect(await stored()).toMatchObject(before!)
})

test('an answer that breaks off is a network error after sending', async () => {
  const broken = new ReadableStream({
    start: (controller) => controller.error(Object.assign(new Error('terminated'), { code: 'ECONNRESET' })),
  })
  const { alice, value } = await answering(() => new Response(broken))
  expect(await failure(() => alice.token({ rejected: value }))).toMatchObject({ name: 'NetworkError', phase: 'sent' })
})

test.each(['GET', 'POST'] as const)('works on a runtime whose fetch throws on unknown fields: %s', async (method) => {
  const { another, server } = world({ method })
  const known = new Set(['method', 'headers', 'body', 'redirect', 'signal'])
  const auth = another({
    // As older Cloudflare Workers do.
    fetch: async (url, init) => {
      const odd = Object.keys(init).find((field) => !known.has(field))
      if (odd) throw new Error(`The '${odd}' field on 'RequestInitializerDict' is not implemented.`)
      return server.fetch(url, init)
    },
  })
  expect(server.accepts((await auth.app().token()).value)).toBe(true)
})

describe('a token endpoint that takes GET', () => {
  test('gets everything in the query: no body, no content type, no cache', async () => {
    const { signIn, server, alice } = world({ method: 'GET', oauth: { pkce: null } })
    await signIn()
    await alice.token({ rejected: (await alice.token()).value })
    const [code, refresh] = server.calls
    expect(code!.fields).toEqual({
      grant_type: 'authorization_code',
      code: 'PLANTED-code-1',
      redirect_uri: redirectUri,
      client_id: server.clientId,
      client_secret: server.clientSecret,
    })
    expect(refresh!.fields).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'PLANTED-refresh-3',
      client_id: server.clientId,
      client_secret: server.clientSecret,
    })
    for (const { url, init } of [code!, refresh!]) {
      expect(url).toMatch(/^https:\/\/live-kr\.kollus\.com\/oauth\/token\?/)
      const { signal: _, ...rest } = init
      expect(rest).toEqual({
        method: 'GET',
        headers: {
          accept: 'application/json',
          'cache-control': 'no-cache, no-store',
        },
        redirect: 'manual',
      })
    }
  })

  test('gets special characters unchanged', async () => {
    const { another, server } = world({ method: 'GET' })
    const clientSecret = 'a+b c&d=e%2F#ü'
    await failure(() => another({ clientSecret }).app().token())
    expect(server.calls[0]!.fields).toMatchObject({ client_secret: clientSecret })
  })

  test('is asked once: only a connection error is retried', async () => {
    const { signIn, alice, server, clock } = world({ method: 'GET' })
    await signIn()
    const { value } = await alice.token()
    server.fail({ phase: 'after', with: 'ECONNRESET' })
    expect(await failure(() => alice.token({ rejected: value }))).toMatchObject({ name: 'NetworkError', phase: 'sent' })
    expect(server.refreshes()).toHaveLength(1)
    server.fail({ phase: 'before', with: 'ECONNREFUSED' })
    const renewed = failure(() => alice.token({ rejected: value }))
    await clock.advance(250)
    expect(await renewed).toBeInstanceOf(ReauthorizationRequiredError)
    expect(server.refreshes()).toHaveLength(3)
  })
})

describe('a client that authenticates by HTTP Basic', () => {
  const basic = { clientAuthentication: 'client_secret_basic' } as const
  const credentials = (init: RequestInit) => new Headers(init.headers).get('authorization')?.replace('Basic ', '')

  test('form-encodes id and secret before it joins them, so that no character is lost (RFC 6749, 2.3.1)', async () => {
    const { another, server } = world({ oauth: basic })
    const [clientId, clientSecret] = ['an:id+1', "a+b c&d=e%2F#ü:!'()*~"]
    await failure(() => another({ clientId, clientSecret }).app().token())
    const [call] = server.calls
    expect(
      atob(credentials(call!.init)!)
        .split(':')
        .map((part) => new URLSearchParams(`v=${part}`).get('v')),
    ).toEqual([clientId, clientSecret])
    expect(call!.fields).toEqual({ grant_type: 'client_credentials', scope: 'live:control live:statistics' })
  })

  test('sends characters that the form encoding keeps, as in a UUID, unchanged', async () => {
    const { another, server } = world({ oauth: basic })
    const clientSecret = '3f2b8c1e-9d4a-4c7b-8a52-d1e6f0a9b3c7_.*'
    await failure(() => another({ clientSecret }).app().token())
    expect(atob(credentials(server.calls[0]!.init)!)).toBe(`7:${clientSecret}`)
  })

  test('sends both raw as UTF-8 where the profile says so, and refuses an id with a colon', async () => {
    const { another, server } = world({ oauth: { ...basic, basicCredentials: 'raw' } })
    await failure(() => another({ clientSecret: 'a+b c%ü:' }).app().token())
    expect(Buffer.from(credentials(server.calls[0]!.init)!, 'base64').toString()).toBe('7:a+b c%ü:')
    expect(() => another({ clientId: 'a:b' })).toThrow(UsageError)
  })

  test('quotes an answer that repeats the header without the header', async () => {
    const { another, server } = world({ oauth: basic })
    server.fail({
      phase: 'before',
      with: () => Response.json({ error: `no ${credentials(server.calls[0]!.init)}`, message: 'no' }, { status: 400 }),
    })
    const error = await failure(() => another({ clientSecret: 'short' }).app().token())
    expect(error).toBeInstanceOf(TokenEndpointError)
    expect(JSON.stringify(error)).toContain('[redacted]')
    expect(JSON.stringify(error)).not.toContain(credentials(server.calls[0]!.init))
  })
})

describe('for a profile that lists a status alone for a dead grant,', () => {
  const rejectedGrants = [{ status: 400 }, { status: 401 }]
  const refusing = async (answer: () => Response) => {
    const all = world({ oauth: { rejectedGrants } })
    await all.signIn()
    const { value } = await all.alice.token()
    all.server.fail({ phase: 'before', with: answer })
    return failure(() => all.alice.token({ rejected: value }))
  }

  test.each<[string, number, string]>([
    ['invalid_grant', 400, '{"error":"invalid_grant"}'],
    ['an undocumented error', 401, '{"error":"token_gone"}'],
    ['a message only', 401, '{"message":"The token is no longer valid."}'],
    ['no body', 401, ''],
    ['a body with only a line break', 400, '\r\n'],
  ])('%s ends the session', async (_name, status, body) => {
    expect(await refusing(() => new Response(body, { status }))).toBeInstanceOf(ReauthorizationRequiredError)
  })

  test.each<[string, number, string]>([
    ['a wrong secret', 401, '{"error":"invalid_client"}'],
    ['an unauthorized client', 400, '{"error":"unauthorized_client"}'],
    ['an unsupported grant type', 400, '{"error":"unsupported_grant_type"}'],
    ['invalid scopes', 400, '{"error":"invalid_scope"}'],
    ['a busy server', 400, '{"error":"temporarily_unavailable"}'],
    ['a page', 401, '<html><body>Log in to the proxy</body></html>'],
    ['truncated JSON', 401, '{"error":"invalid_gr'],
    ['another status', 403, '{"error":"invalid_grant"}'],
    ['a limit', 429, '{"error":"slow_down"}'],
    ['a server error', 500, ''],
  ])('%s does not end the session', async (_name, status, body) => {
    expect(await refusing(() => new Response(body, { status }))).toBeInstanceOf(TokenEndpointError)
  })

  test('a refused code ends no session', async () => {
    const all = world({ oauth: { rejectedGrants } })
    const { url } = await all.auth.begin({ account: 'alice', scopes: [] })
    all.server.fail({ phase: 'before', with: () => new Response(null, { status: 400 }) })
    expect(await failure(() => all.auth.complete(all.server.approve(url)))).toBeInstanceOf(TokenEndpointError)
  })
})
