import { describe, expect, test } from 'vitest'
import { defineProvider, type Mock, type MockOptions } from '../../mock/index.js'
import { failure } from '../support/failure.js'
import { harbour, tokenHarbour } from '../support/harbour.js'
import { testMock } from '../support/mock.js'
import { bearer, read } from './caller.js'
import { Browser } from './sign-in.js'

type Seed = NonNullable<NonNullable<MockOptions['seed']>['livepush']>

const seeded = (livepush: Seed): Promise<Mock> => testMock({ providers: ['livepush'], seed: { livepush } })

const streamIds = async (mock: Pick<Mock, 'livepush'>) => (await mock.livepush.streams()).map(({ id }) => id)

async function consoleStatus(mock: Mock, account: string, password: string): Promise<number> {
  const body = new URLSearchParams({ account, password })
  return (await mock.fetch(`${mock.url}/livepush/console/login`, { method: 'POST', body })).status
}

describe('the seed of a provider', () => {
  test('replaces the lists that it names, and leaves the others', async () => {
    const mock = await seeded({ streams: [{ id: 'st_1', name: 'Main stage', category: 'simulcast' }] })
    expect(await streamIds(mock)).toEqual(['st_1'])
    const usual = await testMock({ providers: ['livepush'] })
    expect(await mock.livepush.videos()).toEqual(await usual.livepush.videos())
    expect(mock.credentials('livepush')).toEqual(usual.credentials('livepush'))
  })

  test('can empty a list', async () => {
    expect(await streamIds(await seeded({ streams: [], destinations: [], recordings: [] }))).toEqual([])
    const mock = await seeded({ clients: [] })
    await expect(mock.grant('livepush')).rejects.toThrow('livepush has no client: add one to the seed.')
    const empty = await seeded({ accounts: [], clients: [] })
    await expect(empty.grant('livepush')).rejects.toThrow('There is no account: name one in the seed.')
  })

  test('applies again after a reset, and in every sandbox', async () => {
    const streams = [{ id: 'st_1', name: 'Mine', category: 'simulcast' as const }]
    const mock = await seeded({ streams, destinations: [], recordings: [] })
    mock.reset()
    expect(await streamIds(mock)).toEqual(['st_1'])
    expect(await streamIds(mock.sandbox('a'))).toEqual(['st_1'])
  })

  test('names accounts, whose passwords default to their names', async () => {
    const mock = await seeded({ accounts: ['alice', { account: 'bob', password: 's3cret' }, { account: 'eve' }] })
    expect(await consoleStatus(mock, 'alice', 'alice')).toBe(302)
    expect(await consoleStatus(mock, 'bob', 'bob')).toBe(422)
    expect(await consoleStatus(mock, 'bob', 's3cret')).toBe(302)
    expect(await consoleStatus(mock, 'eve', 'eve')).toBe(302)
    const { accessToken } = await mock.grant('livepush', { account: 'bob' })
    const mine = await bearer(mock, accessToken, 'livepush/octopus')('GET', '/streams/mine')
    expect([mine.status, mine.body]).toEqual([200, []])
  })

  test('names clients with your own ids and secrets, each of an account; the first is that of the credentials', async () => {
    const clients = [
      { name: 'One', redirectUris: ['https://one.example/cb'], clientId: 'one', clientSecret: 'not-secret' },
      { name: 'Two', redirectUris: ['https://two.example/cb'], account: 'bob' },
    ]
    const mock = await seeded({ accounts: ['alice', 'bob'], clients })
    expect(mock.credentials('livepush')).toEqual({
      clientId: 'one',
      clientSecret: 'not-secret',
      redirectUri: 'https://one.example/cb',
    })
    const apps = async (account: string) => {
      const browser = new Browser(mock, '/livepush/console')
      await browser.logIn(account)
      await browser.get('/livepush/console/apps')
      return browser.page
    }
    expect(await apps('bob')).toContain('Two')
    expect(await apps('alice')).not.toContain('Two')
  })

  test('can hold a code and a refresh token of a client, each of which works', async () => {
    const redirectUri = 'https://one.example/cb'
    const client = { name: 'One', redirectUris: [redirectUri], code: 'c0de', refreshToken: 'r3fresh' }
    const definition = defineProvider(harbour).seed({ clients: [client] }, () => {})
    const mock = await testMock({ providers: [definition] })
    const { clientId: client_id, clientSecret: client_secret } = mock.credentials(definition)
    const ask = async (fields: Record<string, string>) => {
      const body = new URLSearchParams({ client_id, client_secret, ...fields })
      return (await read(await mock.fetch(`${mock.url}/harbour/id/token`, { method: 'POST', body }))).body
    }
    const granted = { scope: 'ships.read ships.write' }
    expect(await ask({ grant_type: 'refresh_token', refresh_token: 'r3fresh' })).toMatchObject(granted)
    const grant = { grant_type: 'authorization_code', code: 'c0de', redirect_uri: redirectUri }
    expect(await ask(grant)).toMatchObject(granted)
  })

  test('can set the access token of a provider without OAuth', async () => {
    const definition = defineProvider(tokenHarbour).seed({ tokens: ['t0ken'] }, ({ tokens }) => ({
      accessToken: tokens[0]!,
    }))
    const mock = await testMock({ providers: [definition] })
    expect(mock.credentials(definition)).toEqual({ accessToken: 't0ken' })
    const other = await testMock({ providers: [definition], seed: { harbour: { tokens: ['other'] } } })
    expect((await bearer(other, 'other', 'harbour/api')('GET', '/ships')).status).toBe(501)
    expect((await bearer(other, 't0ken', 'harbour/api')('GET', '/ships')).status).toBe(401)
  })
})

test.each<[what: string, seed: object, message: string]>([
  ['an unknown provider', { livepsh: {} }, "There is no provider 'livepsh'"],
  ['an unknown list', { livepush: { steams: [] } }, "There is no part of the seed of livepush 'steams'; "],
  ['a misspelled provider, and names the nearest', { livepush: { steams: [] } }, "Did you mean 'streams'?"],
  [
    'a list of the wrong type',
    { livepush: { accounts: 'alice' } },
    "The part of the seed of livepush 'accounts' must be a list.",
  ],
  ['a seed that is a list', { livepush: [] }, 'Pass each part of the seed of livepush by its name, in an object'],
  [
    'an entry without its name',
    { livepush: { streams: [{ category: 'simulcast' }] } },
    "'streams[0].name' must be text; it is missing",
  ],
  [
    'an unknown field of an entry',
    { livepush: { videos: [{ titel: 'x', title: 'x', duration: 1 }] } },
    "'videos[0].titel' must be one of id, title, duration; the nearest is 'title'.",
  ],
  [
    'a wrong choice',
    { livepush: { streams: [{ name: 'x', category: 'radio' }] } },
    "'streams[0].category' must be 'simulcast' or 'schedule'.",
  ],
  ['an account without a name', { livepush: { accounts: [''] } }, 'must be an object with account, or be a name'],
  ['an account of another type', { livepush: { accounts: [7] } }, 'must be an object with account, or be a name'],
  ['no account at all', { livepush: { accounts: [null] } }, 'must be an object with account, or be a name'],
  [
    'an unknown field of an account',
    { livepush: { accounts: [{ account: 'bob', pasword: 'x' }] } },
    "the nearest is 'password'",
  ],
  [
    'a password that is not a string',
    { livepush: { accounts: [{ account: 'bob', password: 7 }] } },
    "'accounts[0].password' must be text",
  ],
  ['two accounts of one name', { livepush: { accounts: ['bob', 'bob'] } }, "The account 'bob' already exists"],
  [
    'an unknown field of a client',
    { livepush: { clients: [{ name: 'x', redirectUri: ['https://x/'] }] } },
    "the nearest is 'redirectUris'",
  ],
  [
    'a client without redirect URIs',
    { livepush: { clients: [{ name: 'x' }] } },
    "'clients[0].redirectUris' must be a list; it is missing",
  ],
  [
    'a client without an account',
    { livepush: { clients: [{ name: 'x', redirectUris: [], account: 'bob' }] } },
    "There is no account 'bob'",
  ],
  [
    'a forbidden redirect URI',
    { livepush: { clients: [{ name: 'x', redirectUris: ['javascript:x'] }] } },
    'is not a valid redirect URI',
  ],
])('a seed is refused with %s', async (_what, seed, message) => {
  const error = (await failure(testMock({ providers: ['livepush'], seed }))) as Error
  expect(error).toBeInstanceOf(RangeError)
  expect(error.message).toContain(message)
})
