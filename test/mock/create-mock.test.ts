import { describe, expect, test } from 'vitest'
import { providerNames } from '../../mock/index.js'
import { testMock } from '../support/mock.js'
import { read } from './caller.js'

describe('a mock', () => {
  test('serves every provider, or those it is told', async () => {
    expect(providerNames).toEqual(['kollus-live', 'dlive', 'livepush', 'ovenstudio'])
    const health = async (options = {}) => {
      const mock = await testMock(options)
      return (await read(await mock.fetch(`${mock.url}/_mock/health`))).body
    }
    expect(await health()).toEqual({ status: 'ok', now: Date.UTC(2026, 0, 15), providers: providerNames })
    expect(await health({ providers: [] })).toMatchObject({ providers: [] })
  })

  test('refuses a provider that there is not, with those there are', async () => {
    for (const name of ['nobody', 'toString'])
      await expect(testMock({ providers: [name as 'kollus-live'] })).rejects.toThrow(
        `There is no provider '${name}'; there are kollus-live, dlive, livepush, ovenstudio.`,
      )
  })

  test('refuses a policy that there is not, with those there are', async () => {
    const refused = async (policy: object, message: string) =>
      expect(testMock({ policy })).rejects.toThrow(new RangeError(message))
    await refused({ DLive: {} }, "There is no provider 'DLive'; there are kollus-live, dlive, livepush, ovenstudio.")
    await refused(
      { livepush: { tokenTyp: 'token' } },
      "There is no switch 'tokenTyp'; there are tokenType, postTokenRequest, htmlErrors, vendorTexts, lenientCategory, recordingDelay, recordingTime, recordingResult, loop, oauth.",
    )
    for (const provider of providerNames) {
      await expect(testMock({ policy: { [provider]: { toString: true } } })).rejects.toThrow("no switch 'toString'")
      // One without OAuth has no policy of that name.
      if (provider === 'ovenstudio') continue
      await expect(testMock({ policy: { [provider]: { oauth: { refreshes: 'keep' } } } })).rejects.toThrow(
        "no switch 'refreshes'; there are refresh, ",
      )
    }
    await expect(testMock({ limits: { Livepush: {} } as object })).rejects.toThrow("no provider 'Livepush'")
  })

  test('says so when it is asked for a provider it does not serve', async () => {
    const mock = await testMock({ providers: [] })
    expect(() => mock.credentials('kollus-live')).toThrow(/does not serve 'kollus-live'/)
    expect(() => mock.kollusLive).toThrow(/does not serve 'kollus-live'/)
    await expect(mock.grant('kollus-live')).rejects.toThrow(/does not serve 'kollus-live'/)
  })

  test('begins with a tenant, an account, a client and three channels', async () => {
    const mock = await testMock()
    expect(mock.credentials('kollus-live')).toEqual({
      clientId: '1',
      clientSecret: expect.stringMatching(/^[A-Za-z0-9]{40}$/) as string,
      redirectUri: 'http://localhost:3000/callback',
      serviceAccount: 'demo',
    })
    expect(mock.kollusLive.channels().map(({ title }) => title)).toEqual(['Main stage', 'Second stage', 'Rehearsal'])
  })

  test('begins at the time it is told', async () => {
    const start = new Date('2030-06-01T12:00:00Z')
    for (const given of [start, start.getTime()]) {
      const mock = await testMock({ clock: { mode: 'manual', start: given } })
      expect(mock.clock.now()).toBe(start.getTime())
      expect(mock.kollusLive.channels()[0]!.created_at).toBe('2030-06-01T12:00:00+00:00')
    }
  })

  test('gives a clock that whoever sleeps on it can share', async () => {
    const mock = await testMock({ clock: 'jump' })
    await mock.clock.sleep(3_600_000)
    expect(mock.clock.now()).toBe(Date.UTC(2026, 0, 15, 1))
  })
})

describe('its fetch', () => {
  test('takes whatever fetch takes', async () => {
    const mock = await testMock()
    const url = `${mock.url}/_mock/health`
    for (const input of [url, new URL(url), new Request(url)]) expect((await mock.fetch(input)).status).toBe(200)
    await expect(mock.fetch('not a url')).rejects.toThrow(TypeError)
  })

  test('rejects when its signal was aborted, as the real one does', async () => {
    const mock = await testMock()
    const url = `${mock.url}/_mock/health`
    await expect(mock.fetch(url, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' })
    const reason = new Error('mine')
    await expect(mock.fetch(url, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  })
})
