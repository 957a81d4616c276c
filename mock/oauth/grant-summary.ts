import type { AnyWorld } from '../core/definition/world.js'
import type { OAuthServer } from './server.js'

/** What a user has allowed a client, or what a client got for itself. No token is in it. */
export interface GrantSummary {
  readonly id: string
  /** Null if a client got it for itself. */
  readonly account: string | null
  /** The client's name, or that of a personal access token. */
  readonly client: string
  readonly clientId: string
  readonly scopes: readonly string[]
  /** Epoch milliseconds; of its newest access token that lives. Null if none does. */
  readonly issuedAt: number | null
  /** Epoch milliseconds; null if no access token lives, or if it does not end. */
  readonly expiresAt: number | null
  readonly refreshable: boolean
}

/** The grants of which a token lives, oldest first. */
export const grantsOf = ({ oauth, users, clock }: AnyWorld & { readonly oauth: OAuthServer }): GrantSummary[] =>
  oauth.families.liveFamilies(clock.now()).map(({ family, newest, isRefreshable }) => ({
    id: family.id,
    account: users.get(family.userId ?? '')?.account ?? null,
    client: newest?.name ?? oauth.clients.get(family.clientId)?.name ?? family.clientId,
    clientId: family.clientId,
    scopes: newest ? oauth.families.scopesOf(newest) : family.scopes,
    issuedAt: newest?.issuedAt ?? null,
    expiresAt: newest && Number.isFinite(newest.expiresAt) ? newest.expiresAt : null,
    refreshable: isRefreshable,
  }))
