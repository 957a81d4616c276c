import type { Random } from '../core/random.js'
import type { User } from './users.js'

/** A browser that is logged in. */
export interface Session {
  readonly id: string
  readonly user: User
  /** Stands as a hidden field in every form, so that no other site can send one (cross-site request forgery). */
  readonly formToken: string
  /** Shown once on the next page: a new secret, a message. */
  flash: Readonly<Record<string, string>> | null
}

const cookieName = 'onair_session'

/** Who is logged in, by cookie. */
export class Sessions {
  readonly #random: Random
  readonly #path: string
  readonly #sessions = new Map<string, Session>()

  /** `path` is the provider's mount point; the cookie goes nowhere else. */
  constructor(random: Random, path: string) {
    this.#random = random
    this.#path = path
  }

  /** Starts a session; the header goes on the reply. */
  start(user: User): { session: Session; header: { 'set-cookie': string } } {
    const session = { id: this.#random.hex(40), user, formToken: this.#random.hex(40), flash: null }
    this.#sessions.set(session.id, session)
    return { session, header: { 'set-cookie': this.#cookie(session.id) } }
  }

  /** The session of a request's `cookie` header. */
  find(cookie: string | null): Session | undefined {
    const id = cookie?.match(/(?:^|;\s*)onair_session=([0-9a-f]+)/)?.[1]
    return id === undefined ? undefined : this.#sessions.get(id)
  }

  /** Ends it; the header takes the cookie away. */
  end(session: Session): { 'set-cookie': string } {
    this.#sessions.delete(session.id)
    return { 'set-cookie': `${this.#cookie('')}; Max-Age=0` }
  }

  #cookie(value: string): string {
    return `${cookieName}=${value}; Path=${this.#path}; HttpOnly; SameSite=Lax`
  }
}
