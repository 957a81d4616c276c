import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { MockOptions } from '../../mock/index.js'
import { testMock } from '../support/mock.js'
import { runHere, startHere } from './in-process.js'
import { startCli } from './run-cli.js'

const stream = 'st_a1b2c3d4'

/** A mock on a socket, and `onair mock` with these arguments against it. */
async function driven(options: MockOptions = { providers: ['livepush'] }) {
  const mock = await testMock(options)
  const { url } = await mock.listen()
  const env = { ONAIR_URL: url }
  const onair = (...words: string[]) => runHere(['mock', ...words], { env })
  return {
    mock,
    url,
    env,
    onair,
    async json(...words: string[]) {
      const { code, out, err } = await onair(...words, '--json')
      expect([code, err]).toEqual([0, ''])
      return JSON.parse(out) as unknown
    },
    ask: (path = '/livepush/octopus/streams/mine') => fetch(url + path),
  }
}

describe('a control', () => {
  test('takes its required fields without names, and prints its output', async () => {
    const { mock, onair, json } = await driven()
    const first = await onair('publish', 'livepush', stream)
    expect([first.code, JSON.parse(first.out)]).toEqual([0, expect.objectContaining({ id: stream })])
    const again = await onair('publish', 'livepush', stream)
    expect(again).toEqual({
      code: 1,
      out: '',
      err: `onair: Stream ${stream} is already on air: unpublish first.\n`,
    })
    expect(await json('unpublish', 'livepush', '--stream-id', stream)).toMatchObject({ id: stream })
    expect(await json('publish', 'livepush', `--streamId=${stream}`)).toMatchObject({ id: stream })
    expect(await json('unpublish', 'livepush', '--input', JSON.stringify({ streamId: stream }))).toMatchObject({
      id: stream,
    })
    expect(await onair('addAccount', 'livepush', 'bob')).toEqual({ code: 0, out: '', err: '' })
    await expect(mock.grant('livepush', { account: 'bob' })).resolves.toBeDefined()
  })

  test('takes values of the types in its schema', async () => {
    const { json, onair } = await driven({ providers: ['dlive', 'kollus-live'] })
    const published = json('publish', 'dlive', 'alice', '--title', 'Hello', '--watching-count', '7')
    expect(await published).toMatchObject({ permlink: expect.stringMatching(/^alice/) })
    expect((await onair('addAccount', 'dlive', 'dave', '--bot')).code).toBe(0)
    const wrong = await onair('publish', 'dlive', 'alice', '--watching-count', 'many')
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining("watchingCount is integer, not 'many'") })
    const key = 'abcd1234efgh5678'
    expect((await onair('setCallbackUrl', 'kollus-live', key, 'null')).code).toBe(0)
    expect((await onair('setCallbackUrl', 'kollus-live', key, 'http://127.0.0.1:1/')).code).toBe(0)
  })

  test('has a help text from the mock', async () => {
    const { onair } = await driven()
    const { code, out } = await onair('publish', 'livepush', '--help')
    expect(code).toBe(0)
    for (const said of ['onair mock publish livepush <streamId>', '--stream-id <string>', '--sandbox <name>'])
      expect(out).toContain(said)
    expect((await onair('controls', 'livepush')).out).toContain(
      'onair mock publish livepush <streamId>\n    Starts a simulcast',
    )
  })
})

test('clock shows, advances, stops and restarts the time', async () => {
  const { mock, onair, json } = await driven({ providers: ['livepush'], clock: 'manual' })
  expect((await onair('clock')).out).toBe('2026-01-15T00:00:00.000Z\n')
  await mock.livepush.publish({ streamId: stream })
  await mock.livepush.unpublish({ streamId: stream })
  expect((await onair('clock')).out).toMatch(/^2026-01-15T00:01:00.000Z {2}livepush\.\w+/m)
  const { out } = await onair('clock', '+31d')
  expect(out).toMatch(/^2026-01-15T00:01:00.000Z {2}livepush\.\w+.*\n.*2026-02-15T00:00:00.000Z\n$/s)
  expect(await json('clock', 'freeze')).toEqual({ now: mock.clock.now() })
  expect(mock.clock.isFrozen).toBe(true)
  await onair('clock', 'resume')
  expect(mock.clock.isFrozen).toBe(false)
})

test('faults sets, lists and clears faults', async () => {
  const { onair, json, ask } = await driven()
  const options = ['--status', '503', '--retry-after', '2', '--times', '2']
  expect(await json('fault', 'add', 'livepush.listStreams', 'status', ...options)).toEqual({ id: 1 })
  const answer = await ask()
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2'])
  expect((await onair('fault', 'list')).out).toContain('1  livepush.listStreams  status  phase=before')
  expect((await onair('fault', 'list')).out).toContain('(1 of 1 calls)')
  await onair('fault', 'add', 'livepush.getAccount', 'drop')
  expect(await json('fault', 'clear', '1')).toMatchObject([{ operation: 'livepush.getAccount' }])
  expect((await onair('fault', 'clear')).out).toBe('No fault is set.\n')
})

test('journal lists requests, as lines or as a HAR, filtered and without secrets', async () => {
  const { onair, ask } = await driven()
  await ask()
  await ask('/livepush/octopus/nowhere')
  expect((await onair('journal')).out.split('\n')).toHaveLength(3)
  expect((await onair('journal', '--status', '404')).out).toMatch(/ {2}404 {2}GET {4}\/livepush\/octopus\/nowhere/)
  expect((await onair('journal', '--limit', '1', '--json')).out).toMatch(/^\{.*nowhere.*\}\n$/)
  expect((await onair('journal', '1')).out).toMatch(/^GET \/livepush\/octopus\/streams\/mine\n.*\n401 .*evidence: /s)
  expect(await onair('journal', '9')).toMatchObject({ code: 1, err: expect.stringContaining('no request 9') })
  const folder = await mkdtemp(join(tmpdir(), 'onair-test-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  expect((await onair('journal', '--har', join(folder, 'all.har'))).out).toContain('2 requests are in')
  expect(JSON.parse(await readFile(join(folder, 'all.har'), 'utf8'))).toMatchObject({ log: { version: '1.2' } })
})

test('journal --follow prints each new request that matches, until it is stopped', async () => {
  const { env, ask } = await driven()
  await ask()
  const following = startHere(['mock', 'journal', '--follow', '--status', '401'], { env })
  await following.printed('streams/mine')
  await ask('/livepush/octopus/nowhere')
  await ask('/livepush/squid/account/this')
  const out = await following.printed('account/this')
  expect(out).not.toContain('nowhere')
  expect((await following.stop()).code).toBe(0)
})

test('snapshot writes the state, restore loads it, and reset returns to the seed', async () => {
  const { mock, onair, json } = await driven({ providers: ['livepush'], clock: 'manual' })
  const folder = await mkdtemp(join(tmpdir(), 'onair-test-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'later.json')
  await onair('clock', '+1d')
  expect((await onair('snapshot', file)).code).toBe(0)
  expect(await json('snapshot')).toEqual(JSON.parse(await readFile(file, 'utf8')))
  await onair('reset')
  expect(mock.clock.now()).toBe(Date.UTC(2026, 0, 15))
  expect((await onair('restore', file)).code).toBe(0)
  expect(mock.clock.now()).toBe(Date.UTC(2026, 0, 16))
  expect(await onair('restore', 'README.md')).toMatchObject({ code: 2, err: expect.stringContaining('not JSON') })
  expect(await onair('restore', 'package.json')).toMatchObject({
    code: 1,
    err: expect.stringContaining('not a snapshot'),
  })
})

test('grant prints tokens, and approve approves or denies a consent page', async () => {
  const { url, onair, json } = await driven()
  const { accessToken } = (await json('grant', 'livepush', '--scope', 'profile.read')) as { accessToken: string }
  const headers = { authorization: `Bearer ${accessToken}` }
  expect((await fetch(`${url}/livepush/squid/account/this`, { headers })).status).toBe(200)
  expect((await fetch(`${url}/livepush/octopus/streams/mine`, { headers })).status).toBe(403)
  const { clientId, redirectUri } = ((await json('credentials')) as { livepush: Record<string, string> }).livepush
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId!,
    redirect_uri: redirectUri!,
    scope: 'profile.read',
    state: 's',
  })
  const page = `${url}/livepush/id/oauth2/authorize?${query.toString()}`
  expect((await onair('approve', page)).out).toMatch(/^http:\/\/localhost:3000\/callback\?code=\w+&state=s\n$/)
  expect((await onair('approve', page, '--deny')).out).toContain('error=access_denied')
})

test('callbacks lists them with their attempts, and resends one', async () => {
  const received: string[] = []
  const receiver = createServer((request, response) => {
    received.push(request.url!)
    response.end()
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void receiver.close())
  await once(receiver, 'listening')
  const { onair, json } = await driven({ providers: ['kollus-live'] })
  const key = 'abcd1234efgh5678'
  await onair('setCallbackUrl', 'kollus-live', key, `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`)
  await onair('publish', 'kollus-live', key)
  expect((await onair('callbacks')).out).toMatch(/^1 {2}kollus-live\.\w+ {2}http:\S+\/hook\n {3}2026-\S+ {2}status 200/)
  expect(await json('callbacks', 'replay', '1')).toMatchObject({ result: { status: 200 } })
  expect(received).toEqual(['/hook', '/hook'])
})

test('--sandbox selects a sandbox instead of the mock', async () => {
  const { mock, onair, json } = await driven({ providers: ['livepush'], clock: 'manual' })
  await onair('clock', '+1h', '--sandbox', 'a')
  expect([mock.clock.now(), mock.sandbox('a').clock.now()]).toEqual([Date.UTC(2026, 0, 15), Date.UTC(2026, 0, 15, 1)])
  expect(await json('sandboxes')).toEqual(['a'])
})

describe.each([
  [['publsh', 'livepush', 'x'], 2, "There is no control of livepush 'publsh'. Did you mean 'publish'?"],
  [['publish', 'livepsh', 'x'], 2, "Did you mean 'livepush'?"],
  [['credentials', 'livepsh'], 2, "Did you mean 'livepush'?"],
  [['jurnal'], 2, "Did you mean 'journal'?"],
  [['publish'], 2, 'its provider is missing: onair mock publish livepush'],
  [['publish', 'livepush'], 2, 'publish needs <streamId>'],
  [['publish', 'livepush', stream, 'more'], 2, "'more' is an extra argument"],
  [['publish', 'livepush', '--steam-id', 'x'], 2, 'Did you mean --stream-id?'],
  [['publish', 'livepush', 'st_nowhere'], 1, "There is no stream 'st_nowhere'"],
  [['clock', '31d'], 2, 'give +31d, freeze or resume'],
  [['clock', '+soon'], 2, 'is not a duration'],
  [['fault', 'ad'], 2, "Did you mean 'fault add'?"],
  [['fault', 'add', 'livepush.listStreams'], 2, 'needs an operation and an action'],
  [['fault', 'add', 'livepush.listStream', 'drop'], 1, "Did you mean 'listStreams'?"],
  [['fault', 'add', 'livepush.listStreams', 'status', '--status', 'x'], 2, "--status is a number, not 'x'"],
  [['journal', '--statsu', '1'], 2, 'Did you mean --status?'],
  [['grant'], 2, 'An argument is missing: onair mock grant <provider>'],
  [['approve', 'x'], 1, 'the complete authorization URL'],
  [['callbacks', 'replay'], 2, 'Give the number of the callback'],
  [['callbacks', 'replay', '7'], 1, '7'],
  [['reset', '--url', 'nowhere'], 2, '--url is an address such as http://127.0.0.1:4010'],
] as const)('onair mock %j', (words, code, said) => {
  test(`fails with ${code} and one line that says why`, async () => {
    const { onair } = await driven()
    const { err, out, ...result } = await onair(...words)
    expect([result.code, err, out]).toEqual([code, expect.stringContaining(said), ''])
    expect(err.trimEnd()).not.toContain('\n')
  })
})

test('without a mock at the address, the error says what to start', async () => {
  const other = createServer((_, response) => response.end('{}')).listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await once(other, 'listening')
  const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`
  expect(await runHere(['mock', 'reset', '--url', url])).toMatchObject({
    code: 1,
    err: expect.stringContaining('is not an onair mock'),
  })
  expect(await runHere(['mock', 'reset', '--url', 'http://127.0.0.1:1'])).toMatchObject({
    code: 1,
    err: 'onair: No mock answers at http://127.0.0.1:1. Start one: npx onair mock\n',
  })
})

test('Ctrl-C ends a process that follows the journal with code 0', async () => {
  const { url, ask } = await driven()
  await ask()
  const following = startCli('mock', 'journal', '--follow', '--url', url)
  await following.printed('streams/mine')
  following.child.kill('SIGINT')
  expect(await following.finished).toMatchObject({ code: 0, err: '' })
})

test('a reader that closes the pipe ends the command silently', async () => {
  const { url, ask } = await driven()
  for (let count = 0; count < 3; count++) await ask()
  const words = `${process.execPath} --import tsx src/cli/main.ts mock journal --follow --url ${url} | head -n 1; echo $\{PIPESTATUS[0]}`
  const child = spawn('bash', ['-c', words], { stdio: ['ignore', 'pipe', 'pipe'] })
  let [out, err] = ['', '']
  child.stdout.on('data', (text: Buffer) => {
    out += text.toString()
    // Output after the reader has gone.
    void ask()
  })
  child.stderr.on('data', (text: Buffer) => (err += text.toString()))
  await once(child, 'close')
  expect([out.trimEnd().split('\n').length, out.trimEnd().at(-1), err]).toEqual([2, '0', ''])
})
