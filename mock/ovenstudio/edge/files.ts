import { loadMedia } from '../../core/hls/media.js'
import { oldestLoadable, partMs, partsOf, partsPerSegment, timelineOf, type Timeline } from '../../core/hls/timeline.js'
import { signingParameters } from '../cloudfront-verification.js'
import type { Session, Stream } from '../state.js'
import type { OvenStudioWorld } from '../world.js'
import { awaitedParts, formOf, formQuery, hasDirectives } from './directives.js'
import { multivariantNames, namesOf, numbersIn, tracks, type EdgeTrack } from './names.js'
import { keptSegments, mediaPlaylist, multivariantPlaylist } from './playlists.js'
import { waitsOf } from './waits.js'

/** A file or a refusal. `reason` is for the journal. */
export interface EdgeResponse {
  readonly status: number
  readonly type?: string
  readonly body?: string | Uint8Array<ArrayBuffer>
  readonly reason?: string
  /** The `content-range` of a partial response. */
  readonly range?: string
  /** The `cache-control` of a file. */
  readonly caching?: string
}

/** A request for a file of a stream. */
interface FileRequest {
  readonly file: string
  /** The session of the viewer: `{id}_{key}`. */
  readonly session: string | undefined
  readonly request: Request
}

/** A request for a file of a run that is on air, or was until a moment ago. */
interface RunRequest {
  readonly world: OvenStudioWorld
  readonly stream: Stream
  readonly run: Session
  readonly timeline: Timeline
  readonly search: URLSearchParams
  /** The query of the URLs in playlists. */
  readonly query: string
  readonly signal: AbortSignal
}

/** A stream can be played when it has two segments (OvenMediaEngine, src/publishers/llhls). Inferred: complete segments. */
const playableParts = 2 * partsPerSegment

/**
 * The file of a stream that a request is for.
 * - The URLs in playlists repeat the session and the parameter `stream_key`, as OvenMediaEngine does (inferred for OvenStudio), and
 *   CloudFront's signing parameters. A wildcard policy is valid for all of them.
 * - A request for a playlist waits until the stream can be played. Requests for a future playlist and for the hinted part wait until the mock's
 *   time reaches it. The end of a stream ends each wait.
 */
export async function fileOf(
  world: OvenStudioWorld,
  stream: Stream,
  { file, session, request: { url, signal } }: FileRequest,
): Promise<EdgeResponse> {
  const run = stream.session
  const timeline = run && timelineOf(run, world.clock.now())
  if (!timeline) return missing('not live')
  const text = new URL(url).search.slice(1)
  const search = new URLSearchParams(text)
  const request = { world, stream, run, timeline, search, query: childQuery(text, session), signal }
  if (multivariantNames.includes(file)) return multivariantOf(request)
  const { id, segment, part } = numbersIn(file)
  const track = tracks.find((one) => one.id === id)
  if (!track) return missing('no such file')
  const names = namesOf(track, run.fileKey)
  if (file === names.chunklist) return chunklistOf(request, track)
  if (file === names.initialization) return mediaFile(track, (await loadMedia())[track.media].initialization)
  if (file === names.segment(segment)) return segmentOf(request, track, segment)
  return file === names.part(segment, part) ? partOf(request, track, { segment, part }) : missing('no such file')
}

async function multivariantOf(request: RunRequest): Promise<EdgeResponse> {
  const { run, query, search } = request
  if (!(await whenComplete(request, playableParts))) return missing('not live')
  const own = [query, formQuery(search)].filter(Boolean).join('&')
  return playlist(multivariantPlaylist(await loadMedia(), run.fileKey, own), notCached)
}

async function chunklistOf(request: RunRequest, track: EdgeTrack): Promise<EdgeResponse> {
  const { run, query, search, timeline } = request
  const parts = awaitedParts(search, timeline)
  if (parts === null) return { status: 400, reason: 'impossible delivery directive' }
  const then = await whenComplete(request, Math.max(parts, playableParts))
  if (!then) return missing('not live')
  const caching = hasDirectives(search) ? cachedForAMinute : notCached
  return playlist(mediaPlaylist(then, { track, key: run.fileKey, query, form: formOf(search) }), caching)
}

/** A segment: its parts, concatenated. */
async function segmentOf({ timeline }: RunRequest, track: EdgeTrack, segment: number): Promise<EdgeResponse> {
  if (segment < oldestLoadable(timeline, keptSegments)) return missing('expired')
  if (segment >= timeline.segments) return missing('not there yet')
  return partsFile(track, segment * partsPerSegment, partsOf(timeline, segment))
}

async function partOf(
  request: RunRequest,
  track: EdgeTrack,
  { segment, part }: { readonly segment: number; readonly part: number },
): Promise<EdgeResponse> {
  const { timeline } = request
  const index = segment * partsPerSegment + part
  if (part >= partsPerSegment) return missing('no such file')
  if (segment < oldestLoadable(timeline, keptSegments)) return missing('expired')
  if (index > timeline.parts) return missing('not there yet')
  const then = await whenComplete(request, index + 1)
  if (!then || index >= then.parts) return missing('never came')
  return partsFile(track, index, 1)
}

/** Waits until this many parts are complete, or until the run has ended. Null if the run no longer exists. */
async function whenComplete({ world, stream, run, signal }: RunRequest, parts: number): Promise<Timeline | null> {
  const { clock } = world
  const { era } = clock
  for (;;) {
    const timeline = stream.session === run ? timelineOf(run, clock.now()) : null
    if (!timeline || timeline.ended || timeline.parts >= parts) return timeline
    await waitsOf(world).pause(timeline.since + parts * partMs - clock.now(), signal)
    // A reset or a restore has replaced this world.
    if (era !== clock.era || signal.aborted) return null
  }
}

/** OvenMediaEngine's `Cache-Control` for playlists: its defaults, inferred for OvenStudio. Media have none. */
const notCached = 'no-cache, no-store'
const cachedForAMinute = 'max-age=60'

const playlist = (body: string, caching: string): EdgeResponse => ({
  status: 200,
  type: 'application/vnd.apple.mpegurl',
  body,
  caching,
})

async function partsFile(track: EdgeTrack, first: number, count: number): Promise<EdgeResponse> {
  return mediaFile(track, (await loadMedia())[track.media].parts(first, count))
}

const mediaFile = ({ media }: EdgeTrack, body: Uint8Array<ArrayBuffer>): EdgeResponse => ({
  status: 200,
  type: `${media}/mp4`,
  body,
})

export const missing = (reason: string): EdgeResponse => ({ status: 404, reason })

const repeated = new RegExp(`^(stream_key=[\\w.~%-]*|(${signingParameters.join('|')})=[\\w~-]*)$`)

/** The query of the URLs in playlists. Other parameters of a request are not written into them. */
const childQuery = (query: string, session: string | undefined): string =>
  [session && `session=${session}`, ...query.split('&').filter((pair) => repeated.test(pair))].filter(Boolean).join('&')
