import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMock, type Mock } from '../../mock/index.js'
import { freePort } from '../support/free-port.js'
import { runHere, startHere } from './in-process.js'

let folder: string
let mock: Mock
let url: string
let redirectUri: string
let env: Record<string, string>

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'onair-accounts-'))
  redirectUri = `http://localhost:${await freePort()}/callback`
  const client = { name: 'App', clientId: 'app', clientSecret: 'app-secret', redirectUris: [redirectUri] }
  mock = await createMock({ providers: ['livepush'], clock: 'system', seed: { livepush: { clients: [client] } } })
  url = (await mock.listen()).url
  env = {
    ONAIR_STORE: join(folder, 'tokens.json'),
    LIVEPUSH_CLIENT_ID: 'app',
    LIVEPUSH_CLIENT_SECRET: 'app-secret',
    LIVEPUSH_REDIRECT_URI: redirectUri,
  }
})
afterEach(async () => {
  await mock?.close()
  rmSync(folder, { recursive: true })
})

const words = (...more: string[]) => ['login', 'livepush', '--no-open', '--base-url', url, ...more]
const addressIn = (text: string) => /https?:\S+/.exec(text)![0]

/** Signs alice in, as her browser does. */
async function signIn() {
  const login = startHere(words('--account', 'alice', '--scope', 'streams.read'), { env })
  const callback = await mock.approve(addressIn(await login.warned('Sign in here')))
  const page = await fetch(callback)
  return { page: await page.text(), ...(await login.finished) }
}

test('login waits for the browser on this machine, and stores the tokens for their owner only', async () => {
  expect(await signIn()).toEqual({
    page: 'You are signed in. You can close this window.\n',
    code: 0,
    out: 'alice is signed in to livepush, with streams.read.\n',
    err: expect.stringContaining('Sign in here'),
  })
  expect(statSync(env['ONAIR_STORE']!).mode & 0o777).toBe(0o600)
})

test('login accepts a pasted address, and asks again after a wrong one', async () => {
  let type!: (line: string) => void
  const typed = new Promise<string>((resolve) => (type = resolve))
  async function* lines() {
    yield ''
    yield 'rubbish'
    yield 'http://localhost/callback?code=c&state=of-another'
    yield await typed
  }
  const login = startHere(words('--json'), { env: { ...env, LIVEPUSH_REDIRECT_URI: redirectUri }, lines: lines() })
  const said = await login.warned('belongs to no open sign-in')
  expect(said).toContain('neither code nor state nor error')
  type(await mock.approve(addressIn(said)))
  const { code, out } = await login.finished
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ provider: 'livepush', account: 'default', refreshable: true })
})

test('login ends with the provider’s reason if the user denies', async () => {
  const login = startHere(words(), { env })
  const callback = await mock.approve(addressIn(await login.warned('Sign in here')), { deny: true })
  expect(await (await fetch(callback)).text()).toContain('access_denied')
  expect(await login.finished).toMatchObject({ code: 1, err: expect.stringContaining('onair: Livepush sent the user') })
})

test('login answers other addresses with 404, and does not end at a callback of another sign-in', async () => {
  const login = startHere(words(), { env })
  const address = addressIn(await login.warned('Sign in here'))
  expect((await fetch(new URL('/favicon.ico', redirectUri))).status).toBe(404)
  expect(await (await fetch(`${redirectUri}?code=c&state=s`)).text()).toContain('belongs to no open sign-in')
  await fetch(await mock.approve(address))
  expect(await login.finished).toMatchObject({ code: 0 })
})

test('login exits with 130 at Ctrl-C, and leaves no port open', async () => {
  const login = startHere(words(), { env })
  await login.warned('Sign in here')
  expect(await login.stop()).toMatchObject({ code: 130, out: '' })
  await expect(fetch(redirectUri)).rejects.toThrow('fetch failed')
})

test('token prints a token that the provider accepts', async () => {
  await signIn()
  const first = await runHere(['token', 'livepush', '--account', 'alice'], { env })
  expect(first).toMatchObject({ code: 0, err: '' })
  const list = `${url}/livepush/octopus/streams/mine`
  const status = async (token: string) =>
    (await fetch(list, { headers: { authorization: `Bearer ${token.trim()}` } })).status
  expect(await status(first.out)).toBe(200)
  const data = JSON.parse((await runHere(['token', 'livepush', '--account', 'alice', '--json'], { env })).out)
  expect(data).toMatchObject({ accessToken: first.out.trim(), scopes: ['streams.read'] })
})

test('accounts lists who is signed in, and logout deletes the tokens', async () => {
  await signIn()
  expect((await runHere(['accounts'], { env })).out).toBe('livepush      alice\n')
  expect(JSON.parse((await runHere(['accounts', '--json'], { env })).out)).toEqual([
    { provider: 'livepush', account: 'alice' },
  ])
  expect((await runHere(['logout', 'livepush', '--account', 'alice'], { env })).out).toBe(
    'alice is signed out of livepush.\n',
  )
  expect(readFileSync(env['ONAIR_STORE']!, 'utf8')).not.toContain('app-secret')
  expect(await runHere(['accounts'], { env })).toMatchObject({ out: '', err: expect.stringContaining('No one is') })
})

describe('prints an error in one line, without secrets:', () => {
  test.each([
    ['no client id', ['login', 'livepush'], {}, 2, 'Set $LIVEPUSH_CLIENT_ID'],
    ['an unknown provider', ['login', 'livepsh'], {}, 2, "Did you mean 'livepush'?"],
    ['a provider without a sign-in', ['token', 'ovenstudio'], {}, 2, 'There is no provider with a sign-in'],
    ['no provider', ['token'], {}, 2, 'An argument is missing'],
    ['a typo', ['token', 'livepush', '--acount', 'a'], {}, 2, 'Did you mean --account?'],
    ['no one signed in', ['token', 'livepush', '--account', 'bob'], {}, 1, 'onair login livepush --account bob'],
    [
      'an unknown scope',
      ['login', 'livepush', '--no-open', '--scope', 'steams.read'],
      { LIVEPUSH_CLIENT_ID: 'a', LIVEPUSH_CLIENT_SECRET: 'hunter2' },
      2,
      'streams.read',
    ],
  ] as const)('%s', async (_, given, more, code, text) => {
    const { ONAIR_STORE } = env
    const result = await runHere(given, { env: { ONAIR_STORE: ONAIR_STORE!, ...more } })
    expect(result).toMatchObject({ code, out: '' })
    expect(result.err).toContain(text)
    expect(result.err).not.toContain('hunter2')
  })
})
