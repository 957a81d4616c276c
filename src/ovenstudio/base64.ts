import { fromBase64, toBase64 } from '../base64.js'

/** How a service writes what base64 writes as `+`, `/` and `=`; `pad` may be nothing. */
export interface Alphabet {
  readonly plus: string
  readonly slash: string
  readonly pad: string
}

/** RFC 4648, section 4. */
export const standardBase64: Alphabet = { plus: '+', slash: '/', pad: '=' }

/** RFC 4648, section 5, without padding. */
export const base64Url: Alphabet = { plus: '-', slash: '_', pad: '' }

/** Bytes as text. */
export function encodeBase64(bytes: Uint8Array, { plus, slash, pad }: Alphabet): string {
  return toBase64(bytes).replaceAll('+', plus).replaceAll('/', slash).replaceAll('=', pad)
}

/** Text as bytes. Undefined if it is not exactly what `encodeBase64` writes for them: no second spelling is accepted. */
export function decodeBase64(text: string, alphabet: Alphabet): Uint8Array<ArrayBuffer> | undefined {
  const { plus, slash, pad } = alphabet
  const standard = Array.from(text, (char) => {
    if (char === pad) return '='
    if (char === plus) return '+'
    return char === slash ? '/' : char
  }).join('')
  try {
    const bytes = fromBase64(standard)
    return encodeBase64(bytes, alphabet) === text ? bytes : undefined
  } catch {
    return undefined
  }
}
