/** Someone who can log in. What a role or a tenant is belongs to the provider. */
export interface User {
  readonly id: string
  /** The account's name, as in `mock.grant(…, { account })`. */
  readonly account: string
  readonly password: string
}

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
export class Directory {
  readonly #mint: Minting
  readonly #users = new Map<string, User>()
  readonly #clients = new Map<string, Client>()

  constructor(mint: Minting) {
    this.#mint = mint
  }

  /** Adds a user. The password defaults to the account's name: this is a mock, and it is shown on the log-in page. */
  addUser(account: string, password = account): User {
    if (this.userByAccount(account)) throw new RangeError(`There is an account '${account}' already.`)
    const user = { id: String(this.#users.size + 1), account, password }
    this.#users.set(user.id, user)
    return user
  }

  user(id: string): User | undefined {
    return this.#users.get(id)
  }

  userByAccount(account: string): User | undefined {
    return [...this.#users.values()].find((user) => user.account === account)
  }

  /** The user of an account. Throws a `RangeError` that names the accounts there are. */
  requireUser(account: string): User {
    const user = this.userByAccount(account)
    if (user) return user
    const known = this.users().map((one) => one.account)
    throw new RangeError(`There is no account '${account}'; the accounts are ${known.join(', ')}.`)
  }

  users(): readonly User[] {
    return [...this.#users.values()]
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
