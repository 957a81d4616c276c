import { printable } from '../core/printable.js'
import { Users } from '../accounts/users.js'

export type { User } from '../accounts/users.js'

/** An application registered with the provider (RFC 6749, section 2). */
export interface Client {
  readonly id: string
  readonly secret: string
  readonly name: string
  readonly redirectUris: readonly string[]
  readonly ownerId: string
}

/** How clients get their credentials. */
interface TokenFactory {
  clientId(ordinal: number): string
  clientSecret(): string
}

/** The users and clients that an OAuth server knows. */
export class Directory extends Users {
  readonly #mint: TokenFactory
  readonly #clients = new Map<string, Client>()

  constructor(mint: TokenFactory) {
    super()
    this.#mint = mint
  }

  /** Registers an application. Throws a `RangeError` for a redirect URI that must never be redirected to. */
  addClient(client: { name: string; redirectUris: readonly string[]; ownerId: string }): Client {
    const problem = client.redirectUris.map(redirectUriProblem).find((one) => one !== undefined)
    if (problem !== undefined) throw new RangeError(problem)
    const id = this.#mint.clientId(this.#clients.size + 1)
    const registered = { ...client, id, secret: this.#mint.clientSecret() }
    this.#clients.set(registered.id, registered)
    return registered
  }

  client(id: string): Client | undefined {
    return this.#clients.get(id)
  }

  clients(): readonly Client[] {
    return [...this.#clients.values()]
  }
}

/**
 * What is wrong with a redirect URI, or undefined. It is absolute, without a fragment (RFC 6749, 3.1.2), of a scheme that is safe to put
 * into a link, and of the characters of a URI only (RFC 3986, 2): a header takes no other, and a line break in it would make two.
 */
export function redirectUriProblem(uri: string): string | undefined {
  const scheme = /^(https?:|[a-z][a-z0-9+-]*\.[a-z0-9+.-]*:)$/
  const isUri = /^[!-~]{1,2000}$/.test(uri) && !uri.includes('#') && URL.canParse(uri)
  if (isUri && scheme.test(new URL(uri).protocol)) return undefined
  return `'${printable(uri.slice(0, 100))}' cannot be redirected to: give an absolute http(s) address (or an app scheme like com.example.app:) without a #fragment, of at most 2000 characters. Percent-encode blanks and what is not ASCII.`
}
