import { printable } from '../core/printable.js'

/** An application registered with the provider (RFC 6749, section 2). */
export interface RegisteredClient {
  readonly id: string
  readonly secret: string
  readonly name: string
  readonly redirectUris: readonly string[]
  readonly ownerId: string
}

/** How clients get their credentials. */
interface CredentialsFactory {
  clientId(ordinal: number): string
  clientSecret(): string
}

/** What a client is registered with. Left out, the provider's own factory makes its id and secret. */
export type ClientFields = Omit<RegisteredClient, 'id' | 'secret'> & {
  readonly id?: string | undefined
  readonly secret?: string | undefined
}

/** The clients of a provider, by their ids. */
export class ClientRegistry {
  readonly #clients: Map<string, RegisteredClient>
  readonly #factory: CredentialsFactory

  constructor(clients: Map<string, RegisteredClient>, factory: CredentialsFactory) {
    this.#clients = clients
    this.#factory = factory
  }

  /** Registers an application. Throws a `RangeError` for an id that is taken, and for a redirect URI that must never be redirected to. */
  add(fields: ClientFields): RegisteredClient {
    const problem = fields.redirectUris.map(redirectUriProblem).find((one) => one !== undefined)
    if (problem !== undefined) throw new RangeError(problem)
    const id = fields.id ?? this.#factory.clientId(this.#clients.size + 1)
    if (this.#clients.has(id)) throw new RangeError(`There is a client '${printable(id)}' already.`)
    const client = { ...fields, id, secret: fields.secret ?? this.#factory.clientSecret() }
    this.#clients.set(id, client)
    return client
  }

  get(id: string): RegisteredClient | undefined {
    return this.#clients.get(id)
  }

  all(): readonly RegisteredClient[] {
    return [...this.#clients.values()]
  }

  /** Those that a user registered. */
  of(ownerId: string): readonly RegisteredClient[] {
    return this.all().filter((client) => client.ownerId === ownerId)
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
  const wanted = 'an absolute http(s) address (or an app scheme like com.example.app:) without a #fragment'
  if (uri === '') return `Give an address to redirect to: ${wanted}.`
  return `'${printable(uri.slice(0, 100))}' cannot be redirected to: give ${wanted}, of at most 2000 characters. Percent-encode blanks and what is not ASCII.`
}
