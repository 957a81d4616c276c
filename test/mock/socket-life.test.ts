import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import WebSocketOverTcp from 'ws'
import { openMock } from '../../mock/index.js'
import { startCli } from '../cli/run-cli.js'
import { testMock } from '../support/mock.js'

/** The end of a client's socket. */
const ended = (client: WebSocket) =>
  new Promise<unknown>((resolve) =>
    client.addEventListener('close', ({ code, reason }) => resolve([code, reason]), { once: true }),
  )
const opened = (client: WebSocket) => new Promise((resolve) => client.addEventListener('open', resolve, { once: true }))

/** Sockets of a mock, one of each kind. */
async function sockets() {
  const mock = await testMock({ providers: ['dlive'] })
  const { url } = await mock.listen()
  const overTcp = new WebSocketOverTcp(`${url.replace('http', 'ws')}/dlive/ws`, 'graphql-ws') as unknown as WebSocket
  const clients = [overTcp, new mock.webSocket(`${mock.url.replace('http', 'ws')}/dlive/ws`, 'graphql-ws')]
  await Promise.all(clients.map(opened))
  return { mock, clients, ends: Promise.all(clients.map(ended)) }
}

describe('the sockets of a mock', () => {
  test('are closed by a reset with the code of a service restart', async () => {
    const { mock, ends } = await sockets()
    mock.reset()
    const end = [1012, 'The mock was reset.']
    expect(await ends).toEqual([end, end])
    expect(mock.journal.requests()).toEqual([])
  })

  test('are cut when the mock is closed, and leave nothing pending', async () => {
    const { mock, ends } = await sockets()
    await mock.close()
    expect(await ends).toEqual([
      [1006, ''],
      [1006, ''],
    ])
  })

  test('can be opened in process with http addresses as well, as the client does', async () => {
    const mock = await testMock({ providers: ['dlive'] })
    await opened(new mock.webSocket(`${mock.url}/dlive/ws`))
    expect(mock.journal.requests()).toMatchObject([{ provider: 'dlive', path: '/dlive/ws', status: 101 }])
  })

  test.each(['in process', 'over a connection'])('load their provider when the first is opened %s', async (kind) => {
    const { mock } = openMock({ providers: ['dlive'] })
    onTestFinished(() => mock.close())
    const { url } = await mock.listen()
    expect(() => mock.credentials('dlive')).toThrow('await load() first')
    const client =
      kind === 'in process'
        ? new mock.webSocket(`${mock.url}/dlive/ws`)
        : (new WebSocketOverTcp(`${url}/dlive/ws`.replace('http', 'ws')) as unknown as WebSocket)
    await opened(client)
    expect(mock.credentials('dlive')).toBeDefined()
  })

  test('cannot be opened by a page with DNS rebinding', async () => {
    const mock = await testMock({ providers: ['dlive'] })
    const { port } = await mock.listen()
    const shake = async (host: string) => {
      const tcp = connect(port, '127.0.0.1')
      onTestFinished(() => void tcp.destroy())
      tcp.write(
        `GET /dlive/ws HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
          'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
      )
      const [data] = (await once(tcp, 'data')) as [Buffer]
      return data.toString().slice(0, 12)
    }
    expect(await shake('localhost')).toBe('HTTP/1.1 101')
    expect(await shake('evil.example')).toBe('HTTP/1.1 421')
    expect(mock.journal.requests()).toHaveLength(1)
  })

  test('do not delay the stop of `onair mock`', async () => {
    const process = startCli('mock', '--port', '0', '--provider', 'dlive')
    const url = /onair mock on (http:\S+)/.exec(await process.printed('Ctrl-C stops it.'))![1]!
    const client = new WebSocketOverTcp(`${url.replace('http', 'ws')}/dlive/ws`) as unknown as WebSocket
    await opened(client)
    const end = ended(client)
    const asked = performance.now()
    process.child.kill('SIGINT')
    expect((await process.finished).code).toBe(0)
    expect(performance.now() - asked).toBeLessThan(1000)
    expect(await end).toEqual([1006, ''])
  })
})
