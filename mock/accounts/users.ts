/** Someone who can log in. What a role or a tenant is belongs to the provider. */
export interface User {
  readonly id: string
  /** The account's name, as in `mock.grant(…, { account })`. */
  readonly account: string
  readonly password: string
}

/** Who can log in to a provider's pages. */
export class Users {
  readonly #users = new Map<string, User>()

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
}
