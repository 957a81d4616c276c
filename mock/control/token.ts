/** A random token. It does not depend on the mock's random seed, because it must not be guessable. */
export const createToken = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
