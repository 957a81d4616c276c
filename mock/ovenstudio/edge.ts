import { Hono, type Context } from 'hono'
import type { Env } from '../core/definition/world.js'
import { recordRequest } from '../core/journal/record-request.js'
import { admitViewer } from './admission/viewers.js'
import { refusalOf, signingParameters, type EdgeRefusal } from './cloudfront-verification.js'
import { byteRange } from './edge/byte-range.js'
import { fileOf, missing, type EdgeResponse } from './edge/files.js'
import type { OvenStudioWorld } from './world.js'

type C = Context<Env<OvenStudioWorld>>

const path = '/edge/:app/:stream/:file'

/**
 * The edge of a distribution: low-latency HLS of a test card with a beep, while a stream is on air. Its playlists, file names, headers and
 * refusals are those of OvenMediaEngine, the media server under OvenStudio: inferred. For every file of a stream, the signature in the URL or
 * in cookies is verified first, at the mock's time. The refusal is a 403 in XML, as in CloudFront. Other paths have the API's 404.
 */
export const edge = new Hono<Env<OvenStudioWorld>>()
  .get(path, (c) => answer(c))
  .options(path, (c) => {
    // OvenMediaEngine's answer to a preflight (src/publishers/llhls).
    const headers = { ...corsHeaders(c.req.raw), 'access-control-allow-private-network': 'true' }
    return new Response(null, { status: 200, headers })
  })
  .all(path, (c) => {
    const headers = { ...corsHeaders(c.req.raw), allow: 'GET, HEAD, OPTIONS' }
    return new Response(null, { status: 405, headers })
  })

async function answer(c: C): Promise<Response> {
  const { world } = c.env
  const { raw } = c.req
  const refusal = await verify(c)
  const given = refusal ? refused(refusal) : partOf(raw, await admit(c))
  recordRequest(world, null, c.req, raw.signal.aborted ? { status: 499, reason: 'gone' } : given)
  return toFile(raw, given)
}

/** Verifies a URL. Null if it is served, and always if *Signed URL* is off. */
async function verify({ env: { world, connection }, req: { raw } }: C): Promise<EdgeRefusal | null> {
  const { isSigned, hasKey, keyPairId } = world.state.cloudFront
  if (!isSigned) return null
  return refusalOf(raw.url, {
    trusted: hasKey ? keyPairId : null,
    now: world.clock.now(),
    address: connection?.address,
    cookies: raw.headers.get('cookie'),
  })
}

/**
 * Admits a viewer, and finds the file. The refusal is an empty 401. A viewer whom the control server sent elsewhere gets the files of the
 * other stream at the same URLs (inferred).
 */
async function admit(c: C): Promise<EdgeResponse> {
  const { world } = c.env
  const { raw } = c.req
  const { app, stream, file } = c.req.param() as Record<'app' | 'stream' | 'file', string>
  const sentUrl = withoutSigning(raw.url)
  const { origin, search } = new URL(sentUrl)
  const url = `${origin}/${[app, stream, file].map(encodeURIComponent).join('/')}${search}`
  const admittance = await admitViewer(world, { app, stream, file, url, sentUrl, client: clientOf(c) })
  if ('refused' in admittance) return { status: 401, reason: admittance.refused }
  const found = world.state.streams.get(admittance.stream)
  if (found?.app !== admittance.app) return missing('not live')
  return fileOf(world, found, { file, session: admittance.session, request: raw })
}

/** A URL without the signing parameters of CloudFront, which removes them from its requests to the engine (CloudFront's documentation). */
function withoutSigning(url: string): string {
  const [address = '', query = ''] = url.split('#', 1)[0]!.split(/\?(.*)/s)
  const names: readonly string[] = signingParameters
  const own = query.split('&').filter((pair) => pair !== '' && !names.includes(pair.split('=', 1)[0]!))
  return own.length > 0 ? `${address}?${own.join('&')}` : address
}

/** The client of a request. In process there is no connection: the address is 127.0.0.1, and the port 1. */
function clientOf({ env: { connection }, req: { raw } }: C) {
  const { headers } = raw
  const { address = '127.0.0.1', port = 1 } = connection ?? {}
  const [forwarded = ''] = (headers.get('x-forwarded-for') ?? '').split(',')
  const realIp = headers.get('x-real-ip')?.trim() || forwarded.trim() || address
  return { address, port, realIp, userAgent: headers.get('user-agent') ?? '' }
}

/** A refusal in CloudFront's format (inferred, except two of the messages: see `EdgeRefusal`). */
const refused = ({ code, message, reason }: EdgeRefusal): EdgeResponse => ({
  status: 403,
  type: 'text/xml',
  body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  reason,
})

/**
 * The part of a file that `Range` requests (RFC 9110, section 14). Only GET has ranges. `If-Range` never matches, because files have no
 * validators.
 */
function partOf({ method, headers }: Request, whole: EdgeResponse): EdgeResponse {
  const field = headers.get('range')
  if (method !== 'GET' || field === null || headers.has('if-range') || whole.status !== 200) return whole
  const bytes = typeof whole.body === 'string' ? new TextEncoder().encode(whole.body) : whole.body!
  const range = byteRange(field, bytes.length)
  if (range === undefined) return whole
  if (range === null) return { status: 416, range: `bytes */${bytes.length}`, reason: 'range not satisfiable' }
  const { first, last } = range
  return { ...whole, status: 206, range: `bytes ${first}-${last}/${bytes.length}`, body: bytes.slice(first, last + 1) }
}

/** The response for a file. A refusal or a missing file may change, and is not cached. */
function toFile(request: Request, { status, type, body, range, caching }: EdgeResponse): Response {
  const isFile = status === 200 || status === 206
  const headers = new Headers(corsHeaders(request))
  if (!isFile) headers.set('cache-control', 'no-store')
  else if (caching !== undefined) headers.set('cache-control', caching)
  if (type !== undefined) headers.set('content-type', type)
  if (isFile) headers.set('accept-ranges', 'bytes')
  if (range !== undefined) headers.set('content-range', range)
  return new Response(request.method === 'HEAD' ? null : (body ?? null), { status, headers })
}

/**
 * CORS headers for players on pages of any origin, with preflights (inferred). A page that sends signed cookies can read the response only if
 * its origin is named (Fetch standard, CORS protocol and credentials).
 */
function corsHeaders({ headers }: Request) {
  return {
    'access-control-allow-origin': headers.get('origin') ?? '*',
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': 'GET, HEAD, OPTIONS',
    'access-control-allow-headers': headers.get('access-control-request-headers') ?? '*',
    vary: 'origin',
  }
}
