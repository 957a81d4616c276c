import { createHmac } from 'node:crypto'

export const secret = 'onair-admission-secret'

/** The signature by Node’s own HMAC, an implementation that the package does not use. */
export const signatureOf = (body: string | Uint8Array, key = secret): string =>
  createHmac('sha1', key).update(body).digest('base64url')

/** A webhook as the engine sends it. */
export const webhook = (body: string, headers: Record<string, string> = {}) =>
  new Request('https://control.example.test/admission', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-ome-signature': signatureOf(body), ...headers },
    body,
  })
