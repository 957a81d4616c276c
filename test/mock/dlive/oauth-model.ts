/** What DLive leaves open. */
export type Switches = Readonly<Record<'restore' | 'keepClock' | 'keepTokens', boolean>>

interface Grant {
  readonly first: readonly string[]
  now: readonly string[]
}
interface Held {
  readonly grant: Grant
  readonly ends: number
  over: boolean
}
const day = 86_400_000

/** A model of DLive's sign-in. Codes, access tokens and refresh tokens are numbered in order. */
export class Model {
  readonly codes: Held[] = []
  readonly access: Held[] = []
  readonly refreshes: (Held & { readonly of: Held })[] = []

  constructor(readonly is: Switches) {}

  authorize(scopes: readonly string[], now: number): void {
    this.codes.push({ grant: { first: scopes, now: scopes }, ends: now + 600_000, over: false })
  }

  exchange(n: number, now: number): string {
    const code = this.codes[n]!
    if (code.over || now >= code.ends) return 'invalid_grant'
    code.over = true
    return this.#give(code.grant, now, now + 365 * day)
  }

  refresh(n: number, asked: readonly string[], now: number): string {
    const token = this.refreshes[n]!
    if (token.over || now >= token.ends) return 'invalid_grant'
    const most = this.is.restore ? token.grant.first : token.grant.now
    if (!asked.every((scope) => most.includes(scope))) return 'invalid_scope'
    token.over = true
    token.grant.now = asked.length === 0 ? most : asked
    if (!this.is.keepTokens) token.of.over = true
    return this.#give(token.grant, now, this.is.keepClock ? token.ends : now + 365 * day)
  }

  /** The scopes of an access token, or null if it is invalid. */
  scopes(n: number, now: number): readonly string[] | null {
    const { over, ends, grant } = this.access[n]!
    return over || now >= ends ? null : grant.now
  }

  #give(grant: Grant, now: number, ends: number): string {
    const of = { grant, ends: now + 30 * day, over: false }
    this.access.push(of)
    this.refreshes.push({ grant, ends, over: false, of })
    return grant.now.join(' ')
  }
}
