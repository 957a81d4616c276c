/** The tracks of a stream. OvenMediaEngine has audio and video in separate files (src/publishers/llhls). The ids are inferred. */
export const tracks = [
  { id: 0, media: 'video' },
  { id: 1, media: 'audio' },
] as const

/** A track of a stream. */
export type EdgeTrack = (typeof tracks)[number]

/**
 * The names of the multivariant playlist: `playlist.m3u8` is documented for OvenStudio. The others are OvenMediaEngine's, of its code and of
 * its documentation; that OvenStudio has them is inferred.
 */
export const multivariantNames: readonly string[] = ['playlist.m3u8', 'llhls.m3u8', 'master.m3u8']

/** The names of a track's files: OvenMediaEngine's (src/publishers/llhls), inferred for OvenStudio. `key` is random for each run of a stream. */
export const namesOf = ({ id, media }: EdgeTrack, key: string) => ({
  chunklist: `chunklist_${id}_${media}_${key}_llhls.m3u8`,
  initialization: `init_${id}_${media}_${key}_llhls.m4s`,
  segment: (segment: number) => `seg_${id}_${segment}_${media}_${key}_llhls.m4s`,
  part: (segment: number, part: number) => `part_${id}_${segment}_${part}_${media}_${key}_llhls.m4s`,
})

/** The numbers in the name of a track's file. NaN for a number that the name does not have. */
export function numbersIn(file: string): { readonly id: number; readonly segment: number; readonly part: number } {
  const [, id, segment, part] = /^[a-z]+_(\d+)(?:_(\d+)(?:_(\d+))?)?_[a-z]/.exec(file) ?? []
  return { id: Number(id), segment: Number(segment), part: Number(part) }
}
