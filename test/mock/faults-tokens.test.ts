import { describe, expect, test, vi } from 'vitest'
import type { Mock, MockOptions } from '../../mock/index.js'
import { NetworkError, ReauthorizationRequiredError, TokenEndpointError } from '../../src/errors/index.js'
import { createLivepush, livepushAuth } from '../../src/livepush/index.js'
import { testMock } from '../support/mock.js'
import { failure } from '../support/signed-in.js'
import { exchangeCode, codeFor, refresh } from './livepush/caller.js'

const exchangeToken = 'livepush.exchangeToken'

/** A mock of Livepush whose refresh tokens work once, and a client of alice's. */
async function stage(options: MockOptions = {}) {
  const mock = await testMock({
    providers: ['livepush'],
    policy: { livepush: { oauth: { refresh: 'rotate' } } },
    ...options,
  })
  const auth = livepushAuth({ ...mock.credentials('livepush'), ...mock.client })
  const signIn = async () => {
    const { url } = await auth.begin({ account: 'alice', scopes: ['streams.read'] })
    return auth.complete(await mock.approve(url))
  }
  return { mock, signIn, auth, client: createLivepush({ auth: auth.account('alice'), retry: false, ...mock.client }) }
}

/** What the token endpoint did, from the journal. */
const exchanges = (mock: Mock) =>
  mock.journal
    .requests({ operation: exchangeToken })
    .map(({ grantType, status, reason }) => [grantType, status, reason])

describe('a fault of the token endpoint', () => {
  test('refuses in the OAuth server’s words, if it uses that status', async () => {
    const { mock } = await stage()
    const { refreshToken } = await mock.grant('livepush')
    const oauthError = async (status: number) => {
      mock.faults.add({ operation: exchangeToken, action: 'status', status, times: 1 })
      return refresh(mock, refreshToken!)
    }
    expect(await oauthError(400)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect(await oauthError(401)).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
    expect(await oauthError(503)).toMatchObject({ status: 503, body: { message: 'Something went wrong.' } })
    mock.faults.add({ operation: exchangeToken, action: 'status', status: 429, retryAfter: 9 })
    const limited = await exchangeCode(mock, await codeFor(mock))
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '9'])
  })

  test('shows no secret in the journal', async () => {
    const { mock } = await stage()
    const { refreshToken } = await mock.grant('livepush')
    mock.faults.add({ operation: exchangeToken, phase: 'after', action: 'malformed' })
    await expect(refresh(mock, refreshToken!)).rejects.toThrow(SyntaxError)
    const told = JSON.stringify(mock.journal.requests())
    expect(told).toContain('fault: malformed')
    expect(told).not.toContain(refreshToken)
    expect(told).not.toContain(mock.credentials('livepush').clientSecret)
  })
})

describe('a client whose token answer is dropped after the server has rotated the tokens', () => {
  test('reports a network fault, then once that the user must sign in again, and never sends the dead token again', async () => {
    const { mock, client, signIn } = await stage()
    await signIn()
    await mock.clock.advance('1h')
    mock.faults.add({ operation: exchangeToken, phase: 'after', action: 'drop', times: 1 })
    const call = () => failure(() => client.call('listStreams'))
    expect(await call()).toMatchObject({ constructor: NetworkError, phase: 'sent', reason: 'ECONNRESET' })
    expect(await call()).toBeInstanceOf(ReauthorizationRequiredError)
    expect(await call()).toBeInstanceOf(ReauthorizationRequiredError)
    expect(exchanges(mock)).toEqual([
      ['authorization_code', 200, undefined],
      ['refresh_token', 200, 'fault: drop'],
      ['refresh_token', 400, expect.stringMatching(/^refresh_token: /)],
    ])
    await signIn()
    expect((await client.call('listStreams')).status).toBe(200)
  })

  test('uses the access token that is still valid, if the server keeps it', async () => {
    const { mock, client, signIn } = await stage({ policy: { livepush: { oauth: { refresh: 'keep' } } } })
    await signIn()
    await mock.clock.advance('59m30s')
    mock.faults.add({ operation: exchangeToken, phase: 'after', action: 'drop', times: 1 })
    expect((await client.call('listStreams')).status).toBe(200)
    await mock.clock.advance('1m')
    expect((await client.call('listStreams')).status).toBe(200)
    expect(exchanges(mock).map(([, , reason]) => reason)).toEqual([undefined, 'fault: drop', undefined])
  })

  test('cannot exchange a code twice: the user signs in again', async () => {
    const { mock, auth, signIn } = await stage()
    mock.faults.add({ operation: exchangeToken, phase: 'after', action: 'drop', times: 1 })
    expect(await failure(signIn)).toMatchObject({ constructor: NetworkError, phase: 'sent' })
    expect(exchanges(mock)).toEqual([['authorization_code', 200, 'fault: drop']])
    expect(await auth.accounts()).toEqual([])
    expect(await signIn()).toMatchObject({ account: 'alice' })
  })
})

describe('a hundred calls that wait for one refresh', () => {
  const hundred = (client: Awaited<ReturnType<typeof stage>>['client']) =>
    Promise.allSettled(Array.from({ length: 100 }, () => client.call('listStreams')))

  test('wait through its delay, and continue', async () => {
    const { mock, client, signIn } = await stage()
    await signIn()
    await mock.clock.advance('1h')
    mock.faults.add({ operation: exchangeToken, action: 'delay', duration: '10s' })
    const before = mock.clock.monotonic()
    const settled = await hundred(client)
    expect(settled.map((one) => one.status === 'fulfilled' && one.value.status)).toEqual(Array(100).fill(200))
    expect(mock.clock.monotonic() - before).toBeGreaterThanOrEqual(10_000)
    expect(exchanges(mock).map(([grant]) => grant)).toEqual(['authorization_code', 'refresh_token'])
  })

  test('all fail after one request, and keep the session', async () => {
    const { mock, client, signIn } = await stage()
    await signIn()
    await mock.clock.advance('1h')
    mock.faults.add({ operation: exchangeToken, action: 'status', status: 503, times: 1 })
    const settled = await hundred(client)
    const reasons = settled.map((one) => (one.status === 'rejected' ? (one.reason as unknown) : undefined))
    expect(reasons.every((reason) => reason instanceof TokenEndpointError && reason.status === 503)).toBe(true)
    expect(exchanges(mock)).toHaveLength(2)
    expect((await client.call('listStreams')).status).toBe(200)
  })

  test('end when the mock is reset during the delay, because the session is gone', async () => {
    const { mock, client, signIn } = await stage({ clock: 'manual' })
    await signIn()
    await mock.clock.advance('1h')
    mock.faults.add({ operation: exchangeToken, action: 'delay', duration: '10s' })
    const settled = hundred(client)
    await vi.waitFor(() => expect(mock.faults.list()[0]!.applied).toBe(1), { interval: 1 })
    mock.reset()
    const reasons = (await settled).map((one) => (one.status === 'rejected' ? (one.reason as unknown) : undefined))
    expect(reasons.every((reason) => reason instanceof ReauthorizationRequiredError)).toBe(true)
    expect(exchanges(mock).map(([grant]) => grant)).toEqual(['refresh_token'])
  })
})
