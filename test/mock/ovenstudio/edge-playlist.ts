import { expect } from 'vitest'

/** The tags before the first segment, in the order of OvenMediaEngine. */
const head = [
  '#EXT-X-VERSION',
  '#EXT-X-TARGETDURATION',
  '#EXT-X-SERVER-CONTROL',
  '#EXT-X-PART-INF',
  '#EXT-X-MEDIA-SEQUENCE',
  '#EXT-X-DISCONTINUITY-SEQUENCE',
  '#EXT-X-MAP',
]

/** A media playlist as a strict reader of RFC 8216bis understands it. Durations in milliseconds, times in epoch milliseconds. */
export interface MediaPlaylist {
  readonly sequence: number
  readonly segments: readonly { uri: string; duration: number; at: number; parts: readonly string[] }[]
  /** The parts of the open segment. */
  readonly open: readonly string[]
  readonly hint: string | null
  readonly ended: boolean
  readonly map: string
  /** The rendition report, as the address and the last part's position. */
  readonly report: { readonly uri: string; readonly segment: number; readonly part: number } | null
}

/** Reads it and fails on anything that a section of the RFC forbids, and on any unexpected tag. */
export function readMediaPlaylist(text: string): MediaPlaylist {
  expect(text.endsWith('\n'), 'ends its last line').toBe(true)
  const lines = text.slice(0, -1).split('\n')
  expect(lines.shift(), '4.4.1.1').toBe('#EXTM3U')
  expect(lines.slice(0, head.length).map((line) => line.split(':')[0])).toEqual(head)

  const once = new Map<string, string>()
  const segments: { uri: string; duration: number; at: number; parts: string[] }[] = []
  const partEnds: { uri: string; duration: number; before: number }[] = []
  let parts: { uri: string; duration: number }[] = []
  let at: number | undefined
  let extinf: number | undefined
  let total = 0

  for (const line of lines) {
    expect(once.has('#EXT-X-ENDLIST'), 'nothing after the end in this playlist').toBe(false)
    if (!line.startsWith('#')) {
      expect(extinf, '4.4.4.1: EXTINF before each segment').toBeDefined()
      expect(Math.round(extinf! / 1000), '4.4.3.1').toBeLessThanOrEqual(Number(once.get('#EXT-X-TARGETDURATION')))
      if (parts.length > 0)
        expect(
          parts.reduce((sum, part) => sum + part.duration, 0),
          '4.4.4.9: parts make the segment',
        ).toBe(extinf)
      const last = segments.at(-1)
      if (last) expect(at, '4.4.4.6: dates follow the durations').toBe(last.at + last.duration)
      segments.push({ uri: line, duration: extinf!, at: at!, parts: parts.map(({ uri }) => uri) })
      total += extinf!
      parts = []
      at = extinf = undefined
      continue
    }
    const [tag = '', value = ''] = line.split(/:(.*)/s)
    switch (tag) {
      case '#EXT-X-PROGRAM-DATE-TIME':
        expect(at).toBeUndefined()
        expect(value).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/)
        at = Date.parse(value)
        break
      case '#EXT-X-PART': {
        const { DURATION, URI, INDEPENDENT } = attributes(value)
        expect(INDEPENDENT).toBe('YES')
        const part = { uri: quoted(URI), duration: ms(DURATION) }
        parts.push(part)
        partEnds.push({ ...part, before: total + parts.reduce((sum, { duration }) => sum + duration, 0) })
        break
      }
      case '#EXTINF':
        expect(value).toMatch(/^\d+\.\d{6},$/)
        extinf = ms(value.slice(0, -1))
        break
      case '#EXT-X-PRELOAD-HINT':
      case '#EXT-X-RENDITION-REPORT':
      case '#EXT-X-ENDLIST':
      case '#EXT-X-VERSION':
      case '#EXT-X-TARGETDURATION':
      case '#EXT-X-SERVER-CONTROL':
      case '#EXT-X-PART-INF':
      case '#EXT-X-MEDIA-SEQUENCE':
      case '#EXT-X-DISCONTINUITY-SEQUENCE':
      case '#EXT-X-MAP':
        if (tag === '#EXT-X-RENDITION-REPORT') expect(once.has('#EXT-X-PRELOAD-HINT'), 'after the hint').toBe(true)
        expect(extinf, 'nothing between EXTINF and its segment').toBeUndefined()
        expect(once.has(tag), `${tag} once`).toBe(false)
        once.set(tag, value)
        break
      default:
        expect.fail(`unexpected line: ${line}`)
    }
  }

  const target = ms(attributes(once.get('#EXT-X-PART-INF')!)['PART-TARGET'])
  const control = attributes(once.get('#EXT-X-SERVER-CONTROL')!)
  const targetDuration = Number(once.get('#EXT-X-TARGETDURATION')) * 1000
  const ended = once.has('#EXT-X-ENDLIST')
  expect(once.get('#EXT-X-VERSION')).toBe('6')
  expect(control['CAN-BLOCK-RELOAD'], '4.4.3.8').toBe('YES')
  expect(ms(control['PART-HOLD-BACK']), '4.4.3.8: at least three part targets').toBeGreaterThanOrEqual(3 * target)
  const whole = total + parts.reduce((sum, { duration }) => sum + duration, 0)
  for (const { duration, before } of partEnds) {
    expect(duration, '4.4.3.7').toBeLessThanOrEqual(target)
    expect(duration, '4.4.4.9: none but a last one below 85 %').toBeGreaterThanOrEqual(0.85 * target)
    expect(whole - before, '4.4.4.9: at most three target durations from the end').toBeLessThanOrEqual(
      3 * targetDuration,
    )
  }
  // A player that starts at the hold-back finds parts from there on.
  const listed = partEnds.reduce((sum, { duration }) => sum + duration, 0)
  expect(listed).toBeGreaterThanOrEqual(Math.min(whole, ms(control['PART-HOLD-BACK'])))
  if (ended) expect(parts, 'what has ended has no open segment').toEqual([])
  expect(once.has('#EXT-X-PRELOAD-HINT'), '4.4.5.3').toBe(!ended)
  if (parts.length > 0) expect(at).toBe(segments.length > 0 ? segments.at(-1)!.at + segments.at(-1)!.duration : at)

  expect(
    segments.filter((segment) => segment.parts.length > 0).length + (parts.length > 0 ? 1 : 0),
    'the last three segments have parts',
  ).toBe(Math.min(3, segments.length + (parts.length > 0 ? 1 : 0)))

  const sequence = Number(once.get('#EXT-X-MEDIA-SEQUENCE'))
  const report = attributes(once.get('#EXT-X-RENDITION-REPORT') ?? '')
  if (!ended) {
    // All renditions of the mock have the same parts.
    const [segment, last] = parts.length > 0 ? [segments.length, parts] : [segments.length - 1, segments.at(-1)!.parts]
    expect(report['LAST-MSN'], '4.4.5.4').toBe(String(sequence + segment))
    expect(report['LAST-PART'], '4.4.5.4').toBe(String(last.length - 1))
  }
  const hint = attributes(once.get('#EXT-X-PRELOAD-HINT') ?? '')
  if (!ended) expect(hint['TYPE']).toBe('PART')
  return {
    sequence,
    segments,
    open: parts.map(({ uri }) => uri),
    hint: ended ? null : quoted(hint['URI']),
    ended,
    map: quoted(attributes(once.get('#EXT-X-MAP')!)['URI']),
    report: ended
      ? null
      : { uri: quoted(report['URI']), segment: Number(report['LAST-MSN']), part: Number(report['LAST-PART']) },
  }
}

/** Every file that a media playlist names. */
export const filesOf = ({ map, segments, open, hint }: MediaPlaylist): string[] => [
  map,
  ...segments.flatMap(({ uri, parts }) => [...parts, uri]),
  ...open,
  ...(hint === null ? [] : [hint]),
]

/** The media playlists of a multivariant playlist with one variant and its audio: first the picture, then the sound. */
export function readMultivariantPlaylist(text: string): readonly [video: string, audio: string] {
  const [video, ...rest] = text.trimEnd().split('\n').toReversed()
  const [stream = '', media = '', ...first] = rest
  expect(first).toEqual(['#EXT-X-INDEPENDENT-SEGMENTS', '#EXT-X-VERSION:6', '#EXTM3U'])
  const variant = attributes(stream.replace(/^#EXT-X-STREAM-INF:/, ''))
  expect(Object.keys(variant)).toEqual(['BANDWIDTH', 'RESOLUTION', 'FRAME-RATE', 'CODECS', 'AUDIO'])
  expect(variant).toMatchObject({
    BANDWIDTH: expect.stringMatching(/^[1-9]\d*$/),
    RESOLUTION: '320x180',
    'FRAME-RATE': '15.625',
    CODECS: '"avc1.4d400c,mp4a.40.2"',
  })
  const rendition = attributes(media.replace(/^#EXT-X-MEDIA:/, ''))
  expect(rendition, '4.4.6.1').toMatchObject({ TYPE: 'AUDIO', DEFAULT: 'YES', AUTOSELECT: 'YES', CHANNELS: '"1"' })
  expect(rendition['GROUP-ID'], '4.4.6.2.1').toBe(variant['AUDIO'])
  expect(quoted(rendition['NAME'])).not.toBe('')
  return [video!, quoted(rendition['URI'])]
}

/** An attribute list (4.2): each name once, values quoted or without space, comma and quote. */
function attributes(list: string): Record<string, string> {
  const found: Record<string, string> = {}
  const rest = list.replaceAll(
    /([A-Z0-9-]+)=("[^"\r\n]*"|[^",\s]+)(,(?=[A-Z])|$)/g,
    (_, name: string, value: string) => {
      expect(found, '4.2').not.toHaveProperty(name)
      found[name] = value
      return ''
    },
  )
  expect({ list, rest }).toEqual({ list, rest: '' })
  return found
}

function quoted(value: string | undefined): string {
  expect(value).toMatch(/^"[^"]+"$/)
  return value!.slice(1, -1)
}

function ms(seconds: string | undefined): number {
  expect(seconds).toMatch(/^\d+\.\d{6}$/)
  return Math.round(Number(seconds) * 1000)
}
