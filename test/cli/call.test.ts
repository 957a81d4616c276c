import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { createMock, type Mock } from '../../mock/index.js'
import { callOptions } from '../../src/cli/call/options.js'
import { callableProviders } from '../../src/cli/call/providers.js'
import { runHere, startHere } from './in-process.js'

let mock: Mock
let url: string
let folder: string
let env: Record<string, string>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'onair-call-'))
  mock = await createMock({ clock: 'system', limits: false })
  url = (await mock.listen()).url
})
afterAll(async () => {
  await mock.close()
  rmSync(folder, { recursive: true })
})
beforeEach(async () => {
  mock.reset()
  const token = async (provider: 'kollus-live' | 'dlive' | 'livepush') =>
    (await mock.grant(provider, { account: 'alice' })).accessToken
  env = {
    ONAIR_STORE: join(folder, 'tokens.json'),
    LIVEPUSH_ACCESS_TOKEN: await token('livepush'),
    DLIVE_ACCESS_TOKEN: await token('dlive'),
    KOLLUS_LIVE_ACCESS_TOKEN: await token('kollus-live'),
    KOLLUS_LIVE_SERVICE_ACCOUNT: mock.credentials('kollus-live').serviceAccount,
    OVENSTUDIO_ACCESS_TOKEN: mock.credentials('ovenstudio').accessToken,
  }
})

const call = (...words: readonly string[]) => runHere(['call', ...words, '--base-url', url], { env })
const lastRequest = () => mock.journal.requests().at(-1)!

describe('onair call', () => {
  test('prints the answer of an operation as JSON', async () => {
    const { code, out, err } = await call('livepush', 'listStreams')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(JSON.parse(out)[0].metadata.name).toBe('Main stage')
  })

  test('sends parameters of the path and the query as the spec types them, and fills in the service account', async () => {
    const { code, out } = await call('kollus-live', 'listChannels', '--per_page', '1', '--keyword', 'stage')
    expect(code).toBe(0)
    expect(JSON.parse(out).meta.per_page).toBe(1)
    const { path } = lastRequest()
    expect(path).toContain(`/service-accounts/${env['KOLLUS_LIVE_SERVICE_ACCOUNT']}/channels`)
  })

  test('takes what the client fills in from an option before the environment', async () => {
    const { code, err } = await call('kollus-live', 'listChannels', '--service_account_key', 'other')
    expect(code).toBe(1)
    expect(err).toContain('kollus-live.listChannels was refused with 404')
  })

  test('sends a body that stands in the command, in a file, and in the standard input', async () => {
    const body = (name: string) => JSON.stringify({ category: 'simulcast', name })
    const file = join(folder, 'body.json')
    writeFileSync(file, `\uFEFF${body('from a file')}`)
    async function* lines() {
      yield* JSON.stringify({ category: 'simulcast', name: 'typed' }, null, 2).split('\n')
    }
    const create = (json: string, typed?: AsyncIterable<string>) =>
      runHere(['call', 'livepush', 'createStream', '--json', json, '--base-url', url], {
        env,
        ...(typed && { lines: typed }),
      })
    const made = [await create(body('in place')), await create(`@${file}`), await create('-', lines())]
    expect(made.map(({ out }) => JSON.parse(out).metadata.name)).toEqual(['in place', 'from a file', 'typed'])
  })

  test('sends a JSON body as a form if the operation takes one', async () => {
    const { code, out } = await call(
      'kollus-live',
      'createChannel',
      '--json',
      '{"title":"T","customer_code":"c","concurrently_viewer_limit":5,"is_shared":0,"live_media_profile_group_key":"pg-standard"}',
    )
    expect(code).toBe(0)
    expect(JSON.parse(out).data.title).toBe('T')
  })

  test('runs a query and a mutation of GraphQL by the names of the documents, with options as variables', async () => {
    const user = await call('dlive', 'User', '--username', 'alice')
    expect(JSON.parse(user.out).user.username).toBe('alice')
    const input = '{"streamer":"alice","message":"hi","roomRole":"Member","subscribing":false}'
    const said = await call('dlive', 'SendStreamchatMessage', '--input', input)
    expect(JSON.parse(said.out).sendStreamchatMessage.message.content).toBe('hi')
    const page = await call('dlive', 'Followers', '--json', '{"username":"alice"}', '--first', '1')
    expect(JSON.parse(page.out).user.followers.list.length).toBeLessThanOrEqual(1)
  })

  test('calls an OvenStudio machine behind a mock with no more than its address', async () => {
    const json = '{"stream":{"stream_name":"OvenStudio"},"policy":{"date_less_than":"2037-01-01T00:00:00Z"}}'
    const { code, out } = await call('ovenstudio', 'createSignedUrl', '--json', json)
    expect(code).toBe(0)
    expect(JSON.parse(out).signed_url).toContain('Key-Pair-Id=')
  })

  test('prints nothing for an answer without a body, and the status and headers only when they are asked for', async () => {
    const { data } = JSON.parse((await call('kollus-live', 'listChannels')).out)
    const words = ['kollus-live', 'deleteChannel', '--channel_key', data[0].key]
    const { code, out, err } = await call(...words, '-i')
    expect({ code, out }).toEqual({ code: 0, out: '' })
    expect(err).toMatch(/^204/)
    expect(err).toContain('x-onair-evidence: ')
  })

  test('prints a refusal with what to do and exits with 1, and its body only with --include', async () => {
    const words = ['livepush', 'getStream', '--streamId', 'nope']
    const plain = await call(...words)
    expect(plain).toMatchObject({ code: 1, out: '' })
    expect(plain.err).toMatch(/^onair: livepush\.getStream was refused with 404 .*Check the keys in the path.*\n$/)
    expect((await call(...words, '--include')).err).toContain('"message": "There is no such stream."')
  })

  test('prints the refusal that a GraphQL answer holds and exits with 1', async () => {
    const { code, out, err } = await call('dlive', 'Follow', '--streamer', 'no-one')
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain('DLive refused Follow')
  })

  test('never prints a token, even if the answer repeats it', async () => {
    const secret = 'hunter2-hunter2'
    const { code, err } = await runHere(
      ['call', 'livepush', 'listStreams', '-i', '--token-env', 'MINE', '--base-url', url],
      { env: { ...env, MINE: secret } },
    )
    expect(code).toBe(1)
    expect(err).toContain('401')
    expect(err).not.toContain(secret)
  })

  test('ends with 130 at Ctrl-C while it waits for the answer or for the body', async () => {
    const silent = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void silent.close())
    await once(silent, 'listening')
    const { port } = silent.address() as AddressInfo
    const asked = once(silent, 'request')
    const waiting = startHere(['call', 'livepush', 'listStreams', '--base-url', `http://127.0.0.1:${port}`], { env })
    await asked
    expect(await waiting.stop()).toMatchObject({ code: 130, out: '', err: '' })
    const typing = startHere(['call', 'livepush', 'createStream', '--json', '-', '--base-url', url], { env })
    expect(await typing.stop()).toMatchObject({ code: 130, out: '', err: '' })
  })
})

describe('onair call says in one line what is wrong, sends nothing and exits with 2:', () => {
  test.each([
    ['a provider', ['livpush'], "Did you mean 'livepush'?"],
    ['no provider', [], 'An argument is missing: onair call <provider>'],
    ['options without an operation', ['livepush', '--account', 'a'], 'Name the operation: onair call livepush'],
    ['an operation', ['livepush', 'getStraem'], "no operation 'getStraem'. Did you mean 'getStream'?"],
    ['a document', ['dlive', 'folowers'], "Did you mean 'Followers'?"],
    ['a subscription', ['dlive', 'StreamMessageReceived'], "no operation 'StreamMessageReceived'"],
    ['a step of the sign-in', ['livepush', 'exchangeToken'], 'onair login livepush'],
    ['a parameter', ['livepush', 'getStream', '--streamid', 'x'], 'Did you mean --streamId?'],
    [
      'a missing parameter',
      ['livepush', 'getStream'],
      '--streamId is missing. See onair call livepush getStream --help',
    ],
    ['an empty parameter', ['kollus-live', 'getChannel', '--channel_key', ''], '--channel_key is missing'],
    ['a wrong type', ['kollus-live', 'listChannels', '--per_page', 'all'], '--per_page: '],
    ['a value below the least', ['kollus-live', 'listChannels', '--per_page', '0'], '--per_page: '],
    ['a number that would change', ['kollus-live', 'listChannels', '--page', '9007199254740993'], '--page: '],
    [
      'a value of an enum',
      ['kollus-live', 'getAccountViewers', '--duration_minute', '7', '--start_date', '2026-01-01'],
      '--duration_minute is 5|10',
    ],
    ['a value with a dash', ['kollus-live', 'listChannels', '--keyword', '-x'], 'begins with a dash as --keyword='],
    [
      'a word too many',
      ['livepush', 'listStreams', 'extra'],
      "'extra' is an extra argument: onair call livepush listStreams [options]",
    ],
    ['a missing body', ['livepush', 'createStream'], 'createStream needs --json <body>'],
    ['a body that is not taken', ['livepush', 'listStreams', '--json', '{}'], 'takes no body'],
    ['a field of the body as an option', ['livepush', 'createStream', '--name', 'x'], `--json '{"name": …}'`],
    ['a body that is not JSON', ['livepush', 'createStream', '--json', '{"key":"hunter2'], 'This is not JSON'],
    ['a body that is no object', ['livepush', 'createStream', '--json', '5'], 'takes an object or a list'],
    ['a file that is not there', ['livepush', 'createStream', '--json', '@/no/where'], "'/no/where' cannot be read"],
    ['fields of the body', ['livepush', 'createStream', '--json', '{"category":"x"}'], 'category: Invalid option'],
    ['a missing field', ['livepush', 'createStream', '--json', '{"category":"simulcast"}'], 'name is missing'],
    [
      'a variable',
      ['dlive', 'Followers', '--json', '{"usernam":"a"}'],
      "no variable 'usernam'. Did you mean 'username'?",
    ],
    ['a missing variable', ['dlive', 'Followers'], '"$username" of required type "String!" was not provided'],
    ['the type of a variable', ['dlive', 'Followers', '--username', 'a', '--first', 'x'], 'Int cannot represent'],
    ['a variable that is no token', ['livepush', 'listStreams', '--token-env', 'NOPE'], '$NOPE is not set'],
    ['a base URL', ['livepush', 'listStreams', '--base-url', 'foo'], 'must be an http or https address'],
  ] as const)('%s', async (_, words, said) => {
    const before = mock.journal.requests().length
    const { code, out, err } = await runHere(['call', ...words], { env })
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(said)
    expect(err.trimEnd()).not.toContain('\n')
    expect(err).not.toContain('hunter2')
    expect(mock.journal.requests().length).toBe(before)
  })

  test.each([
    [
      'KOLLUS_LIVE_SERVICE_ACCOUNT',
      'kollus-live',
      'listChannels',
      'Set $KOLLUS_LIVE_SERVICE_ACCOUNT, or give --service_account_key.',
    ],
    ['OVENSTUDIO_ACCESS_TOKEN', 'ovenstudio', 'createSignedUrl', 'Set $OVENSTUDIO_ACCESS_TOKEN to an access token'],
  ])('no $%s', async (variable, provider, operation, said) => {
    const json = '{"stream":{"stream_name":"s"},"policy":{"date_less_than":"2037-01-01T00:00:00Z"}}'
    const body = operation === 'createSignedUrl' ? ['--json', json] : []
    const { code, err } = await runHere(['call', provider, operation, ...body, '--base-url', url], {
      env: { ...env, [variable]: '' },
    })
    expect(code).toBe(2)
    expect(err).toContain(said)
  })
})

test('onair call warns of a field that the spec does not have, and sends it', async () => {
  const { code, err } = await call('livepush', 'createStream', '--json', '{"category":"simulcast","name":"D","nmae":1}')
  expect(code).toBe(0)
  expect(err).toContain("no field 'nmae' in the body. Did you mean 'name'? It is sent unchanged.")
})

describe('the token of a call', () => {
  const withStore = (name: string) => ({ ONAIR_STORE: join(folder, name) })

  /** Signs in by pasting the callback. */
  async function signIn(name: string) {
    mock.reset()
    let type!: (line: string) => void
    const typed = new Promise<string>((resolve) => (type = resolve))
    async function* lines() {
      yield await typed
    }
    const { clientId, clientSecret, redirectUri } = mock.credentials('livepush')
    const client = {
      LIVEPUSH_CLIENT_ID: clientId,
      LIVEPUSH_CLIENT_SECRET: clientSecret,
      LIVEPUSH_REDIRECT_URI: redirectUri,
    }
    const login = startHere(['login', 'livepush', '--no-open', '--base-url', url, '--account', name], {
      env: { ...withStore('accounts.json'), ...client },
      lines: lines(),
    })
    type(await mock.approve(/https?:\S+/.exec(await login.warned('Sign in here'))![0]))
    expect(await login.finished).toMatchObject({ code: 0 })
  }

  test('is that of the signed-in account, and goes only to where the account was signed in', async () => {
    await signIn('bob')
    const words = ['call', 'livepush', 'listStreams', '--account', 'bob']
    expect(await runHere(words, { env: withStore('accounts.json') })).toMatchObject({ code: 0, err: '' })
    const elsewhere = await runHere([...words, '--base-url', 'http://127.0.0.1:9'], { env: withStore('accounts.json') })
    expect(elsewhere.code).toBe(1)
    expect(elsewhere.err).toContain(`'bob' was signed in at ${url}, so its token is not sent elsewhere`)
  })

  test('is that of an account that is named, although the environment has one', async () => {
    const { code, err } = await runHere(['call', 'livepush', 'listStreams', '--account', 'carol'], {
      env: { ...env, ...withStore('none.json') },
    })
    expect(code).toBe(1)
    expect(err).toContain('No one is signed in. Run: onair login livepush --account carol')
  })
})

describe('what can be called', () => {
  test('is listed with route, summary and scopes, and without the steps of a sign-in', async () => {
    const { code, out } = await runHere(['call', 'livepush'])
    expect(code).toBe(0)
    expect(out).toMatch(/ {2}getStream +Gets a stream\.\n +GET \/streams\/\{streamId\} {2}streams\.read\n/)
    expect(out).not.toContain('exchangeToken')
  })

  test('is listed as JSON with the parameters', async () => {
    const list = JSON.parse((await runHere(['call', 'dlive', '--json'])).out) as { name: string }[]
    expect(list.find(({ name }) => name === 'ChatModerators')).toEqual({
      name: 'ChatModerators',
      route: 'query ($username: String!, $first: Int, $after: String, $search: String)',
      summary: '',
      scopes: ['moderation:read'],
      parameters: [
        { name: 'username', type: 'String!', required: true },
        { name: 'first', type: 'Int', required: false },
        { name: 'after', type: 'String', required: false },
        { name: 'search', type: 'String', required: false },
      ],
      body: 'optional',
    })
    expect(list.map(({ name }) => name)).not.toContain('StreamMessageReceived')
  })

  test('shows parameters, body, an example that works, and how sure we are', async () => {
    const { code, out } = await runHere(['call', 'livepush', 'createStream', '--help'])
    expect(code).toBe(0)
    expect(out).toMatch(/category {2}simulcast\|schedule .*Required\./)
    expect(out).toContain('Evidence: documented')
    const json = /--json '(\{.*\})'/.exec(out)![1]!
    expect(await call('livepush', 'createStream', '--json', json)).toMatchObject({ code: 0 })
    expect((await runHere(['call', 'livepush', 'getStream', '--help'])).out).toMatch(/--streamId <string> .*Required\./)
    expect((await runHere(['call', 'kollus-live', 'getChannel', '--help'])).out).toMatch(
      /--service_account_key <string> .*Default: \$KOLLUS_LIVE_SERVICE_ACCOUNT/,
    )
  })

  test.each(callableProviders)('has no parameter of %s that an option of the command hides', async (provider) => {
    const list = JSON.parse((await runHere(['call', provider, '--json'])).out) as { parameters: { name: string }[] }[]
    const names = new Set(list.flatMap(({ parameters }) => parameters.map(({ name }) => name)))
    expect(Object.keys(callOptions).filter((name) => names.has(name))).toEqual([])
  })
})
