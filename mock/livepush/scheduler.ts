import type { Stream, Video } from './state.js'

/** Sets the playlist of a stream. It replaces the old one and starts at once (inferred). */
export function setPlaylist(stream: Stream, videos: readonly Video[], now: number): void {
  stream.playlist = videos.length > 0 ? { videos, since: now } : null
}

/** The video that is playing. Null if there is no playlist, or if it does not loop and has ended. */
export function nowPlaying({ playlist }: Stream, loop: boolean, now: number): Video | null {
  if (!playlist) return null
  const { videos, since } = playlist
  const round = videos.reduce((sum, { duration }) => sum + duration * 1000, 0)
  let left = loop ? (now - since) % round : now - since
  for (const video of videos) {
    left -= video.duration * 1000
    if (left < 0) return video
  }
  return null
}
