import { describe, expect, test } from 'vitest'
import { providerNames, type Mock } from '../../mock/index.js'
import { version } from '../../mock/version.js'
import { failure } from '../support/failure.js'
import { testMock } from '../support/mock.js'
import { read } from './caller.js'

describe('a mock', () => {
  test('serves every provider, or the listed ones', async () => {
    expect(providerNames).toEqual(['kollus-live', 'dlive', 'livepush', 'ovenstudio'])
    const health = async (options = {}) => {
      const mock = await testMock(options)
      return (await read(await mock.fetch(`${mock.url}/_mock/health`))).body
    }
    const started = expect.any(Number) as number
    const now = Date.UTC(2026, 0, 15)
    expect(await health()).toEqual({ status: 'ok', version, startedAt: started, now, providers: providerNames })
    expect(await health({ providers: [] })).toMatchObject({ providers: [] })
  })

  test('refuses an unknown provider and lists the known ones', async () => {
    for (const name of ['unknown', 'toString'])
      await expect(testMock({ providers: [name as 'kollus-live'] })).rejects.toThrow(
        `There is no provider '${name}'; there are kollus-live, dlive, livepush, ovenstudio.`,
      )
  })

  test('refuses an unknown policy and lists the known ones', async () => {
    await expect(testMock({ policy: { DLive: {} } as object })).rejects.toThrow(
      "There is no provider 'DLive'; there are kollus-live, dlive, livepush, ovenstudio. Did you mean 'dlive'?",
    )
    await expect(testMock({ policy: { livepush: { tokenTyp: 'token' } as object } })).rejects.toThrow(
      /^There is no switch 'tokenTyp'; there are tokenType, .*, oauth\. Did you mean 'tokenType'\?$/,
    )
    for (const provider of providerNames) {
      await expect(testMock({ policy: { [provider]: { toString: true } } })).rejects.toThrow("no switch 'toString'")
      // A provider without OAuth has no policy of that name.
      if (provider === 'ovenstudio') continue
      await expect(testMock({ policy: { [provider]: { oauth: { refreshes: 'keep' } } } })).rejects.toThrow(
        "no switch 'refreshes'; there are refresh, ",
      )
    }
    await expect(testMock({ limits: { Livepush: {} } as object })).rejects.toThrow("no provider 'Livepush'")
  })

  test.each<[what: string, options: object, message: string]>([
    ['a misspelled name', { clok: 'manual' }, "log, onExchange. Did you mean 'clock'?"],
    ['an unknown name', { timezone: 'UTC' }, "There is no option 'timezone'; there are providers, "],
    [
      'a misspelled clock',
      { clock: 'manul' },
      "There is no clock 'manul'; there are manual, jump, system. Did you mean 'manual'?",
    ],
    [
      'a field of a clock',
      { clock: { mode: 'manual', strat: 0 } },
      "There is no field of a clock 'strat'; there are mode, start, speed. Did you mean 'start'?",
    ],
    [
      'an invalid start',
      { clock: { mode: 'manual', start: '2026-01-15' } },
      "The field of a clock 'start' must be a Date or epoch milliseconds.",
    ],
    ['a random seed that is not a string', { randomSeed: 7 }, "The option 'randomSeed' must be text."],
    ['a seed that is not an object', { seed: 'named' }, "The option 'seed' must be an object."],
    ['a state that is not an object', { state: '{}' }, "The option 'state' must be an object."],
    ['one provider without a list', { providers: 'dlive' }, "The option 'providers' must be a list."],
    [
      'limits that are enabled as a whole',
      { limits: true },
      "The option 'limits' must be false, or limits by provider.",
    ],
    [
      'a limit that is not a boolean',
      { limits: { 'kollus-live': { perSecond: 1 } } },
      "The limit 'perSecond' must be true or false.",
    ],
    [
      'a policy that is not an object',
      { policy: { livepush: true } },
      'Pass each switch by its name, in an object: tokenType, postTokenRequest, ',
    ],
    [
      'a switch with an unknown value',
      { policy: { dlive: { throttle: 500 } } },
      "The switch 'throttle' must be false or 403 or 429.",
    ],
    [
      'an invalid duration',
      { policy: { 'kollus-live': { grace: 'a minute' } } },
      "The switch 'grace' must be a duration: ",
    ],
    [
      'an OAuth switch with an unknown value',
      { policy: { livepush: { oauth: { refresh: 'rotat' } } } },
      "The switch 'refresh' must be 'keep' or 'rotate' or 'rotate-and-revoke-family' or 'grace'.",
    ],
  ])('refuses %s', async (_what, options, message) => {
    const error = await failure(testMock(options))
    expect(error).toBeInstanceOf(RangeError)
    expect((error as Error).message).toContain(message)
  })

  test('treats an undefined option as missing', async () => {
    const none = {
      seed: undefined,
      randomSeed: undefined,
      state: undefined,
      clock: undefined,
      limits: undefined,
      policy: { livepush: { tokenType: undefined } },
    }
    const [mock, usual] = [await testMock({ ...none, policy: none.policy }), await testMock()]
    expect(mock.credentials('livepush')).toEqual(usual.credentials('livepush'))
  })

  test.each<[what: string, use: (mock: Mock) => unknown, message: string]>([
    ['listen()', (mock) => mock.listen({ prot: 1 } as never), "no option of listen() 'prot'; there are port, host"],
    ['grant()', (mock) => mock.grant('dlive', { acount: 'alice' } as never), "no option of grant() 'acount'"],
    [
      'approve()',
      (mock) => mock.approve('http://x/dlive/', { denied: true } as never),
      "no option of approve() 'denied'",
    ],
    ['the journal', (mock) => mock.journal.requests({ oparation: 'x' } as never), "no filter 'oparation'"],
    [
      'a broadcast',
      (mock) => mock.kollusLive.publish({ channelKey: 'x', key: 'y' } as never),
      "no field of kollus-live.publish 'key'",
    ],
    ['a gift', (mock) => mock.dlive.gift({ streamer: 'alice', amout: 1 } as never), "Did you mean 'amount'?"],
  ])('refuses an unknown option of %s', async (_what, use, message) => {
    const mock = await testMock()
    const error = await failure((async () => use(mock))())
    expect(error).toBeInstanceOf(RangeError)
    expect((error as Error).message).toContain(message)
  })

  test('keeps its in-process address after listen(), which returns another one for the socket', async () => {
    const mock = await testMock()
    const server = await mock.listen()
    expect(mock.url).toBe('http://onair.localhost')
    const health = async (answer: Promise<Response>) => (await read(await answer)).body
    expect(await health(mock.fetch(`${mock.url}/_mock/health`))).toEqual(
      await health(fetch(`${server.url}/_mock/health`)),
    )
  })

  test('names a provider that it does not serve', async () => {
    const mock = await testMock({ providers: [] })
    expect(() => mock.credentials('kollus-live')).toThrow(/does not serve 'kollus-live'/)
    expect(() => mock.kollusLive).toThrow(/does not serve 'kollus-live'/)
    await expect(mock.grant('kollus-live')).rejects.toThrow(/does not serve 'kollus-live'/)
  })

  test('has a client and a service account at the start', async () => {
    const mock = await testMock()
    expect(mock.credentials('kollus-live')).toEqual({
      clientId: '3',
      clientSecret: 'not-a-real-secret',
      redirectUri: 'http://localhost:3000/callback',
      serviceAccount: 'demo',
    })
  })

  test('starts at the given time', async () => {
    const start = new Date('2030-06-01T12:00:00Z')
    for (const given of [start, start.getTime()]) {
      const mock = await testMock({ clock: { mode: 'manual', start: given } })
      expect(mock.clock.now()).toBe(start.getTime())
      expect((await mock.kollusLive.channels())[0]!.created_at).toBe('2030-06-01T12:00:00+00:00')
    }
  })

  test('has a clock that other code can sleep on', async () => {
    const mock = await testMock({ clock: 'jump' })
    await mock.clock.sleep(3_600_000)
    expect(mock.clock.now()).toBe(Date.UTC(2026, 0, 15, 1))
  })
})

describe('its fetch', () => {
  test('takes all arguments of the platform’s fetch', async () => {
    const mock = await testMock()
    const url = `${mock.url}/_mock/health`
    for (const input of [url, new URL(url), new Request(url)]) expect((await mock.fetch(input)).status).toBe(200)
    await expect(mock.fetch('not a url')).rejects.toThrow(TypeError)
  })

  test('rejects if its signal is already aborted, as the platform’s fetch does', async () => {
    const mock = await testMock()
    const url = `${mock.url}/_mock/health`
    await expect(mock.fetch(url, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' })
    const reason = new Error('mine')
    await expect(mock.fetch(url, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  })
})
