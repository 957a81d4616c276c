const digits = '0123456789'
const lower = `abcdefghijklmnopqrstuvwxyz${digits}`
const mixed = `ABCDEFGHIJKLMNOPQRSTUVWXYZ${lower}`

/** The state of a `Random`. Plain data, so that it can be saved. */
export interface RandomState {
  readonly words: [number, number, number, number]
}

/** The state for a seed: FNV-1a over the text, once for each word. */
export function seedRandom(text: string): RandomState {
  const word = (salt: number) => {
    let hash = 0x811c9dc5 ^ salt
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
    return hash >>> 0
  }
  const state: RandomState = { words: [word(1), word(2), word(3), 1] }
  const random = new Random(state)
  for (let i = 0; i < 15; i++) random.uint32()
  return state
}

/**
 * The only source of random values in a mock: sfc32. The same state gives the same bytes. Every draw changes the state in place.
 * Not for real secrets: all future values can be computed from the state.
 */
export class Random {
  readonly #words: RandomState['words']

  constructor({ words }: RandomState) {
    this.#words = words
  }

  /** A whole number from 0 to 2^32 − 1. */
  uint32(): number {
    const words = this.#words
    const [a, b, c, counter] = words
    const result = (a + b + counter) | 0
    words[0] = b ^ (b >>> 9)
    words[1] = (c + (c << 3)) | 0
    words[2] = (((c << 21) | (c >>> 11)) + result) | 0
    words[3] = (counter + 1) | 0
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
