import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { connectMock, type JournalEntry, type Mock, type RemoteMock } from '../../../mock/index.js'
import { failure } from '../../support/failure.js'
import { testMock } from '../../support/mock.js'
import { receiver } from '../receiver.js'
import { checked } from './checked-fetch.js'

const refusal = async (call: Promise<unknown>) => (await failure(call)) as Error

/** A mock in process, or the same mock over a socket: the same cases apply to both. `url` is the address of its providers. */
interface Subject {
  readonly mock: Mock | RemoteMock
  readonly url: string
  readonly fetch: typeof fetch
}

const inProcess = async (): Promise<Subject> => {
  const mock = await testMock()
  return { mock, url: mock.url, fetch: mock.fetch }
}

const overHttp = async (): Promise<Subject> => {
  const { url } = await (await testMock()).listen()
  return { mock: await connectMock(url, { fetch: checked(globalThis.fetch) }), url, fetch: globalThis.fetch }
}

const start = Date.UTC(2026, 0, 15)
const streamId = 'st_a1b2c3d4'

describe.each([
  ['in process', inProcess],
  ['over HTTP', overHttp],
])('a mock %s', (_, create) => {
  let subject: Subject
  let mock: Subject['mock']
  const streams = async (accessToken: string) =>
    subject.fetch(`${subject.url}/livepush/octopus/streams/mine`, {
      headers: { authorization: `Bearer ${accessToken}` },
    })

  beforeAll(async () => {
    subject = await create()
    ;({ mock } = subject)
  })
  beforeEach(() => mock.reset())
  afterAll(() => mock.close())

  test('shows its time, advances it, and returns the fired events', async () => {
    expect(await mock.clock.now()).toBe(start)
    await mock.livepush.publish({ streamId })
    await mock.livepush.unpublish({ streamId })
    const [next] = await mock.clock.scheduled()
    expect(next).toMatchObject({ at: start + 60_000, kind: 'livepush.recording-queued' })
    const fired = await mock.clock.advance('1h')
    expect(fired.map(({ kind }) => kind)).toEqual(['livepush.recording-queued', 'livepush.recording-done'])
    expect(await mock.clock.now()).toBe(start + 3_600_000)
    await mock.clock.freeze()
    await mock.clock.resume()
  })

  test('runs controls, and refuses a wrong one in the same words', async () => {
    expect(await mock.livepush.publish({ streamId })).toMatchObject({ id: streamId })
    expect(await mock.provider('livepush').controls.streams()).toHaveLength(2)
    const again = await refusal(mock.livepush.publish({ streamId }))
    expect(again.message).toBe(`Stream ${streamId} is already on air: unpublish first.`)
    const wrong = await refusal(mock.livepush.publish({ stream: 'x' } as never))
    expect(wrong).toBeInstanceOf(RangeError)
    expect(wrong.message).toContain("There is no field of livepush.publish 'stream'; there are streamId.")
    expect(await mock.kollusLive.channels()).not.toEqual([])
  })

  test('sets faults, lists and clears them', async () => {
    const { accessToken } = await mock.grant('livepush')
    const operation = 'livepush.listStreams'
    const id = await mock.faults.add({ operation, action: 'status', status: 503, times: 2 })
    expect((await streams(accessToken)).status).toBe(503)
    expect(await mock.faults.list()).toMatchObject([{ id, operation, action: 'status', calls: 1, applied: 1 }])
    await mock.faults.clear(id)
    await mock.faults.clear(id)
    expect((await streams(accessToken)).status).toBe(200)
    await mock.faults.add({ operation, action: 'drop' })
    await mock.faults.clear({ action: 'drop' })
    expect(await mock.faults.list()).toEqual([])
    const refused = await refusal((async () => mock.faults.add({ operation: 'livepush.x', action: 'drop' }))())
    expect(refused).toBeInstanceOf(RangeError)
    expect(refused.message).toMatch(/^There is no operation of livepush 'x'; there are \*/)
  })

  test('shows its journal, whole and filtered, and follows it', async () => {
    const seen: JournalEntry[] = []
    const stop = await mock.journal.follow((entry) => seen.push(entry))
    const { accessToken } = await mock.grant('livepush')
    await streams(accessToken)
    await streams('never-issued-token')
    const [first, second] = await mock.journal.requests()
    expect([first!.status, second!.status]).toEqual([200, 401])
    expect(await mock.journal.requests({ status: 401, limit: 5 })).toEqual([second])
    const entry = await mock.journal.entry(second!.id)
    expect(entry).toMatchObject({ evidence: 'inferred', reason: 'token', request: { body: null } })
    expect(JSON.stringify(entry)).not.toContain('never-issued-token')
    expect(await mock.journal.entry(99)).toBeUndefined()
    const har = await mock.journal.har({ after: first!.id })
    expect(har.log.entries).toMatchObject([{ response: { status: 401 } }])
    await expect.poll(() => seen).toEqual([first, second])
    await mock.reset()
    await streams('never-issued-token')
    await expect.poll(() => seen.length).toBe(3)
    stop()
  })

  test('issues grants, lists them and revokes them', async () => {
    const { accessToken, refreshToken, expiresAt } = await mock.grant('livepush', { scopes: ['streams.read'] })
    expect([typeof refreshToken, expiresAt]).toEqual(['string', start + 3_600_000])
    const grants = await mock.grants('livepush')
    const grant = grants.at(-1)!
    expect(grant).toMatchObject({ account: 'alice', client: 'Demo app', scopes: ['streams.read'], refreshable: true })
    expect((await streams(accessToken)).status).toBe(200)
    await mock.revoke('livepush', grant.id)
    expect((await streams(accessToken)).status).toBe(401)
    expect(await mock.grants('livepush')).toHaveLength(grants.length - 1)
    expect(await refusal((async () => mock.revoke('livepush', grant.id))())).toBeInstanceOf(RangeError)
    expect(await mock.grants('ovenstudio')).toEqual([])
  })

  test('approves an authorization request, or denies it', async () => {
    const { clientId, redirectUri } = await mock.credentials('livepush')
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirectUri,
      state: 's',
    })
    const url = `${subject.url}/livepush/id/oauth2/authorize?${query.toString()}`
    expect(await mock.approve(url)).toMatch(/^http:\/\/localhost:3000\/callback\?code=[\w-]+&state=s$/)
    expect(await mock.approve(url, { deny: true })).toContain('error=access_denied')
    const refused = await refusal(mock.approve(url, { account: 'bob' }))
    expect(refused).toBeInstanceOf(RangeError)
    expect(refused.message).toBe("There is no account 'bob'; the accounts are alice.")
  })

  test('continues from a snapshot, and refuses anything else', async () => {
    const { accessToken } = await mock.grant('livepush')
    const snapshot = await mock.snapshot()
    await mock.reset()
    expect((await streams(accessToken)).status).toBe(401)
    await mock.restore(snapshot)
    expect((await streams(accessToken)).status).toBe(200)
    const refused = await refusal((async () => mock.restore({ onair: 'none' } as never))())
    expect(refused.message).toBe('This is not a snapshot of a mock. Pass the result of mock.snapshot().')
  })

  test('lists callbacks with their attempts, and resends one', async () => {
    const { url, received } = await receiver()
    const [channel] = (await mock.kollusLive.channels()) as unknown as { key: string }[]
    await mock.kollusLive.setCallbackUrl({ channelKey: channel!.key, url })
    await mock.kollusLive.publish({ channelKey: channel!.key })
    const [callback] = await mock.callbacks.list({ provider: 'kollus-live' })
    expect(callback).toMatchObject({ name: 'liveStateChanged', attempts: [{ attempt: 1, result: { status: 200 } }] })
    expect(await mock.callbacks.replay(callback!.id)).toMatchObject({ attempt: 2, result: { status: 200 } })
    expect(received[1]).toEqual(received[0])
    expect(await refusal((async () => mock.callbacks.replay(99))())).toBeInstanceOf(RangeError)
  })

  test('has sandboxes with a state of their own, which end when they are closed', async () => {
    const sandbox = mock.sandbox('both')
    await sandbox.clock.advance('1d')
    expect([await mock.clock.now(), await sandbox.clock.now()]).toEqual([start, start + 86_400_000])
    expect(await mock.sandboxes()).toContain('both')
    await sandbox.close()
    await sandbox.close()
    expect(await mock.sandboxes()).not.toContain('both')
  })
})
