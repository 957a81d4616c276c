/** A random token. It does not depend on the mock's random seed, because it must not be guessable. */
export const createToken = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')

/** Compares a text with a token in constant time. */
export function isSame(text: string, token: string): boolean {
  let difference = text.length ^ token.length
  for (let i = 0; i < token.length; i++) difference |= text.charCodeAt(i % (text.length || 1)) ^ token.charCodeAt(i)
  return difference === 0
}
