import { Users } from './users.js'

export type { User } from './users.js'

/** An application registered with the provider (RFC 6749, section 2). */
export interface Client {
  readonly id: string
  readonly secret: string
  readonly name: string
  readonly redirectUris: readonly string[]
  readonly ownerId: string
}

/** How clients get their credentials. */
interface Minting {
  clientId(ordinal: number): string
  clientSecret(): string
}

/** The users and clients that an OAuth server knows. */
export class Directory extends Users {
  readonly #mint: Minting
  readonly #clients = new Map<string, Client>()

  constructor(mint: Minting) {
    super()
    this.#mint = mint
  }

  /** Registers an application. Throws a `RangeError` for a redirect URI that must never be redirected to. */
  addClient(client: { name: string; redirectUris: readonly string[]; ownerId: string }): Client {
    for (const uri of client.redirectUris) requireRedirectUri(uri)
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

/** Absolute, without a fragment (RFC 6749, 3.1.2), and of a scheme that is safe to put into a link. */
export function requireRedirectUri(uri: string): void {
  const parsed = tryParse(uri)
  if (
    !parsed ||
    parsed.hash ||
    uri.includes('#') ||
    !/^(https?:|[a-z][a-z0-9+-]*\.[a-z0-9+.-]*:)$/.test(parsed.protocol)
  ) {
    throw new RangeError(
      `'${uri}' cannot be redirected to: give an absolute http(s) address (or an app scheme like com.example.app:) without a #fragment.`,
    )
  }
}

function tryParse(uri: string): URL | null {
  try {
    return new URL(uri)
  } catch {
    return null
  }
}
