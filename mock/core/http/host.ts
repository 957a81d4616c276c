import { toResponse } from './reply.js'

/** Addresses that only this machine reaches, as a socket reports them. */
const loopbackAddress = /^(?:::1|(?:::ffff:)?127(?:\.\d+){3})$/i

/** Whether only this machine reaches an address. */
export const isLoopback = (address: string): boolean => loopbackAddress.test(address)

/** Names of this machine in a Host header. */
const loopbackHost =
  /^(?:localhost|127(?:\.\d+){3}|\[::1\]|\[::ffff:(?:127(?:\.\d+){3}|7f[\da-f]{2}:[\da-f]{1,4})\]|(?:[\w-]+\.)+localhost)(?::\d+)?$/i

/** Whether a host, with or without a port, is a name of this machine. */
export const isLoopbackHost = (host: string): boolean => loopbackHost.test(host)

/**
 * Refuses the Host header of a request to a server on a loopback address, unless it names this machine: no page on the internet whose
 * name points here may reach the mock (DNS rebinding). `bound` is the address of the socket, never a text that a user wrote. Gives
 * null if the request may go on.
 */
export function refuseHost(host: string | null, bound: string): Response | null {
  if (!isLoopback(bound) || host === null || isLoopbackHost(host)) return null
  const message = 'onair mock: this Host is not answered on loopback. Listen with --host to serve other names.'
  return toResponse({ status: 421, body: { message } })
}
