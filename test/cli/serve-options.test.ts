import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { runHere, serveHere, startHere } from './in-process.js'
import { startCli } from './run-cli.js'

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'onair-test-'))
  onTestFinished(() => rm(made, { recursive: true }))
  return made
}

async function fileWith(text: string, name = 'seed.yaml'): Promise<string> {
  const file = join(await folder(), name)
  await writeFile(file, text)
  return file
}

const credentialsOf = (mock: Awaited<ReturnType<typeof serveHere>>, name: string) =>
  mock.providers.find(({ provider }) => provider === name)?.credentials

const clockOf = async (url: string) =>
  (await (await fetch(`${url}/_mock/api/clock`)).json()) as { now: number; mode: string }

describe('--seed', () => {
  test('sets accounts, clients and streams, from YAML and from JSON', async () => {
    const seed = `
livepush:
  accounts: [bob]
  clients:
    - { name: Mine, redirectUris: ['https://mine.example/cb'], clientId: mine }
  streams:
    - { id: st_mine, name: Mine, category: simulcast }
  destinations: []
  recordings: []
`
    const inJson = {
      livepush: { clients: [{ name: 'Mine', redirectUris: ['https://mine.example/cb'], clientId: 'mine' }] },
    }
    for (const file of [await fileWith(seed), await fileWith(JSON.stringify(inJson), 'seed.json')]) {
      const mock = await serveHere('--provider', 'livepush', '--seed', file)
      expect(credentialsOf(mock, 'livepush')).toMatchObject({
        clientId: 'mine',
        redirectUri: 'https://mine.example/cb',
      })
    }
  })

  test.each<[what: string, text: string, place: string, message: string]>([
    ['an unknown provider', 'livepsh: {}', '1:', "There is no provider 'livepsh'. Did you mean 'livepush'?"],
    [
      'an unknown part',
      'livepush:\n  steams: []',
      '2:',
      "There is no part of livepush 'steams'. Did you mean 'streams'?",
    ],
    [
      'an unknown field',
      'livepush:\n  streams:\n    - name: x\n      categroy: simulcast',
      '4:17',
      "livepush.streams[0].categroy must be one of id, name, category; the nearest is 'category'",
    ],
    [
      'a value of a wrong type',
      'livepush:\n  streams:\n    - { name: 7, category: simulcast }',
      '3:15',
      'livepush.streams[0].name must be text; it is 7.',
    ],
    [
      'a wrong choice',
      'livepush: { streams: [{ name: x, category: radio }] }',
      '1:',
      "livepush.streams[0].category must be 'simulcast' or 'schedule'; it is 'radio'.",
    ],
    ['a missing field', 'livepush: { streams: [{ name: x }] }', '1:', 'livepush.streams[0].category must be'],
    [
      'a secret, without showing it',
      'livepush: { clients: [{ name: x, redirectUris: [], clientSecret: 12345 }] }',
      '1:',
      'clientSecret must be text; it is a number.',
    ],
    ['a list in place of a provider', 'livepush: []', '1:', 'livepush must be an object'],
    ['text that is not YAML', 'livepush: [', '1:', 'Flow sequence'],
  ])('refuses %s, with file, line and what was expected', async (_what, text, place, message) => {
    const file = await fileWith(text)
    const { code, err } = await runHere(['mock', '--port', '0', '--seed', file])
    expect([code, err]).toEqual([2, expect.stringContaining(message)])
    expect(err).toContain(`${file}:${place}`)
  })

  test('refuses values that only the mock can check', async () => {
    const file = await fileWith("livepush: { clients: [{ name: x, redirectUris: ['javascript:x'] }] }")
    expect(await runHere(['mock', '--port', '0', '--seed', file])).toMatchObject({
      code: 2,
      err: expect.stringContaining('is not a valid redirect URI'),
    })
  })
})

test('--redirect-uri sets that of the first client of every provider with OAuth', async () => {
  const mock = await serveHere('--redirect-uri', 'http://localhost:8080/cb', '--redirect-uri', 'https://b.example/cb')
  const uris = mock.providers.map(({ credentials }) => credentials['redirectUri'])
  expect(uris).toEqual(['http://localhost:8080/cb', 'http://localhost:8080/cb', 'http://localhost:8080/cb', undefined])
})

describe('--policy', () => {
  test('sets switches by their types', async () => {
    const policies = [
      'tokenType=Bearer',
      'postTokenRequest=true',
      'oauth.lifetimes.accessToken=60',
      'oauth.refresh=keep',
    ]
    const words = policies.flatMap((policy) => ['--policy', `livepush.${policy}`])
    const { url, providers } = await serveHere('--provider', 'livepush', ...words)
    const { clientId, clientSecret } = providers[0]!.credentials
    const query = new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: clientId!,
      client_secret: clientSecret!,
      refresh_token: 'not-a-real-refresh-token',
    })
    const answer = await fetch(`${url}/livepush/tokens/oauth2/access_token`, { method: 'POST', body: query })
    expect(await answer.json()).toMatchObject({ token_type: 'Bearer', expires_in: 60 })
  })

  test.each([
    ['livepush.tokenTyp=x', "Did you mean 'tokenType'?"],
    ['livepush.oauth.refrsh=keep', "Did you mean 'refresh'?"],
    ['livepsh.tokenType=x', "Did you mean 'livepush'?"],
    ['livepush.loop=maybe', "livepush.loop must be true or false; it is 'maybe'"],
    ['livepush.oauth.refresh=never', "must be 'keep' or"],
    ['livepush', '--policy is <provider>.<switch>=<value>'],
  ])('refuses %s, and says why', async (policy, message) => {
    const { code, err } = await runHere(['mock', '--port', '0', '--policy', policy])
    expect([code, err]).toEqual([2, expect.stringContaining(message)])
  })
})

describe('--clock', () => {
  test.each([
    ['manual', { mode: 'manual', now: Date.UTC(2026, 0, 15) }],
    ['jump,2026-02-28T12:00Z', { mode: 'jump', now: Date.UTC(2026, 1, 28, 12) }],
  ])('%s stops the clock at that time', async (clock, expected) => {
    const { url } = await serveHere('--provider', 'ovenstudio', '--clock', clock)
    expect(await clockOf(url)).toMatchObject(expected)
  })

  test('x3600 from an instant runs an hour a second', async () => {
    const start = Date.UTC(2030, 0, 1)
    const { url } = await serveHere('--provider', 'ovenstudio', '--clock', '2030-01-01,x3600')
    const { now, mode } = await clockOf(url)
    expect(mode).toBe('system')
    expect(now).toBeGreaterThan(start)
    expect(now).toBeLessThan(start + 86_400_000)
  })

  test.each([
    ['manul', "Did you mean 'manual'?"],
    ['x0', 'a speed such as x60'],
    ['2026-13-99', 'an instant such as'],
    ['manual,x60', 'A speed such as x60 is for the clock system'],
  ])('refuses %s', async (clock, message) => {
    const { code, err } = await runHere(['mock', '--port', '0', '--clock', clock])
    expect([code, err]).toEqual([2, expect.stringContaining(message)])
  })
})

describe('--state', () => {
  const words = ['mock', '--port', '0', '--json', '--provider', 'livepush', '--clock', 'manual', '--state']

  test('is written when the process ends, for its owner only, and is loaded at the next start', async () => {
    const file = join(await folder(), 'state.json')
    const mock = startCli(...words, file)
    const { url } = JSON.parse((await mock.printed('\n')).split('\n')[0]!) as { url: string }
    await fetch(`${url}/_mock/api/clock/advance`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ duration: '31d' }),
    })
    mock.child.kill('SIGTERM')
    expect((await mock.finished).code).toBe(0)
    expect((await stat(file)).mode & 0o777).toBe(0o600)

    const again = await serveHere(...words.slice(4), file)
    expect((await clockOf(again.url)).now).toBe(Date.UTC(2026, 0, 15) + 31 * 86_400_000)
  })

  test.each([
    ['is not JSON', '{', 'This is not JSON.'],
    ['is not a state', '{}', 'This is not a snapshot of a mock'],
    ['has other providers', '{"onair":"snapshot","version":3,"providers":["dlive"],"graph":""}', 'it lacks livepush'],
    ['is damaged', '{"onair":"snapshot","version":3,"providers":["livepush"],"graph":"[1"}', 'cannot be read'],
  ])('that %s is refused and left as it is', async (_what, text, message) => {
    const file = await fileWith(text, 'state.json')
    const { code, err } = await runHere([...words, file])
    expect([code, err]).toEqual([2, expect.stringContaining(message)])
    expect(err).toContain('left as it is')
    expect(await readFile(file, 'utf8')).toBe(text)
  })

  test('that cannot be written is refused at the start', async () => {
    const { code, err } = await runHere([...words, 'no/such/folder/state.json'])
    expect([code, err]).toEqual([2, expect.stringContaining('A state cannot be written to no/such/folder')])
  })
})

describe('--with', () => {
  test('serves definitions that a module exports, beside the package’s or alone', async () => {
    const both = await serveHere('--with', 'test/cli/fixtures/harbour.ts')
    expect(both.providers.map(({ provider }) => provider)).toContain('harbour')
    const alone = await serveHere('--with', 'test/cli/fixtures/harbour.ts', '--provider', 'harbour')
    expect(alone.providers.map(({ provider }) => provider)).toEqual(['harbour'])
  })

  test.each([
    ['test/cli/in-process.ts', 'exports no definition'],
    ['nowhere.js', 'Cannot load nowhere.js'],
  ])('refuses %s, and says why', async (module, message) => {
    const { code, err } = await runHere(['mock', '--port', '0', '--with', module])
    expect([code, err]).toEqual([2, expect.stringContaining(message)])
  })
})

test('--spec serves your own document beside the package’s providers', async () => {
  const { url, providers } = await serveHere('--spec', 'test/cli/fixtures/pets/openapi.yaml', '--provider', 'pets')
  expect(providers[0]).toMatchObject({ provider: 'pets', credentials: { clientId: expect.any(String) } })
  expect((await fetch(`${url}/pets/api/v2/pets`)).status).toBe(200)
})

test('--tls serves HTTPS with a certificate that clients can trust while the mock runs', async () => {
  const mock = await serveHere('--tls', '--provider', 'livepush')
  expect(mock.url).toMatch(/^https:/)
  const { file, fingerprint } = mock.rest['tls'] as { file: string; fingerprint: string }
  expect(fingerprint).toMatch(/^([\dA-F]{2}:){31}[\dA-F]{2}$/)
  const ca = await readFile(file)
  const status = await new Promise((resolve, reject) => {
    get(`${mock.url}/_mock/health`, { ca, agent: false }, (answer) => resolve(answer.resume().statusCode)).on(
      'error',
      reject,
    )
  })
  expect(status).toBe(200)
  await mock.stop()
  await expect(readFile(file)).rejects.toThrow('ENOENT')
})

test('--env prints the lines of an .env file and nothing else, and keeps serving', async () => {
  const mock = startHere(['mock', '--port', '0', '--env', '--provider', 'livepush', '--provider', 'kollus-live'])
  const lines = await mock.printed('KOLLUS_LIVE_SERVICE_ACCOUNT')
  const url = /^ONAIR_URL=(.*)$/m.exec(lines)![1]!
  await fetch(`${url}/livepush/octopus/streams/mine`)
  const { out, err } = await mock.stop()
  expect(
    out
      .trimEnd()
      .split('\n')
      .every((line) => /^[A-Z_]+=\S*$/.test(line)),
  ).toBe(true)
  expect(out).toContain('LIVEPUSH_CLIENT_ID=app-1\n')
  expect(err).toContain('/livepush/octopus/streams/mine')
})

test('--show-secrets shows secrets in the journal, which hides them by default', async () => {
  const shown = async (...words: string[]) => {
    const { url } = await serveHere('--provider', 'livepush', ...words)
    await fetch(`${url}/livepush/octopus/streams/mine`, { headers: { authorization: 'Bearer s3cret-token' } })
    return (await runHere(['mock', 'journal', '1', '--url', url])).out
  }
  expect(await shown()).not.toContain('s3cret-token')
  expect(await shown('--show-secrets')).toContain('s3cret-token')
})

test('--cors and --forwarded reach the server', async () => {
  const { url } = await serveHere(
    '--provider',
    'livepush',
    '--cors',
    'http://a.example, http://b.example',
    '--forwarded',
  )
  const answer = await fetch(`${url}/livepush/octopus/streams/mine`, { headers: { origin: 'http://b.example' } })
  expect(answer.headers.get('access-control-allow-origin')).toBe('http://b.example')
})

test('PORT sets the port if --port is missing', async () => {
  const refused = async (...words: string[]) => (await runHere(['mock', ...words], { env: { PORT: '99999' } })).err
  expect(await refused()).toContain('$PORT is a number from 0 to 65535')
  expect(await refused('--port', 'x')).toContain('--port is a number')
})

test('--open opens the dashboard, or prints its address if no browser can be opened', async () => {
  const bin = await folder()
  const opened = join(bin, 'opened')
  const { PATH } = process.env
  process.env['PATH'] = bin
  onTestFinished(() => void (process.env['PATH'] = PATH))
  const failed = startHere(['mock', '--port', '0', '--provider', 'livepush', '--open'])
  await failed.printed('Ctrl-C stops it.')
  expect((await failed.stop()).err).toMatch(/no browser could be opened\. The dashboard is at http:\S+\/_mock\//)
  for (const name of ['xdg-open', 'open']) {
    await writeFile(join(bin, name), `#!/bin/sh\necho "$1" > ${opened}\n`)
    await chmod(join(bin, name), 0o755)
  }
  const { url } = await serveHere('--provider', 'livepush', '--open')
  await expect.poll(() => readFile(opened, 'utf8').catch(() => '')).toBe(`${url}/_mock/\n`)
})

test('the output has colors on a terminal that supports them only', async () => {
  const screen = async (hasColor: boolean) => {
    const mock = startHere(['mock', '--port', '0', '--provider', 'livepush'], { hasColor })
    return mock.printed('Ctrl-C stops it.')
  }
  expect(await screen(true)).toContain('\u001b[')
  expect(await screen(false)).not.toContain('\u001b[')
})

test('the output has no line of credentials for a provider without any', async () => {
  const spec =
    'openapi: 3.1.0\ninfo: { title: Pets, version: "1" }\nservers: [{ url: https://api.pets.example }]\npaths: {}'
  const mock = startHere(['mock', '--port', '0', '--spec', await fileWith(spec, 'pets.yaml'), '--provider', 'pets'])
  expect(await mock.printed('Ctrl-C stops it.')).toMatch(/\/pets\/\{api\}\n\nWith onair/)
})
