import type { Context, Hono } from 'hono'
import { profile } from '../../generated/ovenstudio/operations.js'
import type { MockClock } from '../core/time/clock.js'
import type { Journal } from '../core/journal.js'
import type { Connection } from '../core/http/reply.js'
import { signingParameters, type EdgeCaller, type EdgeRefusal } from './cloudfront-verification.js'
import { byteRange } from './edge/byte-range.js'
import { awaitedParts } from './edge/directives.js'
import { fileNames, mediaPlaylist, multivariantPlaylist } from './edge/playlists.js'
import { loadMedia } from './edge/media.js'
import { partMs, partsOf, partsPerSegment, timelineOf, type Session, type Timeline } from './edge/timeline.js'
import { Waits } from './edge/waits.js'

/** What the edge is told of the rest of the mock. */
export interface EdgeView {
  /** A stream's time on air, running or the last; null where it has had none, or where there is no such stream. */
  readonly session: (app: string, stream: string) => Session | null
  /** What stands against serving a URL to a caller; null for nothing, also where URLs need not be signed. */
  readonly refusal: (url: string, caller: EdgeCaller) => Promise<EdgeRefusal | null>
  readonly clock: MockClock
  readonly journal: Journal
}

/** What the rest of the mock tells the edge. */
export interface Edge {
  /** A stream has begun or ended: whoever waits for its next part is answered. */
  wake(): void
}

/** A file, or why there is none; `reason` is for the journal. */
interface Answer {
  readonly status: number
  readonly type?: string
  readonly body?: string | Uint8Array<ArrayBuffer>
  readonly reason?: string
  /** `content-range`, where a part of the file was asked for. */
  readonly range?: string
}

const playlistType = 'application/vnd.apple.mpegurl'

/**
 * Players are on pages of any origin, and ask before they send headers of their own (inferred). A page that sends signed cookies may
 * read the answer only when its origin is named (Fetch standard, CORS protocol and credentials).
 */
const corsHeaders = ({ headers }: Request) => ({
  'access-control-allow-origin': headers.get('origin') ?? '*',
  'access-control-allow-credentials': 'true',
  'access-control-allow-methods': 'GET, HEAD, OPTIONS',
  'access-control-allow-headers': headers.get('access-control-request-headers') ?? '*',
  vary: 'origin',
})

/**
 * The delivering side of a distribution: low-latency HLS of a test card with a beep, for as long as a stream is on air.
 * - First, for any file below a stream, the signature in the URL or in cookies is verified at the mock's time; 403 in XML
 *   otherwise, as CloudFront does. What is no file below a stream is answered as the API answers what it has not.
 * - Playlists hand their own signing parameters on to what they list: a wildcard policy lets players in to all of it.
 * - A playlist or the hinted part that is waited for is answered when the mock's time has come to it, or at the stream's end.
 */
export function mountEdge(app: Hono, view: EdgeView): Edge {
  const { clock, journal } = view
  const waits = new Waits(clock)

  /** The timeline when so many of its parts are complete, or when they will never be; null when there is none any more. */
  async function whenComplete(
    session: () => Session | null,
    { since }: Timeline,
    parts: number,
    signal: AbortSignal,
  ): Promise<Timeline | null> {
    const { era } = clock
    for (;;) {
      const on = session()
      const timeline = on && timelineOf(on, clock.now())
      const isOver = !timeline || timeline.ended || timeline.since !== since
      if (isOver || timeline.parts >= parts) return timeline
      await waits.pause(timeline.since + parts * partMs - clock.now(), signal)
      // After a reset, or for nobody, there is nothing to say.
      if (era !== clock.era || signal.aborted) return null
    }
  }

  async function serve(request: Request, session: () => Session | null, file: string): Promise<Answer> {
    const on = session()
    const timeline = on && timelineOf(on, clock.now())
    if (!timeline) return missing('not live')
    const query = new URL(request.url).search.slice(1)

    if (file === fileNames.multivariant) return playlist(multivariantPlaylist(await loadMedia(), signingQuery(query)))
    if (file === fileNames.initialization) return mediaFile((await loadMedia()).initialization)
    if (file === fileNames.media) {
      const parts = awaitedParts(new URLSearchParams(query), timeline)
      if (parts === null) return { status: 400, reason: 'impossible delivery directive' }
      const then = await whenComplete(session, timeline, parts, request.signal)
      return then ? playlist(mediaPlaylist(then, signingQuery(query))) : missing('not live')
    }

    const [segment = 0, part] = (/_(\d+)(?:_(\d+))?\.m4s$/.exec(file) ?? []).slice(1).map(Number)
    if (file === fileNames.segment(timeline.since, segment)) return segmentOf(timeline, segment)
    if (part === undefined || file !== fileNames.part(timeline.since, segment, part)) return missing('no such file')
    const index = segment * partsPerSegment + part
    if (part >= partsPerSegment) return missing('no such file')
    if (segment < timeline.oldest) return missing('out of the window')
    if (index > timeline.parts) return missing('not there yet')
    const then = await whenComplete(session, timeline, index + 1, request.signal)
    if (then?.since !== timeline.since || index >= then.parts) return missing('never came')
    return mediaFile((await loadMedia()).parts(index, 1))
  }

  async function answer(c: Context): Promise<Response> {
    const { raw } = c.req
    const [name, stream, file] = [c.req.param('app')!, c.req.param('stream')!, c.req.param('file')!]
    const at = clock.now()
    const { address } = (c.env as Connection | undefined) ?? {}
    const refusal = await view.refusal(raw.url, { address, cookies: raw.headers.get('cookie') })
    const given = refusal ? refused(refusal) : partOf(raw, await serve(raw, () => view.session(name, stream), file))
    const { status, reason } = raw.signal.aborted ? { status: 499, reason: 'gone' } : given
    const { pathname } = new URL(raw.url)
    const entry = { at, provider: profile.provider, operation: null, method: raw.method, path: pathname, status }
    journal.record(reason === undefined ? entry : { ...entry, reason })
    return toFile(raw, given)
  }

  const path = `/${profile.provider}/edge/:app/:stream/:file`
  app.get(path, (c) => answer(c))
  app.options(path, (c) => new Response(null, { status: 204, headers: corsHeaders(c.req.raw) }))
  app.all(path, (c) => {
    const headers = { ...corsHeaders(c.req.raw), allow: 'GET, HEAD, OPTIONS' }
    return new Response(null, { status: 405, headers })
  })
  return { wake: () => waits.wake() }
}

const playlist = (body: string): Answer => ({ status: 200, type: playlistType, body })

const mediaFile = (body: Uint8Array<ArrayBuffer>): Answer => ({ status: 200, type: 'video/mp4', body })

const missing = (reason: string): Answer => ({ status: 404, reason })

/** In CloudFront's form (inferred but for two of the messages; see `EdgeRefusal`). */
const refused = ({ code, message, reason }: EdgeRefusal): Answer => ({
  status: 403,
  type: 'text/xml',
  body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  reason,
})

/** A segment is its parts, one after the other. */
async function segmentOf(timeline: Timeline, segment: number): Promise<Answer> {
  if (segment < timeline.oldest) return missing('out of the window')
  if (segment >= timeline.segments) return missing('not there yet')
  const { parts } = await loadMedia()
  return mediaFile(parts(segment * partsPerSegment, partsOf(timeline, segment)))
}

const signing = new RegExp(`^(${signingParameters.join('|')})=[\\w~-]*$`)

/** What of a query signs the URL, as it stands. Nothing else is written into playlists. */
const signingQuery = (query: string): string =>
  query
    .split('&')
    .filter((pair) => signing.test(pair))
    .join('&')

/**
 * The part of a file that `Range` asks for (RFC 9110, section 14): only GET has ranges, and `If-Range` never holds, as no file has a
 * validator.
 */
function partOf({ method, headers }: Request, whole: Answer): Answer {
  const field = headers.get('range')
  if (method !== 'GET' || field === null || headers.has('if-range') || whole.status !== 200) return whole
  const bytes = typeof whole.body === 'string' ? new TextEncoder().encode(whole.body) : whole.body!
  const range = byteRange(field, bytes.length)
  if (range === undefined) return whole
  if (range === null) return { status: 416, range: `bytes */${bytes.length}`, reason: 'range not satisfiable' }
  const { first, last } = range
  return { ...whole, status: 206, range: `bytes ${first}-${last}/${bytes.length}`, body: bytes.slice(first, last + 1) }
}

/** Playlists change, media never does; a refusal or a lack may be over at the next moment. */
function toFile(request: Request, { status, type, body, range }: Answer): Response {
  const isFile = status === 200 || status === 206
  const caching = !isFile ? 'no-store' : type === playlistType ? 'no-cache' : 'public, max-age=60'
  const headers = new Headers({ ...corsHeaders(request), 'cache-control': caching })
  if (type !== undefined) headers.set('content-type', type)
  if (isFile) headers.set('accept-ranges', 'bytes')
  if (range !== undefined) headers.set('content-range', range)
  return new Response(request.method === 'HEAD' ? null : (body ?? null), { status, headers })
}
