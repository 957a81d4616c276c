import type { Stream, Video } from './state.js'

/** What a scheduled stream shows at a moment. Times are epoch milliseconds. */
export interface NowPlaying {
  readonly videoId: string
  readonly title: string
  readonly startedAt: number
  readonly endsAt: number
}

/** Gives a stream its playlist: it replaces the one before and plays from its beginning at once (inferred). */
export function setPlaylist(stream: Stream, videos: readonly Video[], now: number): void {
  stream.playlist = videos.length > 0 ? { videos, since: now } : null
}

/** What plays now, or null when nothing does: no playlist, or one that does not loop and is over. */
export function nowPlaying({ playlist }: Stream, loop: boolean, now: number): NowPlaying | null {
  if (!playlist) return null
  const { videos, since } = playlist
  const round = videos.reduce((sum, { duration }) => sum + duration * 1000, 0)
  const rounds = loop ? Math.floor((now - since) / round) : 0
  let startedAt = since + rounds * round
  for (const { id, title, duration } of videos) {
    const endsAt = startedAt + duration * 1000
    if (now < endsAt) return { videoId: id, title, startedAt, endsAt }
    startedAt = endsAt
  }
  return null
}
