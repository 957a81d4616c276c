import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseKollusLiveCallback, type KollusLiveEvent } from '../../src/kollus-live/index.js'

/** A customer's server: takes callbacks, answers 200, keeps the events and prints them. */
export async function createReceiver(note: (request: string) => void) {
  const events: KollusLiveEvent[] = []
  const answer = (status: number, request: IncomingMessage, response: ServerResponse) => {
    note(`${request.method} ${request.url} ${status}  (callback)`)
    response.writeHead(status).end()
  }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const form = new URLSearchParams(Buffer.concat(chunks).toString())
      parseKollusLiveCallback(form).then(
        (event) => {
          events.push(event)
          answer(200, request, response)
        },
        () => answer(400, request, response),
      )
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/kollus-callbacks`, events, close: () => server.close() }
}
