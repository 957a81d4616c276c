import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { version } from '../../mock/version.js'
import { kollusLiveAuth } from '../../src/kollus-live/index.js'
import { runHere, serveHere, startHere } from './in-process.js'
import { runCli, startCli } from './run-cli.js'

test.each([[['--help']], [['mock', '--help']], [['generate', '--help']], [['help']]])(
  'onair %s prints a help text',
  async (words) => {
    const { code, out } = await runHere(words)
    expect(code).toBe(0)
    expect(out).toContain('Usage: onair')
  },
)

test.each([
  [[], 2, 'Usage: onair'],
  [['mokc'], 2, "There is no command 'mokc'. Did you mean 'mock'?"],
  [['mock', '--prot', '1'], 2, 'Did you mean --port?'],
  [['mock', '--port', 'ninety'], 2, "--port is a number from 0 to 65535, not 'ninety'"],
  [['mock', '--port', '70000'], 2, 'from 0 to 65535'],
  [['mock', '--provider', 'kollus'], 2, "Did you mean 'kollus-live'?"],
  [['mock', '--limits', 'maybe'], 2, "--limits is 'on' or 'off'"],
  [['mock', '--port', ''], 2, 'not an empty text'],
  [['mock', 'extra'], 2, 'See onair mock --help'],
  [['generate', '--specs', 'nowhere'], 2, 'nowhere'],
] as const)('onair %j fails with code %i and says why', async (words, code, said) => {
  const result = await runHere(words)
  expect(result.out + result.err).toContain(said)
  expect(result.code).toBe(code)
  expect(result.err, 'no stack for a slip of the fingers').not.toMatch(/^\s+at /m)
})

test('onair --version gives the version of the package', async () => {
  expect((await runHere(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/)
})

test('onair mock shows the connection on one screen, answers, logs without secrets, and stops within a second of Ctrl-C', async () => {
  const mock = startCli('mock', '--port', '0')
  const screen = await mock.printed('Ctrl-C stops it.')
  const url = /onair mock on (http:\S+)/.exec(screen)![1]!
  expect(screen.split('\n').length).toBeLessThan(18)
  expect(screen).toContain(`dashboard    ${url}/_mock/`)
  expect((await fetch(`${url}/_mock/health`)).status).toBe(200)

  const shown = (label: string) => new RegExp(`${label} +(\\S+)`).exec(screen)![1]!
  const options = {
    clientId: shown('clientId'),
    clientSecret: shown('clientSecret'),
    redirectUri: shown('redirectUri'),
  }
  const token = await kollusLiveAuth({ ...options, baseUrl: url })
    .app()
    .token()
  expect(token.value).toMatch(/^eyJ/)

  const log = await mock.printed('POST   /kollus-live/console/oauth/token')
  expect(log.slice(screen.length)).not.toContain(options.clientSecret)
  expect(log).not.toContain(token.value)

  const asked = performance.now()
  mock.child.kill('SIGINT')
  expect((await mock.finished).code).toBe(0)
  expect(performance.now() - asked).toBeLessThan(1000)
})

test('onair mock --json prints one object a line: the connection, then each request', async () => {
  const mock = await serveHere('--provider', 'kollus-live', '--limits', 'off')
  expect(mock.providers.map(({ provider }) => provider)).toEqual(['kollus-live'])
  expect((await fetch(mock.providers[0]!.consentPage!, { redirect: 'manual' })).status).toBe(302)
  expect(mock.rest).toMatchObject({ dashboard: `${mock.url}/_mock/`, networkUrls: [] })
  await fetch(`${mock.url}/kollus-live/api/service-accounts/demo/channels`)
  const lines = (await mock.printed('listChannels')).trim().split('\n')
  expect(JSON.parse(lines.at(-1)!)).toMatchObject({ request: { operation: 'kollus-live.listChannels', status: 401 } })
  expect((await mock.stop()).code).toBe(0)
})

test.each([[[]], [['--json']]])(
  'onair mock %j logs no character that a terminal interprets: no forged line, no escape sequence, no reordered text',
  async (words: string[]) => {
    const mock = startHere(['mock', '--port', '0', '--provider', 'kollus-live', ...words])
    const started = await mock.printed(words.length > 0 ? '\n' : 'Ctrl-C stops it.')
    const url = /http:[\w./:-]+?:\d+/.exec(started)![0]
    const raw = ['\n', '\r', '\u001b', '\u007f', '\u009b', '\u202e', '\u2066', '\u2028', '\u{e0041}']
    await fetch(`${url}/kollus-live/api/a${raw.map(encodeURIComponent).join('b')}z`)
    await fetch(`${url}/kollus-live/api/last`)
    const line = (await mock.printed('/last')).slice(started.length).trimStart().split('\n')[0]!
    const path = String.raw`/kollus-live/api/a\u000ab\u000db\u001bb\u007fb\u009bb\u202eb\u2066b\u2028b\udb40\udc41z`
    const inJson = path.replace(String.raw`\u000a`, String.raw`\n`).replace(String.raw`\u000d`, String.raw`\r`)
    expect(line).toContain(words.length > 0 ? inJson : path)
  },
)

test.each([
  ['an unknown command', ['mo\u001b]0;x\u0007ck\nonair: all is well']],
  ['an unknown option', ['mock', '--po\u202ert', '1']],
  ['a bad value', ['mock', '--port', '1\n2\u009b']],
  ['a folder', ['generate', '--specs', 'no\u001b[2Jwhere']],
])('onair prints %s without its control characters', async (_, words) => {
  const { code, err } = await runHere(words)
  expect(code).not.toBe(0)
  // oxlint-disable-next-line no-control-regex -- the test looks for them.
  expect(err.trimEnd()).not.toMatch(/[\0-\x1f\x7f-\x9f\u202e]/)
})

test('onair mock on every address lists those that other machines can reach, and the token that they need', async () => {
  const { url, rest } = await serveHere('--host', '0.0.0.0', '--provider', 'kollus-live')
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  for (const one of [url, ...(rest['networkUrls'] as string[])])
    expect((await fetch(`${one}/_mock/health`)).status).toBe(200)
  const token = rest['controlToken'] as string
  const list = ['mock', 'sandboxes', '--url', url]
  expect(await runHere(list)).toMatchObject({ code: 1, err: expect.stringContaining('Send the token') })
  expect((await runHere([...list, '--token', token])).code).toBe(0)
  expect((await runHere(list, { env: { ONAIR_TOKEN: token } })).code).toBe(0)
})

test('onair mock on a used port says so, and what to do', async () => {
  const taken = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1')
  onTestFinished(() => void taken.close())
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  const { code, err } = await runHere(['mock', '--port', String(port)])
  expect(code).toBe(2)
  expect(err).toContain(`Port ${port} on 127.0.0.1 is taken by another program`)
  expect(err).toContain('--port')
})

test('onair mock next to a running one says which it is: version, start and providers', async () => {
  const { url } = await serveHere('--provider', 'livepush')
  const { code, err } = await runHere(['mock', '--port', new URL(url).port])
  expect(code).toBe(2)
  const since = `started ${new Date().toISOString().slice(0, 11)}`
  for (const said of [`An onair mock ${version} runs on ${url} already, ${since}`, 'It serves livepush.', '--port 0'])
    expect(err).toContain(said)
})

test('onair generate --check finds this repository’s output up to date', async () => {
  expect(await runCli('generate', '--check')).toMatchObject({
    code: 0,
    out: expect.stringContaining('kollus-live: up to date'),
  })
})
