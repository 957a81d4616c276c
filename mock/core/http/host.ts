import { toResponse } from './reply.js'

/** Loopback addresses, as a socket reports them. */
const loopbackAddress = /^(?:::1|(?:::ffff:)?127(?:\.\d+){3})$/i

/** Whether an address is a loopback address. */
export const isLoopback = (address: string): boolean => loopbackAddress.test(address)

/** Loopback names in a Host header. */
const loopbackHost =
  /^(?:localhost|127(?:\.\d+){3}|\[::1\]|\[::ffff:(?:127(?:\.\d+){3}|7f[\da-f]{2}:[\da-f]{1,4})\]|(?:[\w-]+\.)+localhost)(?::\d+)?$/i

/** Whether a host, with or without a port, is a loopback name. */
export const isLoopbackHost = (host: string): boolean => loopbackHost.test(host)

/**
 * Guards a server on a loopback address against DNS rebinding: refuses a request whose Host header is not a loopback name. Returns null
 * for an allowed request. `bound` is the address of the socket, not a text that a user wrote.
 */
export function refuseHost(host: string | null, bound: string): Response | null {
  if (!isLoopback(bound) || host === null || isLoopbackHost(host)) return null
  const message = 'onair mock: this Host is refused on a loopback address. Use --host to serve other names.'
  return toResponse({ status: 421, body: { message } })
}
