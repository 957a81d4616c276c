import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { kollusLive } from '../../generated/kollus-live/mock.js'
import { livepush } from '../../generated/livepush/mock.js'
import { createMock, defineProvider, type Mock } from '../../mock/index.js'
import { staticToken } from '../../src/auth/static.js'
import type { Report } from '../../src/cli/verify/report.js'
import { verifyProvider, type VerifyOptions } from '../../src/cli/verify/verify-provider.js'
import { expectAccessible } from '../support/axe.js'
import { chromium, launchChromium } from '../support/chromium.js'
import { runHere, startHere } from './in-process.js'

const folder = mkdtempSync(join(tmpdir(), 'onair-verify-'))
afterAll(() => rmSync(folder, { recursive: true }))

const store = join(folder, 'tokens.json')

/** A mock that listens, and what `onair verify` needs to reach it. */
async function serve(providers: readonly unknown[] = ['livepush']) {
  const mock = await createMock({ providers: providers as ['livepush'] })
  const { url } = await mock.listen()
  const { accessToken } = await mock.grant('livepush')
  return { mock, url, accessToken, env: { LIVEPUSH_ACCESS_TOKEN: accessToken, ONAIR_STORE: store } }
}

type Served = Awaited<ReturnType<typeof serve>>

async function verify({ url, env }: Pick<Served, 'url' | 'env'>, ...words: string[]) {
  const finished = await runHere(['verify', 'livepush', '--json', '--base-url', url, ...words], { env })
  return { ...finished, report: JSON.parse(finished.out) as Report }
}

const seenIn = ({ operations }: Report) =>
  operations.flatMap(({ operation, findings }) => findings.map(({ kind, where }) => `${operation} ${kind} ${where}`))

const calledIn = ({ operations }: Report) =>
  operations.filter(({ statuses }) => statuses.length > 0).map(({ operation }) => operation)

describe('against the mock', () => {
  let served: Served
  beforeAll(async () => void (served = await serve()))
  afterAll(() => served.mock.close())

  test('it calls every read, finds no drift, and says that a mock confirms nothing', async () => {
    const { code, report, err } = await verify(served)
    expect(calledIn(report)).toEqual([
      'getAccount',
      'listSubscriptions',
      'listStreams',
      'getStream',
      'listDestinations',
      'listRecordings',
    ])
    expect(seenIn(report)).toEqual([])
    expect(report).toMatchObject({ isMock: true, isComplete: true, leftBehind: [] })
    expect(err).toContain('getStream                200')
    expect(code).toBe(0)
  })

  test('--only reports on one operation, and takes the values that it needs from others', async () => {
    const { report } = await verify(served, '--only', 'getStream')
    expect(report.operations).toMatchObject([{ operation: 'getStream', statuses: [200] }])
  })

  test('--param gives the value of a parameter, and a declared refusal is no drift', async () => {
    const { code, report, err } = await verify(served, '--only', 'getStream', '--param', 'getStream.streamId=st_none')
    expect(report.operations).toMatchObject([{ statuses: [404], findings: [] }])
    expect(err).toContain('no operation succeeded')
    expect(code).toBe(1)
  })

  test('it never makes what it cannot delete again', async () => {
    const { report } = await verify(served, '--write')
    const reasons = Object.fromEntries(report.operations.map(({ operation, reason }) => [operation, reason]))
    expect(reasons).toMatchObject({
      createStream: 'The spec has no operation that deletes what it makes.',
      setSchedulerPlaylist: 'It changes what was there before.',
      exchangeToken: 'It is part of the sign-in: onair login calls it.',
    })
    expect(served.mock.journal.requests().filter(({ method }) => method !== 'GET')).toEqual([])
  })

  test('Ctrl-C prints the report so far, with 130', async () => {
    const running = startHere(['verify', 'livepush', '--base-url', served.url], { env: served.env })
    await running.warned('getAccount')
    const { code, out } = await running.stop()
    expect(out).toContain('It was stopped.')
    expect(code).toBe(130)
  })

  test('it takes the account that onair login has signed in, and sends its tokens to the address of its mock only', async () => {
    const env = { ...served.env, ...registered(served.mock), LIVEPUSH_ACCESS_TOKEN: '' }
    const words = ['livepush', '--account', 'alice']
    const login = startHere(['login', ...words, '--no-open', '--base-url', served.url], { env })
    const address = /https?:\S+/.exec(await login.warned('Sign in here'))![0]
    await fetch(await served.mock.approve(address))
    await login.finished
    const { code, out } = await runHere(['verify', ...words], { env })
    expect(out).toContain(`Livepush at ${served.url}: 6 of 14 operations called, 0 differences.`)
    expect(code).toBe(0)
    const before = served.mock.journal.requests().length
    for (const elsewhere of [
      ['--base-url', `${served.url}/t/other`],
      ['--server', `octopus=${served.url}`],
    ])
      expect(await runHere(['verify', ...words, ...elsewhere], { env })).toMatchObject({ code: 1, out: '' })
    expect(served.mock.journal.requests()).toHaveLength(before)
  })

  test.each([
    ['an unknown provider', ['livepsh'], {}, 2, "Did you mean 'livepush'?"],
    ['an unknown operation', ['livepush', '--only', 'getSteam'], {}, 2, "Did you mean 'getStream'?"],
    ['a parameter without a value', ['livepush', '--param', 'streamId'], {}, 2, '--param is name=value'],
    ['no one signed in', ['livepush'], { LIVEPUSH_ACCESS_TOKEN: '' }, 1, 'onair login livepush'],
    ['no token', ['ovenstudio'], {}, 1, 'Set $OVENSTUDIO_ACCESS_TOKEN'],
    ['no address', ['ovenstudio'], { OVENSTUDIO_ACCESS_TOKEN: 'abc' }, 2, '--server api=https://…'],
    ['a missing client option', ['kollus-live'], {}, 2, 'set $KOLLUS_LIVE_SERVICE_ACCOUNT'],
  ] as const)('%s is said in one line', async (_, words, more, code, text) => {
    const result = await runHere(['verify', ...words], { env: { ...served.env, ...more } })
    expect(result).toMatchObject({ code, out: '', err: expect.stringContaining(text) })
  })
})

/** The variables of the application that the mock knows. */
function registered(mock: Mock) {
  const { clientId, clientSecret, redirectUri } = mock.credentials('livepush')
  return { LIVEPUSH_CLIENT_ID: clientId, LIVEPUSH_CLIENT_SECRET: clientSecret, LIVEPUSH_REDIRECT_URI: redirectUri }
}

const stream = { id: 'st_1', metadata: { name: 'Demo', category: 'simulcast' } }
const account = { id: 'u1', username: 'alice' }

interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** A mock of Livepush that gives these answers, and the examples of the spec otherwise. */
async function different(answers: Readonly<Record<string, Answer>>): Promise<Served> {
  const handlers = Object.entries(answers).map(([id, answer]) => [id, () => ({ status: 200, ...answer })])
  const definition = defineProvider(livepush)
    .handlers(Object.fromEntries(handlers) as never)
    .fallback('examples')
  const served = await serve([definition])
  onTestFinished(() => served.mock.close())
  return served
}

const html = { 'content-type': 'text/html' }

describe('against a mock that differs on purpose, it finds', () => {
  test.each([
    ['a missing property', { getAccount: { body: { username: 'alice' } } }, 'missing property body.id'],
    ['a wrong type', { getAccount: { body: { ...account, username: 5 } } }, 'type body.username'],
    ['an undeclared status', { getAccount: { status: 202, body: account } }, 'status status'],
    ['an unknown property', { getAccount: { body: { ...account, plan: 'pro' } } }, 'unknown property body.plan'],
    ['an undeclared content type', { getAccount: { headers: html, body: 'Hi' } }, 'content type content type'],
    ['a wrong format', { getAccount: { body: { ...account, createdAt: 'soon' } } }, 'format body.createdAt'],
    ['null where none is allowed', { getAccount: { body: { ...account, createdAt: null } } }, 'null body.createdAt'],
    ['an empty body', { getAccount: {} }, 'body body'],
    ['a value that no enum has', streams({ metadata: { category: 'music' } }), 'enum body[].metadata.category'],
    ['a wrong type behind a choice', streams({ zone: 5 }), 'type body[].zone'],
    ['a missing property behind a choice', streams({ zone: {} }), 'missing property body[].zone.id'],
    ['an unknown property behind a choice', streams({ zone: { id: 'z', far: 1 } }), 'unknown property body[].zone.far'],
  ])('%s, once, and nothing else', async (_, answers, expected) => {
    const { report, code } = await verify(await different(answers), '--only', Object.keys(answers)[0]!)
    expect(seenIn(report)).toEqual([`${Object.keys(answers)[0]} ${expected}`])
    expect(code).toBe(1)
  })

  test('what it says of a difference: its place in both, the mark, what was seen, and what to change', async () => {
    const { report } = await verify(await different(streams({ zone: {} })), '--only', 'listStreams')
    expect(report.operations[0]!.findings).toEqual([
      {
        kind: 'missing property',
        where: 'body[].zone.id',
        at: '#/components/schemas/Zone',
        evidence: 'inferred',
        seen: 'It is not there.',
        suggestion: 'Take id out of the required properties.',
        foundBy: ['Ajv', 'Prism'],
      },
    ])
  })

  test('no report shows a token, a key, an address of e-mail or another secret', async () => {
    const secrets = ['hunter2-key', 'alice@example.test', 'https://cdn.example.test/a?Signature=s1gn3d']
    const [key, email, url] = secrets
    const answers = {
      getAccount: { body: { ...account, email: 5, name: [email], [email!]: key } },
      listStreams: { body: [{ ...stream, streamKey: key, createdAt: url, [`rtmp_${'0a1b2c3d'.repeat(4)}`]: key }] },
      listRecordings: { body: [{ id: 'r', streamKey: [key], status: url, time: key }] },
      listDestinations: { body: [{ id: 5, appName: { name: key }, label: email, oauth: { token: key } }] },
    }
    const served = await different(answers)
    const page = join(folder, 'secrets.html')
    const { report, out, err } = await verify(served, '--page', page)
    const { out: text } = await runHere(['verify', 'livepush', '--base-url', served.url], { env: served.env })
    expect(seenIn(report).length).toBeGreaterThan(6)
    const shown = out + err + text + readFileSync(page, 'utf8')
    for (const secret of [...secrets, served.accessToken, 's1gn3d', '0a1b2c3d']) expect(shown).not.toContain(secret)
  })
})

const streams = (more: object) => ({ listStreams: { body: [{ ...stream, ...more }] } })

describe('with --write', () => {
  /** Kollus Live verified in the time of its mock; `isReal` as if the answers came from the provider. */
  async function kollus(mock: Mock, more: Partial<VerifyOptions> = {}, isReal = false): Promise<Report> {
    const { serviceAccount } = mock.credentials('kollus-live')
    const { accessToken } = await mock.grant('kollus-live')
    const { fetch: send, clock, baseUrl } = mock.client
    const fetch: typeof send = async (url, init) => {
      const answer = await send(url, init)
      const headers = new Headers(answer.headers)
      headers.delete('x-onair-evidence')
      return isReal ? new Response(answer.body, { status: answer.status, headers }) : answer
    }
    return verifyProvider(kollusLive, {
      fetch,
      clock,
      baseUrl,
      servers: {},
      given: new Map(),
      only: [],
      secrets: [],
      write: true,
      auth: staticToken(accessToken, {
        clock,
        warn: () => {},
      }),
      clientOptions: [
        {
          parameter: 'service_account_key',
          option: 'serviceAccount',
          value: serviceAccount,
        },
      ],
      signal: new AbortController().signal,
      progress: () => {},
      ...more,
    })
  }

  async function createKollus() {
    const mock = await createMock({ providers: ['kollus-live'] })
    onTestFinished(() => mock.close())
    return { mock, hasOwn: () => JSON.stringify(mock.snapshot()).includes('onair-verify-') }
  }

  test('it makes, reads, changes and deletes what the spec lets it undo, and leaves nothing', async () => {
    const { mock, hasOwn } = await createKollus()
    const report = await kollus(mock)
    expect(seenIn(report)).toEqual([])
    expect(calledIn(report)).toEqual(
      expect.arrayContaining(['createChannel', 'updateChannel', 'trashChannel', 'restoreChannel', 'deleteSyndication']),
    )
    expect(calledIn(report)).not.toContain('deleteBroadcast')
    const made = mock.journal.requests({ operation: 'kollus-live.createChannel' })
    expect(made).toHaveLength(1)
    expect(report.leftBehind).toEqual([])
    expect(hasOwn()).toBe(false)
  })

  test('what the answers of a provider agree with is confirmed, if it is not documented', async () => {
    const { mock } = await createKollus()
    const report = await kollus(mock, { write: false, only: ['getBroadcastSummary'] }, true)
    expect(report.isMock).toBe(false)
    expect(report.operations[0]!.confirmations).toContainEqual({
      where: 'body.data.max_cur_user',
      at: '#/components/schemas/BroadcastSummary/properties/max_cur_user',
      evidence: 'community',
    })
  })

  test('it deletes what it made when a call in between has no answer', async () => {
    const { mock, hasOwn } = await createKollus()
    mock.faults.add({ operation: 'kollus-live.updateChannel', action: 'drop' })
    const report = await kollus(mock, { only: ['updateChannel'] })
    expect(report.operations[0]!.reason).toContain('ECONNRESET')
    expect(report.leftBehind).toEqual([])
    expect(hasOwn()).toBe(false)
  })

  test('it deletes what it made when it is stopped in between', async () => {
    const { mock, hasOwn } = await createKollus()
    const stopped = new AbortController()
    const progress = (line: string) => void (line.startsWith('createSyndication') && stopped.abort())
    const report = await kollus(mock, { signal: stopped.signal, progress })
    expect(report.isComplete).toBe(false)
    expect(report.operations.find(({ operation }) => operation === 'deleteChannel')!.statuses).toEqual([204])
    expect(hasOwn()).toBe(false)
  })

  test('it says what it could not delete', async () => {
    const { mock, hasOwn } = await createKollus()
    mock.faults.add({ operation: 'kollus-live.deleteChannel', action: 'status', status: 403 })
    const { leftBehind } = await kollus(mock, { only: ['deleteChannel'] })
    expect(leftBehind).toEqual([
      expect.stringMatching(/^createChannel made channel_key \w+, and deleteChannel was answered with 403/),
    ])
    expect(hasOwn()).toBe(true)
  })
})

test.skipIf(!chromium)('the page is whole without a network or scripts, and accessible', async () => {
  const file = join(folder, 'report.html')
  await verify(
    await different({ ...streams({ zone: {} }), getAccount: { body: { ...account, plan: 1 } } }),
    '--page',
    file,
  )
  const text = readFileSync(file, 'utf8')
  expect(text).not.toMatch(/<script|https?:\/\/(?!127\.0\.0\.1)/)
  const browser = await launchChromium()
  onTestFinished(() => browser.close())
  const page = await browser.newPage()
  await page.goto(`file://${file}`)
  expect(await page.getByRole('heading', { name: 'Livepush and its spec' }).count()).toBe(1)
  expect(await page.getByRole('row').filter({ hasText: 'body[].zone.id' }).count()).toBe(1)
  await expectAccessible(page)
})
