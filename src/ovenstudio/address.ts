import { UsageError } from '../errors/index.js'

/** The address of a customer's machine. */
export interface Address {
  /** Its domain, or with `plainHttp` its IP address (IPv6 in brackets). No scheme, port or path. */
  readonly host: string
  /** Default: the standard port of the scheme; no page says which it is (inferred). */
  readonly port?: number | undefined
  /**
   * Connect without TLS, as the vendor does by default. Any machine on the way can then read the token, which never expires, and every URL
   * it signs: for a network of your own only. The machine comes with a domain and a certificate.
   */
  readonly plainHttp?: boolean | undefined
}

/** The origin at `address`. Throws a `UsageError` that shows how to write the options. */
export function originOf({ host, port, plainHttp = false }: Address): string {
  if (typeof plainHttp !== 'boolean') throw new UsageError('OvenStudio: the option "plainHttp" must be true or false.')
  if (port !== undefined && !(Number.isInteger(port) && port >= 1 && port <= 65_535)) {
    throw new UsageError('OvenStudio: the option "port" must be a number from 1 to 65535.')
  }
  const scheme = plainHttp ? 'http' : 'https'
  const address = `${scheme}://${host}${port === undefined ? '' : `:${port}`}`
  if (typeof host !== 'string' || !/^(\[[\d:.a-f]+\]|[^\s/\\:@?#[\]]+)$/i.test(host) || !URL.canParse(address)) {
    throw new UsageError(`OvenStudio needs the option "host", the machine's domain alone: ${example(host)}`)
  }
  return new URL(address).origin
}

/** The correct spelling of `given`, if it can be guessed. It never shows a user or password in it. */
function example(given: unknown): string {
  const text = typeof given === 'string' ? given.trim() : ''
  const address = /^[a-z]+:\/\//i.test(text) ? text : `https://${text}`
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (!url?.hostname) return "host: 'studio.example.com'"
  const port = url.port && `, port: ${url.port}`
  return `host: '${url.hostname}'${port}${url.protocol === 'http:' ? ', plainHttp: true' : ''}`
}
