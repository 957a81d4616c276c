import type { AnyWorld } from '../definition/world.js'
import type { Call } from '../http/call.js'
import type { Reply } from '../http/reply.js'
import type { JournalEntry, Traffic } from './entry.js'

type Writable<T> = { -readonly [K in keyof T]: T[K] }

interface Notes extends Partial<Pick<Call, 'grantType' | 'account' | 'fields'>> {
  readonly traffic?: Traffic | undefined
}

/** Records a request and its outcome. `id` is the operation, or null for pages and unknown paths. */
export function recordRequest(
  { journal, clock, profile: { provider } }: AnyWorld,
  id: string | null,
  { method, path }: { readonly method: string; readonly path: string },
  { status, reason }: Pick<Reply, 'status' | 'reason'>,
  { grantType, account, fields, traffic }: Notes = {},
): void {
  const operation = id === null ? null : `${provider}.${id}`
  const entry: Writable<Omit<JournalEntry, 'id'>> = { at: clock.now(), provider, operation, method, path, status }
  if (reason) entry.reason = reason
  if (grantType) entry.grantType = grantType
  if (account) entry.account = account
  if (fields) entry.fields = fields
  journal.record(entry, traffic)
}
