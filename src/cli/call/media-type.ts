import { extname } from 'node:path'

/** Media types of the files that APIs for media take (IANA's registry, and `video/x-matroska` of RFC 9559). */
const byExtension: Readonly<Record<string, string>> = {
  '.mp4': 'video/mp4',
  '.m4v': 'video/mp4',
  '.mov': 'video/quicktime',
  '.webm': 'video/webm',
  '.mkv': 'video/x-matroska',
  '.ts': 'video/mp2t',
  '.mp3': 'audio/mpeg',
  '.m4a': 'audio/mp4',
  '.aac': 'audio/aac',
  '.wav': 'audio/wav',
  '.ogg': 'audio/ogg',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.svg': 'image/svg+xml',
  '.vtt': 'text/vtt',
  '.srt': 'application/x-subrip',
  '.csv': 'text/csv',
  '.txt': 'text/plain',
  '.json': 'application/json',
  '.xml': 'application/xml',
  '.pdf': 'application/pdf',
  '.zip': 'application/zip',
}

/** The media type of a file by its extension, if it is one that the spec has (`image/*`). `''` leaves it to the spec. */
export function mediaTypeOf(file: string, ranges: readonly string[]): string {
  const type = byExtension[extname(file).toLowerCase()]
  const fits = (range: string) => range === type || (range.endsWith('/*') && type?.startsWith(range.slice(0, -1)))
  return type !== undefined && ranges.some(fits) ? type : ''
}
