import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Decision, Mock } from '../../mock/index.js'
import {
  AuthorizationDeniedError,
  ForbiddenError,
  paginate,
  ReauthorizationRequiredError,
  unwrap,
} from '../../src/index.js'
import { Reader } from '../mock/control/visit.js'
import { testMock } from '../support/mock.js'
import { createLighthouse, lighthouseAuth } from './client.js'
import type { Scope } from './generated/lighthouse/operations.js'
import { lighthouse as definition } from './mock.js'

/**
 * Proves that the spec is the provider: a provider that exists in this folder only is generated, signed in to, called and mocked with the
 * code that serves the real ones.
 */
let mock: Mock
let auth: ReturnType<typeof lighthouseAuth>
let lighthouse: ReturnType<typeof createLighthouse>

beforeEach(async () => {
  mock = await testMock({ providers: [definition] })
  auth = lighthouseAuth({ ...mock.credentials(definition), ...mock.client })
  lighthouse = createLighthouse({ auth: auth.account('alice'), ...mock.client })
})

const ask = (path: string | URL, init?: RequestInit) => mock.fetch(new URL(path, mock.url), init)
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** Signs alice in. `decision` is her choice on the consent page. */
async function signIn(scopes: Scope[] = ['lamps.read', 'lamps.write'], decision: Decision = {}) {
  const { url } = await auth.begin({ account: 'alice', scopes })
  return auth.complete(await mock.approve(url, decision))
}

describe('an invented provider', () => {
  test('signs a user in, with the scopes that the user allowed', async () => {
    const grant = await signIn(['lamps.read', 'lamps.write'], { scopes: ['lamps.read'] })
    expect(grant).toMatchObject({ account: 'alice', expiresAt: mock.clock.now() + 1_800_000 })
    expect((await lighthouse.call('getLamp', { params: { path: { lamp_id: 1 } } })).status).toBe(200)
    const made = await lighthouse.call('createLamp', { body: { name: 'Bell', colour: 'red' } })
    expect([made.status, made.error]).toEqual([403, { problem: 'scope' }])
    expect(() => unwrap(made)).toThrow(ForbiddenError)
  })

  test('reports a user’s denial', async () => {
    await expect(signIn(['lamps.read'], { deny: true })).rejects.toThrow(AuthorizationDeniedError)
    expect(await auth.accounts()).toEqual([])
  })

  test('shows its own consent page after its own log-in page', async () => {
    const { url } = await auth.begin({ account: 'alice', scopes: ['lamps.read'] })
    const asked = await ask(url)
    expect(asked.status).toBe(302)
    const login = new URL(asked.headers.get('location')!, url)
    const form = new URLSearchParams({ account: 'alice', password: 'alice' })
    const entered = await ask(login, { method: 'POST', body: form })
    const cookie = entered.headers.get('set-cookie')!.split(';')[0]!
    const back = new URL(entered.headers.get('location')!, url)
    const page = await (await ask(back, { headers: { cookie } })).text()
    expect(page).toContain('<strong>Keeper</strong>')
    expect(page).toContain('See lamps.')
    expect(page).toContain('value="deny">No</button>')
  })

  test('pages its lists by their cursor', async () => {
    await signIn()
    const names: string[] = []
    for await (const { name } of paginate(lighthouse, 'listLamps', { params: { query: { limit: 2 } } }))
      names.push(name)
    expect(names).toEqual(['North', 'East', 'South', 'West', 'Mole'])
    expect(mock.journal.requests({ operation: 'lighthouse.listLamps' })).toHaveLength(3)
  })

  test.each([[[1, 3]], [[4]]])('gets the list %j in a query, and parses it', async (id) => {
    await signIn()
    const found = unwrap(await lighthouse.call('listLamps', { params: { query: { id } } }))
    expect(found.lamps.map((lamp) => lamp.id)).toEqual(id)
  })

  test('refuses a list whose items do not match its spec', async () => {
    const { accessToken } = await mock.grant(definition)
    const answer = await ask(`/lighthouse/api/lamps?id=1&id=two`, { headers: bearer(accessToken) })
    expect([answer.status, await answer.json()]).toEqual([400, { problem: 'id.1: type' }])
  })

  test('answers below the path of its own address too, for clients that replace the host only', async () => {
    const { accessToken } = await mock.grant(definition)
    const paths = ['/lighthouse/api/lamps/1', '/lighthouse/api/v2/lamps/1']
    const answers = await Promise.all(paths.map((path) => ask(path, { headers: bearer(accessToken) })))
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    expect(await answers[1]!.text()).toBe(await answers[0]!.text())
    expect((await ask(`/lighthouse/api/v2/lamps/1`, { method: 'DELETE' })).status).toBe(405)
    expect(mock.journal.requests().map(({ path }) => path)).toEqual([...paths, paths[1]])
  })

  test('signs a user in below that path, from the authorize URL over log-in and consent to the callback', async () => {
    const { clientId, redirectUri } = mock.credentials(definition)
    const query = new URLSearchParams({ response_type: 'code', client_id: clientId, redirect_uri: redirectUri })
    const path = `/lighthouse/door/oauth/authorize?${query}`
    const login = new URL((await ask(path)).headers.get('location')!, mock.url)
    expect(login.searchParams.get('next')).toBe(path)
    const form = new URLSearchParams({ account: 'alice', password: 'alice' })
    const entered = await ask(login, { method: 'POST', body: form })
    expect(entered.headers.get('location')).toBe(path)
    const cookie = entered.headers.get('set-cookie')!.split(';')[0]!
    const page = await (await ask(path, { headers: { cookie } })).text()
    expect(page).toContain(`action="${path.replaceAll('&', '&amp;')}"`)
    const body = new URLSearchParams({
      decision: 'approve',
      form_token: /name="form_token" value="([^"]*)"/.exec(page)![1]!,
    })
    const back = await ask(path, { method: 'POST', headers: { cookie }, body })
    const code = new URL(back.headers.get('location')!).searchParams.get('code')!
    const { clientSecret } = mock.credentials(definition)
    const fields = { grant_type: 'authorization_code', code, redirect_uri: redirectUri }
    const given = await ask(`/lighthouse/door/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({ ...fields, client_id: clientId, client_secret: clientSecret }),
    })
    expect(given.status).toBe(200)
  })

  test('gets JSON as JSON, and stores it', async () => {
    await signIn()
    const made = await lighthouse.POST('/lamps', {
      body: { name: 'Ærø', colour: 'green', flashes: [0.5, 2], lit: false },
    })
    expect(made).toMatchObject({ status: 201, data: { id: 6, name: 'Ærø', flashes: [0.5, 2], lit: false } })
    const found = unwrap(await lighthouse.GET('/lamps/{lamp_id}', { params: { path: { lamp_id: 6 } } }))
    expect(found).toEqual(made.data)
  })

  test('refuses an invalid request in its own words', async () => {
    await signIn()
    const blue = await lighthouse.call('createLamp', { body: { name: '', colour: 'blue' as 'red' } })
    expect([blue.status, blue.error]).toEqual([400, { problem: 'name: required, colour: choice' }])
    const none = await lighthouse.call('getLamp', { params: { path: { lamp_id: 99 } } })
    expect([none.status, none.error]).toEqual([404, { problem: 'no such lamp' }])
  })

  test('refreshes once for many calls with an expired token', async () => {
    await signIn()
    await mock.clock.advance('1h')
    const calls = Array.from({ length: 20 }, () => lighthouse.call('getLamp', { params: { path: { lamp_id: 1 } } }))
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(Array(20).fill(200))
    const exchanges = mock.journal.requests({ operation: 'lighthouse.exchangeToken' })
    expect(exchanges.map(({ grantType }) => grantType)).toEqual(['authorization_code', 'refresh_token'])
  })

  test('ends the session when its refresh token has expired too', async () => {
    await signIn()
    await mock.clock.advance('2d')
    const call = lighthouse.call('getLamp', { params: { path: { lamp_id: 1 } } })
    await expect(call).rejects.toThrow(ReauthorizationRequiredError)
  })

  test('has a dashboard page with its lists, its controls and its grants', async () => {
    const { accessToken } = await mock.grant(definition)
    const reader = new Reader(mock)
    await reader.open('lighthouse')
    for (const text of ['Lamps', 'North', 'on air', 'Keeper', 'Lights a lamp.', 'loud'])
      expect(reader.text).toContain(text)
    expect(reader.page).not.toContain(accessToken)
    await reader.press('Light North')
    expect(reader.text).toContain('Done: light.')
    await reader.send('lighthouse/controls/light', { 'input.lampId': 'first' })
    expect([reader.status, reader.problemAt('control-light-lampId')]).toEqual([422, 'Give a number.'])
    await reader.send('lighthouse/controls/light', { 'input.lampId': '2' })
    expect(reader.text).toContain('"name": "East"')
  })
})

test('no code outside its folder names the invented provider', () => {
  const elsewhere = ['src', 'mock', 'specs', 'generated', 'scripts', 'test']
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.(m?[jt]sx?|ya?ml|json|graphql)$/.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => !/^test\/(generality|artifacts)\//.test(path))
  expect(elsewhere.length).toBeGreaterThan(200)
  expect(elsewhere.filter((path) => /lighthouse/i.test(readFileSync(path, 'utf8')))).toEqual([])
})
