import type { Stream } from '../state.js'
import type { OvenStudioWorld } from '../world.js'
import { signingParameters } from '../cloudfront-verification.js'
import { awaitedParts } from './directives.js'
import { loadMedia } from '../../core/hls/media.js'
import { fileNames, mediaPlaylist, multivariantPlaylist } from './playlists.js'
import { partMs, partsOf, partsPerSegment, timelineOf, type Timeline } from '../../core/hls/timeline.js'
import { waitsOf } from './waits.js'

/** A file or a refusal. `reason` is for the journal. */
export interface EdgeResponse {
  readonly status: number
  readonly type?: string
  readonly body?: string | Uint8Array<ArrayBuffer>
  readonly reason?: string
  /** The `content-range` of a partial response. */
  readonly range?: string
}

/** A request for a file of a stream. */
interface FileRequest {
  readonly file: string
  /** The session of a viewer who was let in by a control server. */
  readonly session: string | undefined
  readonly request: Request
}

export const playlistType = 'application/vnd.apple.mpegurl'

/**
 * The file of a stream that a request is for.
 * - Playlists add their own signing parameters, and the session if there is one, to the URLs that they list. A wildcard policy is valid for all of them.
 * - A request for a future playlist or for the hinted part waits until the mock's time reaches it, or the stream ends.
 */
export async function fileOf(
  world: OvenStudioWorld,
  stream: Stream,
  { file, session, request: { url, signal } }: FileRequest,
): Promise<EdgeResponse> {
  const timeline = stream.session && timelineOf(stream.session, world.clock.now())
  if (!timeline) return missing('not live')
  const query = new URL(url).search.slice(1)
  const own = [signingQuery(query), session && `session=${session}`].filter(Boolean).join('&')

  if (file === fileNames.multivariant) return playlist(multivariantPlaylist(await loadMedia(), own))
  if (file === fileNames.initialization) return mediaFile((await loadMedia()).initialization)
  if (file === fileNames.media) {
    const parts = awaitedParts(new URLSearchParams(query), timeline)
    if (parts === null) return { status: 400, reason: 'impossible delivery directive' }
    const then = await whenComplete(world, stream, timeline, { parts, signal })
    return then ? playlist(mediaPlaylist(then, own)) : missing('not live')
  }

  const [segment = 0, part] = (/_(\d+)(?:_(\d+))?\.m4s$/.exec(file) ?? []).slice(1).map(Number)
  if (file === fileNames.segment(timeline.since, segment)) return segmentOf(timeline, segment)
  if (part === undefined || file !== fileNames.part(timeline.since, segment, part)) return missing('no such file')
  const index = segment * partsPerSegment + part
  if (part >= partsPerSegment) return missing('no such file')
  if (segment < timeline.oldest) return missing('expired')
  if (index > timeline.parts) return missing('not there yet')
  const then = await whenComplete(world, stream, timeline, { parts: index + 1, signal })
  if (then?.since !== timeline.since || index >= then.parts) return missing('never came')
  return mediaFile((await loadMedia()).parts(index, 1))
}

/** Waits until this many parts are complete, or until the stream has ended. Null if the stream no longer exists. */
async function whenComplete(
  world: OvenStudioWorld,
  stream: Stream,
  { since }: Timeline,
  { parts, signal }: { readonly parts: number; readonly signal: AbortSignal },
): Promise<Timeline | null> {
  const { clock } = world
  const { era } = clock
  for (;;) {
    const timeline = stream.session && timelineOf(stream.session, clock.now())
    const isOver = !timeline || timeline.ended || timeline.since !== since
    if (isOver || timeline.parts >= parts) return timeline
    await waitsOf(world).pause(timeline.since + parts * partMs - clock.now(), signal)
    // A reset or a restore has replaced this world.
    if (era !== clock.era || signal.aborted) return null
  }
}

const playlist = (body: string): EdgeResponse => ({ status: 200, type: playlistType, body })

const mediaFile = (body: Uint8Array<ArrayBuffer>): EdgeResponse => ({ status: 200, type: 'video/mp4', body })

export const missing = (reason: string): EdgeResponse => ({ status: 404, reason })

/** A segment: its parts, concatenated. */
async function segmentOf(timeline: Timeline, segment: number): Promise<EdgeResponse> {
  if (segment < timeline.oldest) return missing('expired')
  if (segment >= timeline.segments) return missing('not there yet')
  const { parts } = await loadMedia()
  return mediaFile(parts(segment * partsPerSegment, partsOf(timeline, segment)))
}

const signing = new RegExp(`^(${signingParameters.join('|')})=[\\w~-]*$`)

/** The signing parameters of a query. Other parameters are not written into playlists. */
const signingQuery = (query: string): string =>
  query
    .split('&')
    .filter((pair) => signing.test(pair))
    .join('&')
