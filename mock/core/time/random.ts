const digits = '0123456789'
const lower = `abcdefghijklmnopqrstuvwxyz${digits}`
const mixed = `ABCDEFGHIJKLMNOPQRSTUVWXYZ${lower}`

/**
 * The one source of chance in a mock: sfc32, seeded by text. Same seed, same bytes.
 * Not for secrets: whoever knows the seed knows every token.
 */
export class Random {
  #state: [number, number, number, number]

  constructor(seed: string) {
    // FNV-1a over the seed, once for each word of state.
    const word = (salt: number) => {
      let hash = 0x811c9dc5 ^ salt
      for (let i = 0; i < seed.length; i++) hash = Math.imul(hash ^ seed.charCodeAt(i), 0x01000193)
      return hash >>> 0
    }
    this.#state = [word(1), word(2), word(3), 1]
    for (let i = 0; i < 15; i++) this.uint32()
  }

  /** A whole number from 0 to 2^32 − 1. */
  uint32(): number {
    const [a, b, c, counter] = this.#state
    const result = (a + b + counter) | 0
    this.#state = [b ^ (b >>> 9), (c + (c << 3)) | 0, (((c << 21) | (c >>> 11)) + result) | 0, (counter + 1) | 0]
    return result >>> 0
  }

  /** A whole number from 0 up to, not including, `below`. */
  int(below: number): number {
    return Math.floor((this.uint32() / 2 ** 32) * below)
  }

  /** Lower-case hexadecimal digits. */
  hex(length: number): string {
    let text = ''
    while (text.length < length) text += this.uint32().toString(16).padStart(8, '0')
    return text.slice(0, length)
  }

  /** Lower-case letters and digits. */
  key(length: number): string {
    return this.#text(length, lower)
  }

  /** Letters of both cases and digits. */
  secret(length: number): string {
    return this.#text(length, mixed)
  }

  #text(length: number, alphabet: string): string {
    let text = ''
    for (let i = 0; i < length; i++) text += alphabet[this.int(alphabet.length)]
    return text
  }
}
