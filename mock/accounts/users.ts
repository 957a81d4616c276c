import { withName } from '../core/quoted.js'

/** A person who can log in. Roles and tenants belong to the provider's state. */
export interface User {
  readonly id: string
  /** The account's name, as in `mock.grant(…, { account })`. */
  readonly account: string
  readonly password: string
}

/** The users of a provider, by their ids. */
export class Users {
  readonly #users: Map<string, User>

  constructor(users: Map<string, User>) {
    this.#users = users
  }

  /** Adds a user. Default password: the account's name, as the log-in page shows it anyway. Throws a `RangeError` for a name that exists. */
  add(account: string, password = account): User {
    if (this.byAccount(account)) throw new RangeError(`The ${withName('account', account)} already exists.`)
    const user = { id: String(this.#users.size + 1), account, password }
    this.#users.set(user.id, user)
    return user
  }

  get(id: string): User | undefined {
    return this.#users.get(id)
  }

  byAccount(account: string): User | undefined {
    return this.all().find((user) => user.account === account)
  }

  /** The user of an account. Throws a `RangeError` that lists the accounts. */
  require(account: string): User {
    const user = this.byAccount(account)
    if (user) return user
    const known = this.all().map((one) => one.account)
    throw new RangeError(`There is no ${withName('account', account)}; the accounts are ${known.join(', ') || 'none'}.`)
  }

  /** The first account of the seed. Throws a `RangeError` if there is none. */
  first(): User {
    const [user] = this.all()
    if (!user) throw new RangeError('There is no account: name one in the seed.')
    return user
  }

  all(): readonly User[] {
    return [...this.#users.values()]
  }
}
