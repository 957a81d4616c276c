import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  kollusPlayReply,
  kollusPlayUrl,
  parseKollusPlayCallback,
  verifyKollusPlayUrl,
} from '../../src/kollus-live/index.js'
import type { Stage } from './stage.js'

/** Plays a channel by a signed URL: over HTTP until the URL expires, and in a secure player that asks for permission. */
export async function kollusPlayback({ mock, url, fetch, note, step }: Stage): Promise<void> {
  const keys = await mock.kollusLive.playerKeys()
  const [channel] = await mock.kollusLive.channels()
  const { key: channelKey } = channel!
  await mock.kollusLive.setVisibility({ channelKey, visibility: 'private' })
  await mock.kollusLive.publish({ channelKey })
  const now = () => mock.clock.now()
  const sign = (form: 's' | 'sr', clientUserId: string) =>
    kollusPlayUrl({ ...keys, form, channelKey, clientUserId, expiresAt: now() + 60_000, now: now(), baseUrl: url })
  const open = async (address: string) => {
    const response = await fetch(address, { redirect: 'manual' })
    return { status: response.status, location: response.headers.get('location') ?? '', text: await response.text() }
  }

  const signed = await step(
    'A private channel gets a URL for a minute, signed without a call',
    () => sign('sr', 'viewer-1'),
    (address) => `${new URL(address).pathname}?jwt=…`,
  )
  await step(
    'A player opens it and is sent to a playlist',
    async () => {
      await mock.clock.advance('20s')
      return open((await open(signed)).location)
    },
    ({ text }) => `${text.match(/#EXTINF/g)!.length} segments`,
  )
  await step(
    'A minute later the URL has expired',
    async () => {
      await mock.clock.advance('1m')
      const verdict = await verifyKollusPlayUrl(signed, { ...keys, now: now() })
      return { verdict, ...(await open(signed)) }
    },
    ({ verdict, status, text }) => `${verdict.ok ? 'valid' : verdict.reason}; refused with ${status}: ${text}`,
  )

  const server = createServer((request, response) => void permit(request, response))
  server.listen(0, '127.0.0.1')
  try {
    const { port } = await new Promise<AddressInfo>((resolve) =>
      server.on('listening', () => resolve(server.address() as AddressInfo)),
    )
    await mock.kollusLive.setPlayCallbackUrl({ channelKey, url: `http://127.0.0.1:${port}/may-play` })
    for (const viewer of ['viewer-1', 'viewer-2']) {
      await step(
        `A secure player asks whether ${viewer} may watch`,
        async () => mock.kollusLive.play({ url: await sign('s', viewer), player: 'secure' }),
        ({ status, code, message }) => (code === null ? status : `${status} with ${code}: ${message}`),
      )
    }
  } finally {
    server.close()
    await mock.kollusLive.unpublish({ channelKey })
  }

  /** The customer's server: one viewer is enrolled. */
  async function permit(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = ''
    for await (const part of request) body += String(part)
    const { clientUserId, kind } = await parseKollusPlayCallback({ body, headers: request.headers })
    const allow = clientUserId === 'viewer-1'
    const reply = await kollusPlayReply({ allow, kind, message: allow ? undefined : 'Not enrolled.' }, keys)
    note(`POST ${request.url} ${reply.status}  (callback)`)
    response.writeHead(reply.status, Object.fromEntries(reply.headers)).end(await reply.text())
  }
}
