import { request as requestHttp, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { CallbackContent, Deliver } from '../core/deliver.js'

/** Sends a callback over a new connection, without pooling and redirects. Reads the reply only if it is asked for. */
export const deliver: Deliver = ({ url, connectTimeout, responseTimeout, readReply, ...content }) =>
  new Promise((resolve) => {
    const { type, body, own } = encode(content)
    const send = url.startsWith('https:') ? requestHttps : requestHttp
    const headers = {
      ...own,
      'content-type': type,
      'content-length': Buffer.byteLength(body),
      connection: 'close',
    }
    const request = send(url, { method: 'POST', headers, agent: false })
    let connected = false
    let timer = setTimeout(() => finish({ error: 'connect' }), connectTimeout)

    function finish(result: Awaited<ReturnType<Deliver>>): void {
      clearTimeout(timer)
      resolve(result)
      request.destroy()
    }
    request.on('socket', (socket) => {
      socket.once(url.startsWith('https:') ? 'secureConnect' : 'connect', () => {
        connected = true
        clearTimeout(timer)
        timer = setTimeout(() => finish({ error: 'timeout' }), responseTimeout)
      })
    })
    request.on('response', (response) => {
      const { statusCode: status = 0 } = response
      if (readReply === undefined) {
        response.resume()
        return finish({ status })
      }
      const chunks: Buffer[] = []
      let size = 0
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        size += chunk.length
        if (size > readReply) finish({ error: 'connection' })
      })
      response.on('aborted', () => finish({ error: 'connection' }))
      response.on('end', () => finish({ status, reply: { headers: headersOf(response), body: textOf(chunks) } }))
    })
    request.on('error', () => finish({ error: connected ? 'connection' : 'connect' }))
    request.end(body)
  })

function encode(content: CallbackContent) {
  if ('json' in content) return { type: 'application/json', body: content.json, own: content.headers }
  return { type: 'application/x-www-form-urlencoded', body: new URLSearchParams(content.form).toString(), own: {} }
}

const textOf = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString('utf8')

/** A header that is repeated counts as its values, joined. */
const headersOf = ({ headers }: IncomingMessage): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
