import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { bearer, kollusLiveMock, secondStage } from '../caller.js'
import { receiver } from '../receiver.js'

const start = Date.UTC(2026, 0, 15)

/** A channel without recordings. Its callbacks go to `url`. */
async function calling(url: string) {
  const mock = await kollusLiveMock()
  const key = secondStage
  await mock.kollusLive.setCallbackUrl({ channelKey: key, url })
  const attempts = () =>
    mock.callbacks
      .list()
      .flatMap((callback) => callback.attempts)
      .sort((one, other) => one.at - other.at)
      .map(({ at, attempt, result }) => [(at - start) / 1000, attempt, result])
  return { mock, key, attempts, live: mock.kollusLive }
}

const hang = () => {}

describe('a callback without a 200 answer', () => {
  test.each([500, 503, 204, 201, 302, 307, 404])(
    'is sent four times in all for %d, five minutes apart',
    async (status) => {
      const { url, received } = await receiver(...Array.from({ length: 9 }, () => status))
      const { mock, key, attempts, live } = await calling(url)
      await live.publish({ channelKey: key })
      await mock.clock.advance(299_999)
      expect(received).toHaveLength(1)
      await mock.clock.advance(1)
      expect(received).toHaveLength(2)
      await mock.clock.advance('1d')
      expect(attempts()).toEqual([
        [0, 1, { status }],
        [300, 2, { status }],
        [600, 3, { status }],
        [900, 4, { status }],
      ])
      expect(received.map(({ path }) => path)).toEqual(Array.from({ length: 4 }, () => '/hook?token=t'))
      for (const { form } of received) expect(form).toEqual(received[0]!.form)
    },
  )

  test('is sent again only until it gets one', async () => {
    const { url, received } = await receiver(500, 500)
    const { mock, key, attempts, live } = await calling(url)
    await live.publish({ channelKey: key })
    await mock.clock.advance('1d')
    expect(attempts().map(([, , result]) => result)).toEqual([{ status: 500 }, { status: 500 }, { status: 200 }])
    expect(received).toHaveLength(3)
  })

  test('because of a closed port is sent again as well', async () => {
    const { url, close } = await receiver()
    await close()
    const { mock, key, attempts, live } = await calling(url)
    await live.publish({ channelKey: key })
    await mock.clock.advance('15m')
    expect(attempts()).toEqual([0, 300, 600, 900].map((at, i) => [at, i + 1, { error: 'connect' }]))
  })

  test('because of a broken connection is sent again as well', async () => {
    const server = createServer((socket) => socket.once('data', () => socket.resetAndDestroy()))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { key, attempts, live } = await calling(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    await live.publish({ channelKey: key })
    expect(attempts()).toEqual([[0, 1, { error: 'connection' }]])
  })

  test('within three seconds of real time is given up and sent again', async () => {
    const { url, received } = await receiver(hang)
    const { mock, key, attempts, live } = await calling(url)
    const before = performance.now()
    await live.publish({ channelKey: key })
    const waited = performance.now() - before
    expect(waited).toBeGreaterThan(2900)
    expect(waited).toBeLessThan(6000)
    await mock.clock.advance('5m')
    expect(attempts()).toEqual([
      [0, 1, { error: 'timeout' }],
      [300, 2, { status: 200 }],
    ])
    expect(received).toHaveLength(2)
  })

  test('stops the time while it is in flight, and its effects are in time', async () => {
    const { url } = await receiver((response) => setTimeout(() => response.writeHead(500).end(), 100))
    const { mock, key, attempts, live } = await calling(url)
    const published = live.publish({ channelKey: key })
    const fired = mock.clock.advance('1d')
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(mock.clock.now()).toBe(start)
    expect((await fired).map(({ at, kind }) => [at - start, kind])).toEqual([[300_000, 'kollus-live.callback']])
    expect(attempts()).toEqual([
      [0, 1, { status: 500 }],
      [300, 2, { status: 200 }],
    ])
    await published
  })

  test('does not need a complete body: the status counts', async () => {
    const { url } = await receiver((response) => response.writeHead(200, { 'content-length': 99 }).write('slow'))
    const { key, attempts, live } = await calling(url)
    await live.publish({ channelKey: key })
    expect(attempts()).toEqual([[0, 1, { status: 200 }]])
  })
})

describe('a callback', () => {
  test('is retried independently of other events', async () => {
    const { url, received } = await receiver(500, 500)
    const { mock, key, live } = await calling(url)
    await live.publish({ channelKey: key })
    await mock.clock.advance('1m')
    await live.unpublish({ channelKey: key })
    await mock.clock.advance('1d')
    expect(received.map(({ form }) => form['broadcast_state'])).toEqual(['start', 'stop', 'start', 'stop'])
  })

  test('goes nowhere if no address is set, or if it was removed', async () => {
    const { url, received } = await receiver()
    const { key, attempts, live } = await calling(url)
    await live.setCallbackUrl({ channelKey: key, url: null })
    await live.publish({ channelKey: key })
    expect([received, attempts()]).toEqual([[], []])
  })

  test('goes to http and https only, and needs an existing channel', async () => {
    const { key, live } = await calling('http://127.0.0.1:9/')
    for (const url of [
      'ftp://127.0.0.1/',
      'javascript:alert(1)',
      'file:///etc/passwd',
      'not a url',
      '/hook',
      'http://',
    ])
      await expect(live.setCallbackUrl({ channelKey: key, url })).rejects.toThrow(/http or https/)
    await expect(live.setCallbackUrl({ channelKey: 'nope', url: 'http://127.0.0.1/' })).rejects.toThrow(
      /no channel 'nope'/,
    )
    await live.setCallbackUrl({ channelKey: key, url: 'https://127.0.0.1/' })
  })

  test('over https fails without a trusted certificate, and is not sent in plain text', async () => {
    const { url, received } = await receiver()
    const { key, attempts, live } = await calling(url.replace('http:', 'https:'))
    await live.publish({ channelKey: key })
    expect([received, attempts()]).toEqual([[], [[0, 1, { error: 'connect' }]]])
  })

  test('that waits for a retry is dropped by a reset', async () => {
    const { url, received } = await receiver(500, 500, 500, 500)
    const { mock, key, live } = await calling(url)
    await live.publish({ channelKey: key })
    mock.reset()
    expect(await mock.clock.advance('1d')).toEqual([])
    expect(received).toHaveLength(1)
    expect(mock.callbacks.list()).toEqual([])
  })

  test('that is in flight during a reset is not retried after it', async () => {
    let answer!: () => void
    const { url, received } = await receiver((response) => (answer = () => response.writeHead(500).end()))
    const { mock, key, live } = await calling(url)
    const published = live.publish({ channelKey: key })
    await expect.poll(() => received.length).toBe(1)
    mock.reset()
    answer()
    await published
    expect(await mock.clock.advance('1d')).toEqual([])
    expect(received).toHaveLength(1)
  })

  test('can be received by a server that calls the mock before it answers', async () => {
    const mock = await kollusLiveMock()
    const { accessToken } = await mock.grant('kollus-live')
    const server = await mock.listen()
    // The validators load with the first call. On a busy machine that takes longer than the callback's time limit.
    await bearer(mock, accessToken)('GET', '/channels')
    const seen: number[] = []
    const { url } = await receiver(async (response) => {
      const path = `${server.url}/kollus-live/api/service-accounts/demo/channels`
      const answer = await fetch(path, { headers: { authorization: `Bearer ${accessToken}` } })
      seen.push(answer.status)
      response.writeHead(answer.status).end()
    })
    const key = secondStage
    await mock.kollusLive.setCallbackUrl({ channelKey: key, url })
    await mock.kollusLive.publish({ channelKey: key })
    expect(seen).toEqual([200])
    expect(mock.callbacks.list()[0]!.attempts[0]!.result).toEqual({ status: 200 })
  })
})
