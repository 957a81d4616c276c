import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface Received {
  readonly method: string
  readonly path: string
  readonly type: string | undefined
  readonly form: Readonly<Record<string, string>>
}

type Answer = number | ((response: ServerResponse) => unknown)

/** A customer's server on a real port, for one test. It answers 200 unless `answers` has another status left. */
export async function receiver(...answers: Answer[]) {
  const received: Received[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8').on('data', (part: string) => (text += part))
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request
      received.push({
        method,
        path,
        type: headers['content-type'],
        form: Object.fromEntries(new URLSearchParams(text)),
      })
      const answer = answers.shift() ?? 200
      if (typeof answer === 'number') response.writeHead(answer, { location: '/elsewhere' }).end()
      else void answer(response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () =>
    new Promise((resolve) => {
      server.close(resolve)
      server.closeAllConnections()
    })
  onTestFinished(async () => void (await close()))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/hook?token=t`, received, close }
}
