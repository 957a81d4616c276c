import { afterEach, describe, expect, test, vi } from 'vitest'
import type { ClockMode } from '../../mock/index.js'
import { staticToken } from '../../src/auth/static.js'
import { createKollusLive } from '../../src/kollus-live/client.js'
import { testMock } from '../support/mock.js'

/** A mock that enforces one call a second, and a client that paces itself on the mock's clock. */
async function paced({ clock: mode, socket = false }: { clock?: ClockMode; socket?: boolean } = {}) {
  const limits = { 'kollus-live': { perSecond: true } }
  const mock = await testMock({ providers: ['kollus-live'], limits, clock: mode })
  const { accessToken } = await mock.grant('kollus-live')
  const { serviceAccount } = mock.credentials('kollus-live')
  const { clock } = mock
  const auth = staticToken(accessToken, { clock, warn: () => {} })
  const way = socket ? { baseUrl: (await mock.listen()).url } : { baseUrl: mock.url, fetch: mock.fetch }
  const kollus = createKollusLive({ serviceAccount, auth, clock, retry: false, ...way })
  const list = () => kollus.call('listChannels', { params: { query: { page: 1 } } })
  return { mock, calls: (count: number) => Promise.all(Array.from({ length: count }, list)) }
}

/** The seconds of the mock's time at which requests arrived, and their statuses. */
const arrivals = ({ journal, clock }: Awaited<ReturnType<typeof paced>>['mock']) =>
  journal.requests().map(({ at, status }) => [(at - clock.now() + clock.monotonic()) / 1000, status])

const everySecond = (count: number) => Array.from({ length: count }, (_, second) => [second, 200])

describe('paced calls on the mock’s clock, by default', () => {
  test('arrive one a second, also while the validators load, and take no longer than their pace', async () => {
    const { mock, calls } = await paced()
    await calls(130)
    expect(arrivals(mock)).toEqual(everySecond(130))
    expect(mock.clock.monotonic()).toBe(129_000)
  })

  test('keep their pace over a socket', async () => {
    const { mock, calls } = await paced({ socket: true })
    await calls(5)
    expect(arrivals(mock)).toEqual(everySecond(5))
  })
})

describe('paced calls under a test runner’s fake timers', () => {
  afterEach(() => void vi.useRealTimers())

  test('end without advancing them, whether the mock was created before or after', async () => {
    const early = await paced()
    vi.useFakeTimers()
    const late = await paced()
    for (const { mock, calls } of [early, late]) {
      await calls(5)
      expect(mock.clock.monotonic()).toBe(4000)
    }
  })

  test('end when the test advances a manual clock', async () => {
    vi.useFakeTimers()
    const { mock, calls } = await paced({ clock: 'manual' })
    const answered = calls(5)
    await mock.clock.advance('3s')
    expect(arrivals(mock)).toEqual(everySecond(4))
    await mock.clock.advance('1s')
    await answered
  })
})
