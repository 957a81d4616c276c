import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import type { JournalEntry } from '../../mock/core/journal/entry.js'
import { Journal } from '../../mock/core/journal/journal.js'
import { testMock } from '../support/mock.js'
import { as, bearer, mainStage } from './caller.js'
import { anotherClient, askToken, authorizeUrl, codeFor, exchangeCode, refresh } from './sign-in.js'

const entry = (over: Partial<JournalEntry> = {}): Omit<JournalEntry, 'id'> => ({
  at: 0,
  provider: 'example',
  operation: 'example.getThing',
  method: 'GET',
  path: '/example/api/things',
  status: 200,
  ...over,
})

/** Bytes in use after a garbage collection. */
const heap = (): number => {
  setFlagsFromString('--expose-gc')
  ;(runInNewContext('gc') as () => void)()
  return process.memoryUsage().heapUsed
}

describe('the journal', () => {
  test('lists requests, oldest first, with time, account and the reason of a refusal', async () => {
    const mock = await testMock()
    const call = await as(mock)
    await call('GET', '/channels')
    await mock.clock.advance('5s')
    await call('GET', '/channels/nope?secret=1')
    await bearer(mock, 'bad')('GET', '/channels')
    await call('PUT', `/channels/${mainStage}`, { title: '' })
    await askToken(mock, { grant_type: 'client_credentials', client_secret: 'wrong' })
    await mock.fetch(`${mock.url}/kollus-live/api/nothing`)
    const start = Date.UTC(2026, 0, 15)
    const path = '/kollus-live/api/service-accounts/demo/channels'
    expect(mock.journal.requests()).toEqual([
      {
        id: 1,
        at: start,
        provider: 'kollus-live',
        operation: 'kollus-live.listChannels',
        method: 'GET',
        path,
        status: 200,
        account: 'alice',
      },
      {
        id: 2,
        at: start + 5000,
        provider: 'kollus-live',
        operation: 'kollus-live.getChannel',
        method: 'GET',
        path: `${path}/nope`,
        status: 404,
        reason: 'unknown Channel',
        account: 'alice',
      },
      {
        id: 3,
        at: start + 5000,
        provider: 'kollus-live',
        operation: 'kollus-live.listChannels',
        method: 'GET',
        path,
        status: 401,
        reason: 'token',
      },
      {
        id: 4,
        at: start + 5000,
        provider: 'kollus-live',
        operation: 'kollus-live.updateChannel',
        method: 'PUT',
        path: `${path}/${mainStage}`,
        status: 422,
        reason: 'invalid input: title',
        account: 'alice',
      },
      {
        id: 5,
        at: start + 5000,
        provider: 'kollus-live',
        operation: 'kollus-live.exchangeToken',
        method: 'POST',
        path: '/kollus-live/console/oauth/token',
        status: 401,
        reason: 'invalid_client',
        grantType: 'client_credentials',
      },
      {
        id: 6,
        at: start + 5000,
        provider: 'kollus-live',
        operation: null,
        method: 'GET',
        path: '/kollus-live/api/nothing',
        status: 404,
        reason: 'unknown route',
      },
    ])
  })

  test('can be filtered', async () => {
    const mock = await testMock()
    const call = await as(mock)
    await call('GET', '/channels')
    await call('GET', '/channels/nope')
    const count = (filter: Parameters<typeof mock.journal.requests>[0]) => mock.journal.requests(filter).length
    expect(count({ provider: 'kollus-live' })).toBe(2)
    expect(count({ provider: 'livepush' })).toBe(0)
    expect(count({ operation: 'kollus-live.getChannel' })).toBe(1)
    expect(count({ status: 404, operation: 'kollus-live.listChannels' })).toBe(0)
  })

  test('returns copies, so that a caller cannot change it', () => {
    const journal = new Journal()
    journal.record(entry())
    ;(journal.requests()[0] as { status: number }).status = 500
    journal.requests().pop()
    expect(journal.requests()).toEqual([{ id: 1, ...entry() }])
  })

  test('keeps the newest ten thousand', () => {
    const journal = new Journal()
    for (let at = 0; at < 25_000; at++) journal.record(entry({ at }))
    const kept = journal.requests()
    expect([kept.length, kept[0]!.at, kept.at(-1)!.at]).toEqual([10_000, 15_000, 24_999])
  })

  test('keeps fewer entries with long paths: a limit of characters applies besides that of entries', () => {
    const journal = new Journal()
    for (let at = 0; at < 5000; at++) journal.record(entry({ at, path: `/${'x'.repeat(10_000)}` }))
    const kept = journal.requests()
    expect(kept.at(-1)!.at).toBe(4999)
    expect(kept.length).toBeGreaterThan(1500)
    expect(kept.reduce((sum, { path }) => sum + path.length, 0)).toBeLessThanOrEqual(16 * 1_048_576)
  })

  test.each(['path', 'reason', 'grantType'] as const)('is not emptied by one entry with a huge %s', (field) => {
    const journal = new Journal()
    journal.record(entry())
    journal.record(entry({ [field]: 'x'.repeat(20_000_000) }))
    const [first, second] = journal.requests()
    expect(first).toEqual({ id: 1, ...entry() })
    expect(second![field]!.length).toBeLessThan(20_000)
  })

  test('keeps no more of a request in memory than it shows', () => {
    const journal = new Journal()
    const before = heap()
    for (let at = 0; at < 2000; at++) {
      const url = Buffer.from(`/example/api/things/${at}?${'x'.repeat(50_000)}`).toString()
      journal.record(entry({ at, path: url.slice(0, url.indexOf('?')) }))
    }
    expect(heap() - before).toBeLessThan(20_000_000)
    expect(journal.requests()).toHaveLength(2000)
  })

  test('notifies followers at once', async () => {
    const lines: JournalEntry[] = []
    const mock = await testMock({ log: (line) => lines.push(line) })
    await (
      await as(mock)
    )('GET', '/channels')
    expect(lines).toEqual(mock.journal.requests())
  })

  test('shows no secret, after every kind of sign-in and refusal', async () => {
    const mock = await testMock()
    const { clientSecret } = mock.credentials('kollus-live')
    const other = await anotherClient(mock)
    const verifier = 'verifier'.repeat(6)
    const challenged = { code_challenge: verifier, code_challenge_method: 'plain', state: 'state-secret' }
    await mock.fetch(authorizeUrl(mock, challenged))
    const code = await codeFor(mock, challenged)
    await exchangeCode(mock, code, other)
    await exchangeCode(mock, code, { code_verifier: `${verifier}x` })
    const { body } = await exchangeCode(mock, code, { code_verifier: verifier })
    await exchangeCode(mock, code, { code_verifier: verifier })
    await refresh(mock, body.refresh_token, { scope: 'unknown-scope-secret' })
    const second = await refresh(mock, body.refresh_token)
    await refresh(mock, body.refresh_token)
    await askToken(mock, { grant_type: 'refresh_token', refresh_token: 'lost-secret', client_secret: 'wrong-secret' })
    const key = mainStage
    const { body: creators } = await bearer(mock, second.body.access_token)('GET', `/channels/${key}/creators`)
    await bearer(mock, body.access_token)('GET', `/channels?token=${body.access_token}`)
    const target = { title: 't', link: 'rtmp://x', stream_name: 'stream-key-secret', status: '1' }
    await bearer(mock, second.body.access_token)('POST', `/channels/${key}/syndications`, target)

    const exchanges = await Promise.all(mock.journal.requests().map(({ id }) => mock.journal.entry(id)))
    const written = JSON.stringify([mock.journal.requests(), exchanges, await mock.journal.har()])
    const secrets = [clientSecret, other.client_secret, code, verifier, 'state-secret', 'lost-secret', 'wrong-secret']
    const tokens = [body, second.body].flatMap(({ access_token, refresh_token }) => [access_token, refresh_token])
    for (const secret of [...secrets, ...tokens, 'stream-key-secret', creators.data[0].stream_key, 'alice-password'])
      expect(written).not.toContain(secret)
    expect(written.replaceAll(/client_secret|unknown-scope-secret/g, '')).not.toMatch(/eyJ|def50200|secret/)
  })
})
