import { describe, expect, test } from 'vitest'
import { DecodeError, TokenEndpointError } from '../../src/errors/index.js'
import { failure, world } from '../support/signed-in.js'

const answering = async (answer: () => Response) => {
  const all = world()
  await all.signIn()
  const { value } = await all.alice.token()
  const before = await all.stored()
  all.server.fail({ phase: 'before', with: answer })
  return { ...all, value, before }
}
const tokens = { access_token: 'NEW', token_type: 'Bearer', expires_in: 3600, refresh_token: 'NEXT' }

describe('a success with habits of its own is taken, because the old tokens are gone by now:', () => {
  const habits: Record<string, () => Response> = {
    'no token_type': () => Response.json({ ...tokens, token_type: undefined }),
    'a token_type of its own': () => Response.json({ ...tokens, token_type: 'access_token' }),
    'status 201': () => Response.json(tokens, { status: 201 }),
    'JSON called HTML': () => new Response(JSON.stringify(tokens), { headers: { 'content-type': 'text/html' } }),
    'a scope that is a list': () => Response.json({ ...tokens, scope: ['live:control'] }),
    'a scope that is null': () => Response.json({ ...tokens, scope: null }),
    'an id_token that is none': () => Response.json({ ...tokens, id_token: 'x.y.z' }),
    'an error that is empty': () => Response.json({ ...tokens, error: '' }),
    'a lifetime without end': () => new Response(JSON.stringify(tokens).replace('3600', '1e999')),
    'a challenge beside it': () => Response.json(tokens, { headers: { 'www-authenticate': 'Basic realm="x"' } }),
  }
  for (const [name, answer] of Object.entries(habits)) {
    test(name, async () => {
      const { alice, value, stored } = await answering(answer)
      expect((await alice.token({ rejected: value })).value).toBe('NEW')
      expect(await stored()).toMatchObject({ accessToken: 'NEW', refreshToken: 'NEXT', scopes: ['live:control'] })
    })
  }
})

describe('a success that cannot be used is a DecodeError without the text, and the stored tokens are kept:', () => {
  const answers: Record<string, () => Response> = {
    'a page': () => new Response('<html>Maintenance</html>', { headers: { 'content-type': 'text/html' } }),
    'half an answer': () => new Response(JSON.stringify(tokens).slice(0, 40)),
    'an empty answer': () => new Response(null, { status: 204 }),
    'a list': () => Response.json([tokens]),
    'no access token': () => Response.json({ ...tokens, access_token: undefined }),
    'an access token that is a number': () => Response.json({ ...tokens, access_token: 7 }),
    'an access token that cannot travel in a header': () => Response.json({ ...tokens, access_token: 'NEW\r\nx: y' }),
    'an answer wrapped in another': () => Response.json({ data: tokens }),
  }
  for (const [name, answer] of Object.entries(answers)) {
    test(name, async () => {
      const { alice, value, before, stored } = await answering(answer)
      const error = await failure(() => alice.token({ rejected: value }))
      expect(error).toBeInstanceOf(DecodeError)
      expect((error as DecodeError).raw).toBe('')
      expect(await stored()).toEqual(before)
    })
  }
})

test('an error in a success is a refusal', async () => {
  const { alice, value } = await answering(() => Response.json({ error: 'invalid_grant', error_description: 'no' }))
  const error = await failure(() => alice.token({ rejected: value }))
  expect(error).toBeInstanceOf(TokenEndpointError)
  expect(error).toMatchObject({ status: 200, error: 'invalid_grant' })
})

test('a redirect is not followed: the secret goes to the token endpoint and nowhere else', async () => {
  const { alice, value, server } = await answering(
    () => new Response(null, { status: 307, headers: { location: 'https://elsewhere.example/?code=x' } }),
  )
  const calls = server.calls.length
  const error = await failure(() => alice.token({ rejected: value }))
  expect(error).toMatchObject({ status: 307, message: expect.stringContaining('must not redirect') })
  expect(server.calls).toHaveLength(calls + 1)
  expect(server.calls.at(-1)!.init.redirect).toBe('manual')
})

test('an answer that breaks off is a network error after sending', async () => {
  const broken = new ReadableStream({
    start: (controller) => controller.error(Object.assign(new Error('terminated'), { code: 'ECONNRESET' })),
  })
  const { alice, value } = await answering(() => new Response(broken))
  expect(await failure(() => alice.token({ rejected: value }))).toMatchObject({ name: 'NetworkError', phase: 'sent' })
})
