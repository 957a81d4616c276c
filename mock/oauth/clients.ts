import { printable } from '../core/printable.js'

/** An application registered with the provider (RFC 6749, section 2). */
export interface RegisteredClient {
  readonly id: string
  /** Empty for a public client (RFC 6749, section 2.1). The API key of a client that has one in place of id and secret. */
  readonly secret: string
  readonly name: string
  readonly redirectUris: readonly string[]
  readonly ownerId: string
}

/** Whether a client is public: it has no secret, and must use PKCE. */
export const isPublic = ({ secret }: RegisteredClient): boolean => secret === ''

/** Creates the credentials of clients. */
interface CredentialsFactory {
  clientId(ordinal: number): string
  clientSecret(): string
}

/** The fields of a new client. Default id and secret: those of the provider's factory. */
export type ClientFields = Omit<RegisteredClient, 'id' | 'secret'> & {
  readonly id?: string | undefined
  readonly secret?: string | undefined
}

/** The registered clients of a provider, by id. */
export class ClientRegistry {
  readonly #clients: Map<string, RegisteredClient>
  readonly #factory: CredentialsFactory

  constructor(clients: Map<string, RegisteredClient>, factory: CredentialsFactory) {
    this.#clients = clients
    this.#factory = factory
  }

  /** Registers a client. Throws a `RangeError` for an id that is in use, and for a redirect URI that is not valid or not safe. */
  add(fields: ClientFields): RegisteredClient {
    const problem = fields.redirectUris.map(redirectUriProblem).find((one) => one !== undefined)
    if (problem !== undefined) throw new RangeError(problem)
    const id = fields.id ?? this.#factory.clientId(this.#clients.size + 1)
    if (this.#clients.has(id)) throw new RangeError(`The client '${printable(id)}' already exists.`)
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

  /** The clients that a user registered. */
  of(ownerId: string): readonly RegisteredClient[] {
    return this.all().filter((client) => client.ownerId === ownerId)
  }
}

/**
 * What is wrong with a redirect URI, or undefined. It must be absolute, without a fragment (RFC 6749, section 3.1.2), with a scheme that is
 * safe in a link, and only with characters of a URI (RFC 3986, section 2): other characters could break a header.
 */
export function redirectUriProblem(uri: string): string | undefined {
  const scheme = /^(https?:|[a-z][a-z0-9+-]*\.[a-z0-9+.-]*:)$/
  const isUri = /^[!-~]{1,2000}$/.test(uri) && !uri.includes('#') && URL.canParse(uri)
  if (isUri && scheme.test(new URL(uri).protocol)) return undefined
  const wanted = 'an absolute http(s) URL (or an app scheme like com.example.app:) without a #fragment'
  if (uri === '') return `Enter a redirect URI: ${wanted}.`
  return `'${printable(uri.slice(0, 100))}' is not a valid redirect URI: use ${wanted}, of at most 2000 characters. Percent-encode spaces and non-ASCII characters.`
}
