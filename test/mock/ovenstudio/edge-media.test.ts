import { describe, expect, test } from 'vitest'
import { bandwidth, initialization, silentPart } from '../../../mock/ovenstudio/edge/silence.js'

/** The boxes of ISO/IEC 14496-12, read with Node's Buffer and by nothing of the writer's. */
interface Box {
  readonly type: string
  readonly start: number
  readonly content: Buffer
}

function boxes(bytes: Uint8Array): Box[] {
  const buffer = Buffer.from(bytes)
  const found: Box[] = []
  for (let start = 0; start < buffer.length;) {
    const length = buffer.readUInt32BE(start)
    expect(length).toBeGreaterThanOrEqual(8)
    expect(start + length).toBeLessThanOrEqual(buffer.length)
    const type = buffer.toString('latin1', start + 4, start + 8)
    found.push({ type, start, content: buffer.subarray(start + 8, start + length) })
    start += length
  }
  return found
}

function inside(bytes: Uint8Array, ...path: readonly string[]): Buffer {
  let content = Buffer.from(bytes)
  for (const type of path) {
    const matching = boxes(content).filter((box) => box.type === type)
    expect(matching.map(({ type: found }) => found)).toEqual([type])
    content = Buffer.from(matching[0]!.content)
  }
  return content
}

describe('the initialization segment', () => {
  test('declares one track of AAC-LC, 48 kHz, mono', () => {
    expect(boxes(initialization).map(({ type }) => type)).toEqual(['ftyp', 'moov'])
    const media = ['moov', 'trak', 'mdia']
    expect(inside(initialization, ...media, 'mdhd').readUInt32BE(12)).toBe(48_000)
    expect(inside(initialization, ...media, 'hdlr').toString('latin1', 8, 12)).toBe('soun')
    const stsd = inside(initialization, ...media, 'minf', 'stbl', 'stsd')
    expect(stsd.readUInt32BE(4)).toBe(1)
    const mp4a = inside(stsd.subarray(8), 'mp4a')
    expect([mp4a.readUInt16BE(16), mp4a.readUInt16BE(18), mp4a.readUInt32BE(24)]).toEqual([1, 16, 48_000 * 65_536])
    const esds = inside(mp4a.subarray(28), 'esds')
    // ES descriptor, decoder configuration, its AudioSpecificConfig, and how access units are packed; each with its length.
    const decoder = `04114015${'00'.repeat(11)}05021188`
    expect(esds.subarray(4).toString('hex')).toBe(`0319000100${decoder}060102`)
  })

  test('says of every sample what the fragments leave out', () => {
    const trex = inside(initialization, 'moov', 'mvex', 'trex')
    expect([4, 8, 12, 16].map((at) => trex.readUInt32BE(at))).toEqual([1, 1, 1024, 6])
  })
})

describe('a part', () => {
  const numbers = [0, 1, 7, 8, 175_000, 5_231_250]

  test.each(numbers)('number %i stands at its own time, to the sample', (number) => {
    const part = silentPart(number)
    expect(inside(part, 'moof', 'mfhd').readUInt32BE(4)).toBe(number + 1)
    const tfdt = inside(part, 'moof', 'traf', 'tfdt')
    expect(tfdt.readUInt8(0)).toBe(1)
    expect(Number(tfdt.readBigUInt64BE(4)) / 48_000).toBe((number * 512) / 1000)
  })

  test('points at its 24 samples, which fill its mdat', () => {
    const part = silentPart(3)
    const [moof, mdat] = boxes(part)
    expect([moof!.type, mdat!.type]).toEqual(['moof', 'mdat'])
    expect(inside(part, 'moof', 'traf', 'tfhd').readUInt32BE(0)).toBe(0x02_0000)
    const trun = inside(part, 'moof', 'traf', 'trun')
    expect([trun.readUInt32BE(0), trun.readUInt32BE(4)]).toEqual([1, 24])
    expect(trun.readInt32BE(8)).toBe(mdat!.start + 8)
    expect(mdat!.content).toHaveLength(24 * 6)
    expect((24 * 1024) / 48_000).toBe(0.512)
  })

  test('takes as many bits a second as the playlist says', () => {
    expect((silentPart(0).length * 8) / 0.512).toBe(bandwidth)
  })
})
