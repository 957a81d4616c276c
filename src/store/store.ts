/** A JSON-serialisable object: what a store keeps under a key. */
export type StoreRecord = { readonly [field: string]: unknown }

/** A record as read, with the version to pass as `ifVersion` when it is to be replaced only if nobody else did. */
export interface Stored {
  readonly record: StoreRecord
  /** Above 0, and never given twice to a key, not even after a `delete`. */
  readonly version: number
}

/** Where tokens and pending sign-ins live. Write one over any database that can compare before it writes.
 *
 * - Keys are opaque, printable ASCII without spaces; records are JSON and hold secrets: keep them from other users and from logs.
 * - What `get` gives is a copy, as is what `set` keeps: nobody changes a record in place.
 * - A `set` that resolves `true` has been written for good; one that throws may or may not have been.
 * - `ifVersion` is compared and the record written in one atomic step. `0` means "must not exist". On a mismatch nothing is
 *   written and the answer is `false`; without `ifVersion` the last write wins.
 * - `lock` runs one `fn` a key at a time, in the order of the calls, and frees the key however `fn` ends. It is not
 *   re-entrant. The wider it reaches (this process, this machine, all machines), the fewer refreshes are lost to races.
 * - What cannot be read or written throws a `TokenStoreError` (another error is wrapped by the caller) and destroys nothing.
 */
export interface TokenStore {
  get(key: string): Promise<Stored | undefined>
  set(key: string, record: StoreRecord, options?: { readonly ifVersion?: number }): Promise<boolean>
  /** Whether there was something to delete, in the version asked for. */
  delete(key: string, options?: { readonly ifVersion?: number }): Promise<boolean>
  keys(): Promise<string[]>
  /** Aborting `signal` leaves the queue with the signal's reason; once `fn` runs it has no effect. */
  lock<T>(key: string, fn: () => Promise<T>, options?: { readonly signal?: AbortSignal }): Promise<T>
}
