import { toResponse } from './reply.js'

const loopback = /^(localhost|127(\.\d+){3}|\[::1\]|([\w-]+\.)+localhost)(:\d+)?$/i

/**
 * On loopback, only loopback names are answered: a page on the internet whose name is made to point here must not reach
 * the mock (DNS rebinding). Gives the refusal, or null when the request may go on.
 */
export function allowedHost(hostHeader: string | null, listeningOn: string): Response | null {
  const local = loopback.test(listeningOn) || listeningOn === '::1'
  if (!local || hostHeader === null || loopback.test(hostHeader)) return null
  const message = 'onair mock: this Host is not answered on loopback. Listen with --host to serve other names.'
  return toResponse({ status: 421, body: { message } })
}
