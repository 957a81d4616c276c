import { describe, expect, test } from 'vitest'
import type { Sandbox } from '../../mock/index.js'
import { staticToken, unwrap } from '../../src/index.js'
import { useMock } from '../../src/testing/node-test.js'
import { mockTest } from '../../src/testing/vitest.js'
import { createLighthouse } from './client.js'
import { lighthouse as definition } from './mock.js'

/** A client of your own definition. */
const lighthouse = async (mock: Sandbox) =>
  createLighthouse({ auth: staticToken((await mock.grant(definition)).accessToken), ...mock.client })

const own = mockTest({
  providers: ['livepush', definition],
  seed: { lighthouse: { lamps: ['North'] } },
  clients: { lighthouse },
})
const four = mockTest()

describe('a fixture of Vitest', () => {
  let first: Sandbox

  own('gives a mock by its options, and clients of its own', async ({ mock, lighthouse, livepush }) => {
    first = mock
    expect(unwrap(await lighthouse.call('listLamps'))).toMatchObject({ lamps: [{ name: 'North' }] })
    expect(unwrap(await livepush.call('listStreams'))).toHaveLength(2)
    await mock.livepush.addAccount({ account: 'bob' })
  })

  own('gives each test a sandbox of its own, which is gone after it', async ({ mock }) => {
    expect(mock.url).not.toBe(first.url)
    await expect(mock.grant('livepush', { account: 'bob' })).rejects.toThrow('bob')
    // A reused sandbox is created anew.
    expect(first.journal.requests()).toEqual([])
  })

  own('signs in only the clients that a test asks for', ({ mock }) => {
    expect(mock.journal.requests()).toEqual([])
  })

  four('signs clients of all four providers in', async ({ mock, kollusLive, dlive, livepush, ovenstudio }) => {
    const until = new Date(mock.clock.now() + 3_600_000)
    expect(await kollusLive.call('listChannels')).toMatchObject({ status: 200 })
    expect(await livepush.call('listStreams')).toMatchObject({ status: 200 })
    expect(await ovenstudio.createSignedUrl({ stream: 'OvenStudio', until })).toMatchObject({ url: expect.any(String) })
    const events = dlive.events('alice')
    expect(await events.next()).toMatchObject({ value: { kind: 'connected' } })
    await events.return?.()
  })
})

test('useMock signs in the clients of the providers that the mock serves, and closes it after the test', async () => {
  const closing: (() => Promise<void>)[] = []
  const t = { after: (close: () => Promise<void>) => void closing.push(close) }
  const options = { providers: ['livepush' as const, definition], clients: { lighthouse } }
  const { mock, ...clients } = await useMock(t, options)
  expect(Object.keys(clients)).toEqual(['livepush', 'lighthouse'])
  expect(await clients.lighthouse.call('listLamps')).toMatchObject({ status: 200 })
  const { url } = await mock.listen()
  for (const close of closing) await close()
  await expect(fetch(`${url}/_mock/health`)).rejects.toThrow('fetch failed')
})
