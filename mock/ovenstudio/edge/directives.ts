import { partsPerSegment, type Timeline } from '../../core/hls/timeline.js'

/**
 * The number of parts that a request for a media playlist waits for (RFC 8216bis, section 6.2.5.2), or 0. A part that is not given counts as
 * the first of its segment, and there is no limit: OvenMediaEngine waits for any part (its source, src/publishers/llhls; inferred for
 * OvenStudio). Null for a 400 (inferred): a part without a segment, or a value that is not a number.
 */
export function awaitedParts(search: URLSearchParams, { ended }: Timeline): number | null {
  const [segment, part] = [read(search, '_HLS_msn'), read(search, '_HLS_part')]
  if (segment === null || part === null || (part !== undefined && segment === undefined)) return null
  // No more parts will come.
  if (segment === undefined || ended) return 0
  // A part after the last one of a segment is the first of the next segment.
  return segment * partsPerSegment + Math.min(part ?? 0, partsPerSegment) + 1
}

/** Whether the request asks for a certain state of the playlist. */
export const hasDirectives = (search: URLSearchParams): boolean => search.has('_HLS_msn')

/** Parses a decimal integer. Undefined if it is absent, null if it is not valid. The limit keeps the time of the part a valid date. */
function read(search: URLSearchParams, name: string): number | null | undefined {
  const text = search.get(name)
  if (text === null) return undefined
  return /^\d{1,9}$/.test(text) ? Number(text) : null
}

/** The form of a playlist that a client chooses: parameters of OvenMediaEngine, inferred for OvenStudio. */
export interface PlaylistForm {
  /** Without parts, for players without low latency. */
  readonly legacy: boolean
  /** All segments that are kept, for players that seek back. */
  readonly rewind: boolean
}

const formParameters = ['_HLS_legacy', '_HLS_rewind'] as const

/** The form that a query asks for. `YES` in upper or lower case turns a parameter on, and any other value turns it off. */
export function formOf(search: URLSearchParams): PlaylistForm {
  const [legacy, rewind] = formParameters.map((name) => search.get(name)?.toUpperCase())
  return { legacy: legacy === 'YES', rewind: rewind === undefined || rewind === 'YES' }
}

/** The parameters that a query has for the form, to repeat in URLs. */
export function formQuery(search: URLSearchParams): string {
  const { legacy, rewind } = formOf(search)
  const values = { _HLS_legacy: legacy, _HLS_rewind: rewind }
  return formParameters
    .filter((name) => search.has(name))
    .map((name) => `${name}=${values[name] ? 'YES' : 'NO'}`)
    .join('&')
}
