import { Hono, type Context } from 'hono'
import type { Env } from '../core/definition/world.js'
import { recordRequest } from '../core/journal/record-request.js'
import { refusalOf, type EdgeRefusal } from './cloudfront-verification.js'
import { byteRange } from './edge/byte-range.js'
import { fileOf, missing, playlistType, type EdgeResponse } from './edge/files.js'
import type { OvenStudioWorld } from './world.js'

type C = Context<Env<OvenStudioWorld>>

const path = '/edge/:app/:stream/:file'

/**
 * The delivering side of a distribution: low-latency HLS of a test card with a beep, for as long as a stream is on air. First, for any
 * file below a stream, the signature in the URL or in cookies is verified at the mock's time; 403 in XML otherwise, as CloudFront does.
 * Any other path is answered as an unknown path of the API.
 */
export const edge = new Hono<Env<OvenStudioWorld>>()
  .get(path, (c) => answer(c))
  .options(path, (c) => new Response(null, { status: 204, headers: corsHeaders(c.req.raw) }))
  .all(path, (c) => {
    const headers = { ...corsHeaders(c.req.raw), allow: 'GET, HEAD, OPTIONS' }
    return new Response(null, { status: 405, headers })
  })

async function answer(c: C): Promise<Response> {
  const { world } = c.env
  const { raw } = c.req
  const refusal = await verify(c)
  const given = refusal ? refused(refusal) : partOf(raw, await find(c))
  recordRequest(world, null, c.req, raw.signal.aborted ? { status: 499, reason: 'gone' } : given)
  return toFile(raw, given)
}

/** Why a URL is not served. Null if it is served, and always while *Signed URL* is off. */
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

async function find({ env: { world }, req }: C): Promise<EdgeResponse> {
  const { app, stream: name, file } = req.param() as Record<'app' | 'stream' | 'file', string>
  const stream = world.state.streams.get(name)
  return stream?.app === app ? fileOf(world, stream, file, req.raw) : missing('not live')
}

/** In CloudFront's form (inferred but for two of the messages; see `EdgeRefusal`). */
const refused = ({ code, message, reason }: EdgeRefusal): EdgeResponse => ({
  status: 403,
  type: 'text/xml',
  body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  reason,
})

/**
 * The part of a file that `Range` asks for (RFC 9110, section 14): only GET has ranges, and `If-Range` never holds, as no file has a
 * validator.
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

/** Playlists change, media never does; a refusal or a missing file may be over at the next moment. */
function toFile(request: Request, { status, type, body, range }: EdgeResponse): Response {
  const isFile = status === 200 || status === 206
  const caching = !isFile ? 'no-store' : type === playlistType ? 'no-cache' : 'public, max-age=60'
  const headers = new Headers({ ...corsHeaders(request), 'cache-control': caching })
  if (type !== undefined) headers.set('content-type', type)
  if (isFile) headers.set('accept-ranges', 'bytes')
  if (range !== undefined) headers.set('content-range', range)
  return new Response(request.method === 'HEAD' ? null : (body ?? null), { status, headers })
}

/**
 * Players are on pages of any origin, and ask before they send headers of their own (inferred). A page that sends signed cookies may
 * read the answer only when its origin is named (Fetch standard, CORS protocol and credentials).
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
