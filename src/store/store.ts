/** The value that a store keeps under a key: an object that can be serialized as JSON. */
export type StoreRecord = { readonly [field: string]: unknown }

/** A record as read, with the version to pass as `ifVersion` to replace it only if no one else has. */
export interface Stored {
  readonly record: StoreRecord
  /** A whole number above 0. A key never gets the same version twice, not even after a `delete`. */
  readonly version: number
}

/** The options of `set`. */
export interface SetOptions {
  /** The version that the record must have. 0: there must be no record. Default: any version, and none. */
  readonly ifVersion?: number | undefined
  /** Milliseconds from now. After that the store may drop the record, as if it had been deleted. Default: it stays. */
  readonly lifetime?: number | undefined
}

/**
 * Stores tokens and pending sign-ins. Any database that can compare and write in one step can be used: `onair/store-contract` has tests
 * for your own store.
 *
 * - Keys are printable ASCII without spaces. Records are JSON and hold secrets: keep them from other users and from logs.
 * - `get` returns a copy, and `set` stores a copy.
 * - When `set` resolves to `true`, the record has been written permanently. If `set` throws, it may or may not have been written.
 * - `ifVersion` is compared and the record written in one atomic step. On a mismatch nothing is written and `set` resolves to
 *   `false`. Without `ifVersion` the last write wins.
 * - `lock` runs one `fn` at a time for each key, and frees the key when `fn` ends or its process dies. It is not re-entrant. If several
 *   machines share the store, it must lock for all of them. A process that stops for long (suspended,
 *   or swapped out) may lose its lock meanwhile; `ifVersion` then refuses its writes.
 * - A record that cannot be read or written throws a `TokenStoreError`, and stays as it is. Other errors are wrapped by the caller.
 */
export interface TokenStore {
  get(key: string): Promise<Stored | undefined>
  set(key: string, record: StoreRecord, options?: SetOptions): Promise<boolean>
  /** Whether a record was deleted. With `ifVersion`, only a record of that version is. */
  delete(key: string, options?: Pick<SetOptions, 'ifVersion'>): Promise<boolean>
  /** All keys that begin with `prefix`, in any order. */
  keys(prefix: string): Promise<string[]>
  /** Aborting `signal` ends the wait with the signal's reason. It has no effect once `fn` runs. */
  lock<T>(key: string, fn: () => Promise<T>, options?: { readonly signal?: AbortSignal | undefined }): Promise<T>
}
