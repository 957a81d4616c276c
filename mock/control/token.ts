/** A text that cannot be guessed. It is the one thing here that no seed decides: it guards against other people. */
export const createToken = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')

/** Whether a text is the token. It takes as long for a wrong text as for the right one. */
export function isSame(given: string, token: string): boolean {
  let difference = given.length ^ token.length
  for (let i = 0; i < token.length; i++) difference |= given.charCodeAt(i % (given.length || 1)) ^ token.charCodeAt(i)
  return difference === 0
}
