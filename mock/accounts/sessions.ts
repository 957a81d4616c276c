import { ExpiringMap } from '../core/state/expiring-map.js'
import type { Random } from '../core/time/random.js'
import type { User } from './users.js'

/** A browser that is logged in. */
export interface Session {
  readonly id: string
  readonly user: User
  /** The value of a hidden field in every form. It protects against cross-site request forgery. */
  readonly formToken: string
  /** Shown once on the next page: a new secret, a message. */
  flash: Readonly<Record<string, string>> | null
  /** Epoch milliseconds. Each use extends it. */
  expiresAt: number
}

const cookieName = 'onair_session'

/** Lifetime after the last use, in ms: a day. */
const idle = 86_400_000

/** The browsers that are logged in, by cookie. */
export class Sessions {
  readonly #random: Random
  readonly #path: string
  readonly #now: () => number
  readonly #sessions: ExpiringMap<string, Session>

  /** `path` is the provider's mount point and the `Path` of the cookie. */
  constructor(sessions: Map<string, Session>, random: Random, path: string, now: () => number) {
    this.#sessions = new ExpiringMap(sessions, ({ expiresAt }) => expiresAt)
    this.#random = random
    this.#path = path
    this.#now = now
  }

  /**
   * Starts a session. It replaces the one in the browser's `cookie` header, so that an id from before the log-in is not valid after it
   * (session fixation). Returns the value of `set-cookie`.
   */
  start(user: User, cookie: string | null): string {
    const replaced = this.find(cookie)
    if (replaced) this.#sessions.delete(replaced.id)
    const expiresAt = this.#now() + idle
    const session = { id: this.#random.hex(40), user, formToken: this.#random.hex(40), flash: null, expiresAt }
    this.#sessions.add(session.id, session, this.#now())
    return this.#cookie(session.id)
  }

  /** The live session of a request's `cookie` header. */
  find(cookie: string | null): Session | undefined {
    const id = cookie?.match(/(?:^|;\s*)onair_session=([0-9a-f]+)/)?.[1]
    const session = id === undefined ? undefined : this.#sessions.get(id, this.#now())
    if (!session) return undefined
    session.expiresAt = this.#now() + idle
    return session
  }

  /** Ends a session. Returns the value of `set-cookie` that removes the cookie. */
  end(session: Session): string {
    this.#sessions.delete(session.id)
    return `${this.#cookie('')}; Max-Age=0`
  }

  #cookie(value: string): string {
    return `${cookieName}=${value}; Path=${this.#path}; HttpOnly; SameSite=Lax`
  }
}
