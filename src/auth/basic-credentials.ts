import { toBase64 } from '../base64.js'
import { UsageError } from '../errors/index.js'
import { SealedToken, type TokenSource } from './token.js'

/**
 * A token source for operations with HTTP Basic authentication (RFC 7617): the user name and the password, joined by a colon, in UTF-8 and
 * base64. It is never renewed. The client sends it after `Basic`, as the spec of the operation says. Throws `UsageError` if one of them is
 * not text or has control characters, or if the user name is empty or has a colon, which would end it (RFC 7617, section 2).
 *
 * @example
 * import { beacon } from './generated/beacon/index.js'
 * const client = createProvider(beacon)({ auth: basicCredentials(username, password) })
 */
export function basicCredentials(username: string, password: string): TokenSource {
  const texts = { 'user name': username, password }
  for (const [name, value] of Object.entries(texts)) {
    if (typeof value !== 'string' || /\p{Cc}/u.test(value))
      throw new UsageError(
        `basicCredentials: the ${name} must be text without control characters. Is its variable set?`,
      )
  }
  if (username === '')
    throw new UsageError('basicCredentials got no user name. Is the environment variable it comes from set?')
  if (username.includes(':'))
    throw new UsageError('basicCredentials: the user name must not contain a colon (RFC 7617).')
  const token = new SealedToken(toBase64(new TextEncoder().encode(`${username}:${password}`)))
  return {
    async token() {
      return token
    },
  }
}
