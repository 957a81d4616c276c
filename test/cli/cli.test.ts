import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { kollusLiveAuth } from '../../src/kollus-live/index.js'
import { runCli, startCli } from './run-cli.js'

test.each([[['--help']], [['mock', '--help']], [['generate', '--help']], [['help']]])(
  'onair %s explains itself',
  async (words) => {
    const { code, out } = await runCli(...words)
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
  const result = await runCli(...words)
  expect(result.out + result.err).toContain(said)
  expect(result.code).toBe(code)
  expect(result.err, 'no stack for a slip of the fingers').not.toMatch(/^\s+at /m)
})

test('onair --version gives the version of the package', async () => {
  expect((await runCli('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/)
})

test('onair mock shows on one screen what one needs, answers, logs without secrets, and stops within a second of Ctrl-C', async () => {
  const mock = startCli('mock', '--port', '0')
  const screen = await mock.printed('Ctrl-C stops it.')
  const url = /onair mock on (http:\S+)/.exec(screen)![1]!
  expect(screen.split('\n').length).toBeLessThan(24)
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
  expect((await fetch(shown('consent page'), { redirect: 'manual' })).status).toBe(302)
  expect((await fetch(shown('console page'), { redirect: 'manual' })).status).toBe(302)

  const log = await mock.printed('POST   /kollus-live/console/oauth/token')
  expect(log.slice(screen.length)).not.toContain(options.clientSecret)
  expect(log).not.toContain(token.value)

  const asked = performance.now()
  mock.child.kill('SIGINT')
  expect((await mock.finished).code).toBe(0)
  expect(performance.now() - asked).toBeLessThan(1000)
})

test('onair mock --json prints one object a line: the connection, then each request', async () => {
  const mock = startCli('mock', '--port', '0', '--provider', 'kollus-live', '--limits', 'off', '--json')
  const first = JSON.parse((await mock.printed('\n')).split('\n')[0]!) as {
    url: string
    providers: { provider: string }[]
  }
  expect(first.providers.map(({ provider }) => provider)).toEqual(['kollus-live'])
  await fetch(`${first.url}/kollus-live/api/service-accounts/demo/channels`)
  const lines = (await mock.printed('listChannels')).trim().split('\n')
  expect(JSON.parse(lines[1]!)).toMatchObject({ request: { operation: 'kollus-live.listChannels', status: 401 } })
  mock.child.kill('SIGTERM')
  expect((await mock.finished).code).toBe(0)
})

test.each([[[]], [['--json']]])(
  'onair mock %j logs no character that a terminal obeys: no forged line, no escape sequence, no reordered text',
  async (words: string[]) => {
    const mock = startCli('mock', '--port', '0', '--provider', 'kollus-live', ...words)
    const started = await mock.printed(words.length > 0 ? '\n' : 'Ctrl-C stops it.')
    const url = /http:[\w./:-]+?:\d+/.exec(started)![0]
    const raw = ['\n', '\r', '\u001b', '\u007f', '\u009b', '\u202e', '\u2066', '\u2028', '\u{e0041}']
    await fetch(`${url}/kollus-live/api/a${raw.map(encodeURIComponent).join('b')}z`)
    await fetch(`${url}/kollus-live/api/last`)
    const line = (await mock.printed('/last')).slice(started.length).trimStart().split('\n')[0]!
    const path = String.raw`/kollus-live/api/a\u000ab\u000db\u001bb\u007fb\u009bb\u202eb\u2066b\u2028b\udb40\udc41z`
    const inJson = path.replace(String.raw`\u000a`, String.raw`\n`).replace(String.raw`\u000d`, String.raw`\r`)
    expect(line).toContain(words.length > 0 ? inJson : path)
    mock.child.kill('SIGTERM')
    expect((await mock.finished).code).toBe(0)
  },
)

test.each([
  ['an unknown command', ['mo\u001b]0;x\u0007ck\nonair: all is well']],
  ['an unknown option', ['mock', '--po\u202ert', '1']],
  ['a bad value', ['mock', '--port', '1\n2\u009b']],
  ['a folder', ['generate', '--specs', 'no\u001b[2Jwhere']],
])('onair prints %s without the control characters in it', async (_, words) => {
  const { code, err } = await runCli(...words)
  expect(code).not.toBe(0)
  // oxlint-disable-next-line no-control-regex -- they are what is looked for.
  expect(err.trimEnd()).not.toMatch(/[\0-\x1f\x7f-\x9f\u202e]/)
})

test('onair mock on every address lists those that other machines reach', async () => {
  const mock = startCli('mock', '--port', '0', '--host', '0.0.0.0', '--provider', 'kollus-live', '--json')
  const { url, networkUrls } = JSON.parse((await mock.printed('\n')).split('\n')[0]!) as {
    url: string
    networkUrls: string[]
  }
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  for (const one of [url, ...networkUrls]) expect((await fetch(`${one}/_mock/health`)).status).toBe(200)
  mock.child.kill('SIGTERM')
  expect((await mock.finished).code).toBe(0)
})

test('onair mock on a taken port says so, and what to do', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  const { code, err } = await runCli('mock', '--port', String(port))
  taken.close()
  expect(code).toBe(2)
  expect(err).toContain(`Port ${port} on 127.0.0.1 is taken`)
  expect(err).toContain('--port')
})

test('onair generate --check finds this repository’s output up to date', async () => {
  expect(await runCli('generate', '--check')).toMatchObject({
    code: 0,
    out: expect.stringContaining('kollus-live: up to date'),
  })
})
