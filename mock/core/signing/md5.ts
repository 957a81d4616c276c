/** The shifts of each round (RFC 1321, section 3.4), and which word of a block a step takes. */
const shifts = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
] as const
const wordOf = [
  (step: number) => step,
  (step: number) => 5 * step + 1,
  (step: number) => 3 * step + 5,
  (step: number) => 7 * step,
] as const
const mix = [
  (x: number, y: number, z: number) => (x & y) | (~x & z),
  (x: number, y: number, z: number) => (x & z) | (y & ~z),
  (x: number, y: number, z: number) => x ^ y ^ z,
  (x: number, y: number, z: number) => y ^ (x | ~z),
] as const

/** MD5 of a text's UTF-8 bytes, in hexadecimal (RFC 1321). WebCrypto has none. MD5 is broken: only for formats that prescribe it. */
export function md5(text: string): string {
  const bytes = new TextEncoder().encode(text)
  const words = new Uint32Array((((bytes.length + 8) >> 6) + 1) * 16)
  for (const [at, byte] of [...bytes, 0x80].entries()) words[at >> 2]! |= byte << ((at % 4) * 8)
  words[words.length - 2] = bytes.length * 8
  const state = new Uint32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476])
  for (let block = 0; block < words.length; block += 16) {
    let [a, b, c, d] = state as unknown as [number, number, number, number]
    for (let step = 0; step < 64; step++) {
      const round = (step >> 4) as 0 | 1 | 2 | 3
      const sine = Math.floor(Math.abs(Math.sin(step + 1)) * 2 ** 32)
      const sum = (a + mix[round](b, c, d) + sine + words[block + (wordOf[round](step) % 16)]!) | 0
      const by = shifts[round][step % 4]!
      ;[a, b, c, d] = [d, (b + ((sum << by) | (sum >>> (32 - by)))) | 0, b, c]
    }
    for (const [at, value] of [a, b, c, d].entries()) state[at]! += value
  }
  const digest = new DataView(new ArrayBuffer(16))
  for (const [at, value] of state.entries()) digest.setUint32(at * 4, value, true)
  return Array.from(new Uint8Array(digest.buffer), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
