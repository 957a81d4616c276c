import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { Deliver } from '../core/deliver.js'

/** Sends a callback over a new connection, without pooling and redirects. Ignores the body of the response. */
export const deliver: Deliver = ({ url, form, connectTimeout, responseTimeout }) =>
  new Promise((resolve) => {
    const body = new URLSearchParams(form).toString()
    const send = url.startsWith('https:') ? requestHttps : requestHttp
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
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
      response.resume()
      finish({ status: response.statusCode ?? 0 })
    })
    request.on('error', () => finish({ error: connected ? 'connection' : 'connect' }))
    request.end(body)
  })
