import type { AnyWorld } from '../core/definition/world.js'
import type { OAuthServer } from './server.js'

/** A grant: the consent of a user to a client, or the client's own. Contains no tokens. */
export interface GrantSummary {
  readonly id: string
  /** Null for the client's own grant (client credentials). */
  readonly account: string | null
  /** The name of the client, or of a personal access token. */
  readonly client: string
  readonly clientId: string
  readonly scopes: readonly string[]
  /** The issue of its newest live access token, in epoch milliseconds. Null if none is live. */
  readonly issuedAt: number | null
  /** The expiry of that token, in epoch milliseconds. Null if none is live or if it does not expire. */
  readonly expiresAt: number | null
  readonly refreshable: boolean
}

/** The grants with a live token, oldest first. */
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
