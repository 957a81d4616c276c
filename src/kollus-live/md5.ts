/** The four rounds (RFC 1321, section 3.4): the function of the words, the order of the message's words, and the shifts. */
const rounds = [
  { mix: (b: number, c: number, d: number) => (b & c) | (~b & d), word: (at: number) => at, shifts: [7, 12, 17, 22] },
  {
    mix: (b: number, c: number, d: number) => (d & b) | (~d & c),
    word: (at: number) => 5 * at + 1,
    shifts: [5, 9, 14, 20],
  },
  { mix: (b: number, c: number, d: number) => b ^ c ^ d, word: (at: number) => 3 * at + 5, shifts: [4, 11, 16, 23] },
  { mix: (b: number, c: number, d: number) => c ^ (b | ~d), word: (at: number) => 7 * at, shifts: [6, 10, 15, 21] },
] as const

const sine = (at: number): number => Math.floor(Math.abs(Math.sin(at + 1)) * 2 ** 32)

/** MD5 of a text's UTF-8 bytes, in hexadecimal (RFC 1321). WebCrypto has no MD5. It is broken: only for formats that prescribe it. */
export function md5(text: string): string {
  const message = new TextEncoder().encode(text)
  const padded = new Uint8Array(((message.length + 72) >> 6) << 6)
  padded.set(message)
  padded[message.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setBigUint64(padded.length - 8, BigInt(message.length) * 8n, true)
  let state: readonly number[] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]
  for (let start = 0; start < padded.length; start += 64) state = withBlock(state, view, start)
  const digest = new DataView(new ArrayBuffer(16))
  state.forEach((value, at) => digest.setUint32(at * 4, value, true))
  return Array.from(new Uint8Array(digest.buffer), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function withBlock(state: readonly number[], view: DataView, start: number): readonly number[] {
  let [a, b, c, d] = state as [number, number, number, number]
  for (let at = 0; at < 64; at++) {
    const { mix, word, shifts } = rounds[at >> 4]!
    const sum = (a + mix(b, c, d) + sine(at) + view.getUint32(start + (word(at) % 16) * 4, true)) | 0
    const by = shifts[at % 4]!
    const turned = (b + ((sum << by) | (sum >>> (32 - by)))) | 0
    ;[a, b, c, d] = [d, turned, b, c]
  }
  return [a, b, c, d].map((value, at) => (value + state[at]!) | 0)
}
