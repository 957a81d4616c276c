import { UsageError } from '../errors/index.js'
import { isPlainPath } from './plain-path.js'

/** Default ports, which a URL can leave out. The signed text must have them (facts: 80, 443, 1935; RTMPS's 443 is inferred). */
const DEFAULT_PORTS: Readonly<Record<string, string>> = {
  http: '80',
  https: '443',
  rtmp: '1935',
  rtmps: '443',
  ws: '80',
  wss: '443',
}

const shape = /^([a-z]+):\/\/(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::([1-9]\d{0,4}))?((?:\/[^?#]*)?)(?:\?([^#]*))?$/i

/** The exact parts of a streaming address. */
export interface StreamingUrl {
  /** Scheme, host, port and path. The port is always written if the scheme has a default; SRT has none. */
  readonly address: string
  readonly query: readonly string[]
}

/** The address of an SRT caller around the id of the stream that it asks for. */
export interface SrtUrl {
  /** The id, decoded: itself an address. */
  readonly streamId: string
  /** The whole URL around another id. */
  readonly around: (streamId: string) => string
}

/**
 * Splits a URL. Undefined for one that OvenMediaEngine has no protocol for, or that a client would rewrite before sending it: with a
 * character that needs percent-encoding (quotes, `<`, `{`, non-ASCII) or dot segments.
 */
export function splitStreamingUrl(url: string): StreamingUrl | undefined {
  if (typeof url !== 'string' || !/^[\w!#-&(-/:;=?@[\]~]+$/.test(url)) return undefined
  const [, scheme = '', host = '', port, path = '', query] = shape.exec(url) ?? []
  const byDefault = Object.hasOwn(DEFAULT_PORTS, scheme) ? DEFAULT_PORTS[scheme] : undefined
  if ((byDefault === undefined && scheme !== 'srt') || !isPlainPath(path)) return undefined
  const explicit = port ?? byDefault
  return {
    address: `${scheme}://${host}${explicit === undefined ? '' : `:${explicit}`}${path}`,
    query: query === undefined ? [] : query.split('&'),
  }
}

/** The values of a query parameter, as they are written. */
export function valuesOf({ query }: StreamingUrl, name: string): readonly string[] {
  return query.flatMap((part) =>
    part === name ? [''] : part.startsWith(`${name}=`) ? [part.slice(name.length + 1)] : [],
  )
}

/** The URL without a query parameter. */
export function without({ address, query }: StreamingUrl, name: string): StreamingUrl {
  return { address, query: query.filter((part) => part !== name && !part.startsWith(`${name}=`)) }
}

/** The text of a URL. */
export const joinStreamingUrl = ({ address, query }: StreamingUrl): string =>
  query.length ? `${address}?${query.join('&')}` : address

/**
 * The parts of an SRT URL. The signature covers the address in its `streamid`, unchanged: with a port to publish
 * (`srt://host:port/app/stream`), with the virtual host alone to play (`srt://vhost/app/stream`). Undefined for other schemes; a
 * `UsageError` without a `streamid`, without a port, or with one that is not percent-encoded to the end.
 */
export function splitSrtUrl(url: StreamingUrl): SrtUrl | undefined {
  if (!url.address.startsWith('srt://')) return undefined
  const [encoded, ...more] = valuesOf(url, 'streamid')
  let streamId: string | undefined
  try {
    streamId = encoded && more.length === 0 ? decodeURIComponent(encoded) : undefined
  } catch {
    // Reported below.
  }
  if (!streamId || !/^srt:\/\/[^/]+:\d+\/?$/.test(url.address))
    throw new UsageError(
      'An SRT address is srt://host:port?streamid= and the percent-encoded id of the stream, srt://host:port/app/stream to publish and srt://vhost/app/stream to play.',
    )
  const around = (id: string) =>
    joinStreamingUrl({
      address: url.address,
      query: url.query.map((part) => (part.startsWith('streamid=') ? `streamid=${encodeURIComponent(id)}` : part)),
    })
  return { streamId, around }
}
