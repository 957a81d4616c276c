/** `client_secret` and `clientSecret` → `CLIENT_SECRET`. */
export const variableOf = (name: string): string =>
  name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .replaceAll(/\W/g, '_')

/** A quoted word of a command line (POSIX). The shell expands the variables in it. */
export const quote = (text: string): string =>
  /\$[A-Z]/.test(text) ? `"${text.replaceAll(/[\\"`]|\$(?![A-Z])/g, '\\$&')}"` : quoteAsIs(text)

/** A quoted word of a command line, unchanged. */
export const quoteAsIs = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`
