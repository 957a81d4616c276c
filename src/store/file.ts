import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { isOnAirError, TokenStoreError } from '../errors/index.js'
import { FolderLock, type HeldLock } from './folder-lock.js'
import { KeyedLock } from './lock.js'
import type { StoreRecord, TokenStore } from './store.js'
import {
  failed,
  readTokenFile,
  realFile,
  writeTokenFile,
  type TokenFileContents,
  type TokenFileEntry,
} from './token-file.js'

/**
 * A store in one JSON file, readable by its owner only (0600; a folder made for it, 0700), for all processes of one machine.
 *
 * - A write is whole or not at all, and keeps what other processes wrote. Locks are files in a folder beside it, `<file>.lock`, which is there
 *   while something is locked.
 * - Symbolic links are followed. A file that is mounted alone into a container is written in place; its locks work within that
 *   container only.
 * - A file that is damaged, unreadable or of a newer format throws a `TokenStoreError` that names it, and is left as it is. So does a file
 *   that cannot be locked. An empty file is an empty store.
 * - Wider rights of the file are narrowed when it is read, if that is possible.
 * - Not for a network file system: use a database for several machines.
 *
 * @example
 * const auth = livepushAuth({ clientId, clientSecret, redirectUri, store: fileStore('tokens.json') })
 */
export function fileStore(path: string): TokenStore {
  if (typeof path !== 'string' || path.trim() === '') {
    throw new TokenStoreError("fileStore needs the path of a file: fileStore('tokens.json').")
  }
  const file = resolve(path)
  const shared = async () => sharedFile(await realFile(file))

  return {
    async get(key) {
      const found = entry(await (await shared()).read(), key)
      return found && { record: found.record, version: found.version }
    },
    async set(key, given, { ifVersion, lifetime } = {}) {
      const record = copyOf(given, file)
      const endsAt = lifetime === undefined ? undefined : Date.now() + lifetime
      return (await shared()).update((contents) => {
        if (ifVersion !== undefined && ifVersion !== (entry(contents, key)?.version ?? 0)) return undefined
        const version = contents.revision + 1
        const records = { ...contents.records, [key]: { version, record, endsAt } }
        return { format: 1, revision: version, records }
      })
    },
    async delete(key, { ifVersion } = {}) {
      return (await shared()).update((contents) => {
        const found = entry(contents, key)
        if (!found || (ifVersion !== undefined && ifVersion !== found.version)) return undefined
        const { [key]: _deleted, ...records } = contents.records
        return { ...contents, records }
      })
    },
    async keys(prefix) {
      const contents = await (await shared()).read()
      return Object.keys(contents.records).filter((key) => key.startsWith(prefix) && entry(contents, key))
    },
    async lock(key, fn, options) {
      return (await shared()).lock(key, fn, options?.signal)
    },
  }
}

function copyOf(record: StoreRecord, file: string): StoreRecord {
  try {
    return JSON.parse(JSON.stringify(record)) as StoreRecord
  } catch {
    throw failed('Cannot write the token file', file, 'The record is not JSON.')
  }
}

/** A record by key. A key such as `constructor` finds no inherited property, and an expired record is not found. */
function entry({ records }: TokenFileContents, key: string): TokenFileEntry | undefined {
  const found = Object.hasOwn(records, key) ? records[key] : undefined
  return found && hasNotEnded(found) ? found : undefined
}

const hasNotEnded = ({ endsAt = Infinity }: TokenFileEntry): boolean => endsAt > Date.now()

/** Returns the contents after a change. Undefined if nothing changes. */
type Change = (contents: TokenFileContents) => TokenFileContents | undefined

interface Waiting {
  readonly change: Change
  readonly resolve: (hasChanged: boolean) => void
  readonly reject: (reason: unknown) => void
}

/** By real path, for all stores of this process: one file is often opened once for each provider. */
const files = new Map<string, SharedFile>()

function sharedFile(file: string): SharedFile {
  const found = files.get(file) ?? new SharedFile(file)
  files.set(file, found)
  return found
}

/** A token file as all stores of this process use it. */
class SharedFile {
  readonly #file: string
  readonly #folder: string
  readonly #lock: FolderLock
  /** Makes this process ask for each lock once at a time. */
  readonly #turns = new KeyedLock()
  #waiting: Waiting[] = []

  constructor(file: string) {
    this.#file = file
    this.#folder = `${file}.lock`
    this.#lock = new FolderLock(this.#folder)
  }

  read(): Promise<TokenFileContents> {
    return readTokenFile(this.#file)
  }

  /** Reads, changes and writes as one step among all processes. Changes that wait for the same turn share one write. */
  update(change: Change): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ change, resolve, reject })
      if (this.#waiting.length === 1) void this.#turns.run('', () => this.#writeWaiting())
    })
  }

  async #writeWaiting(): Promise<void> {
    let batch: Waiting[] = []
    try {
      const results = await this.#locked('write', (held) => {
        batch = this.#waiting.splice(0)
        return this.#apply(batch, held)
      })
      for (const [index, { resolve }] of batch.entries()) resolve(results[index]!)
    } catch (error) {
      for (const { reject } of [...batch, ...(batch.length > 0 ? [] : this.#waiting.splice(0))]) reject(error)
    }
  }

  /** Which changes had an effect. */
  async #apply(batch: readonly Waiting[], held: HeldLock): Promise<boolean[]> {
    const before = await this.read()
    let contents = before
    const results = batch.map(({ change }) => {
      const changed = change(contents)
      contents = changed ?? contents
      return changed !== undefined
    })
    if (contents !== before) await writeTokenFile(this.#file, this.#folder, withoutEnded(contents), held)
    return results
  }

  /** Runs `fn` while no other caller has the lock of this key, in this process or another. */
  lock<T>(key: string, fn: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const name = createHash('sha256').update(key).digest('hex').slice(0, 32)
    return this.#turns.run(`key ${key}`, () => this.#locked(name, fn, signal), { signal })
  }

  async #locked<T>(name: string, fn: (held: HeldLock) => Promise<T>, signal?: AbortSignal): Promise<T> {
    let isIn = false
    try {
      await mkdir(dirname(this.#file), { recursive: true, mode: 0o700 })
      return await this.#lock.run(
        name,
        (held) => {
          isIn = true
          return fn(held)
        },
        signal,
      )
    } catch (error) {
      if (isIn || isOnAirError(error) || signal?.aborted) throw error
      const advice = 'Make its folder writable for this user, or name another file: locks are kept beside it.'
      throw failed('Cannot lock the token file', this.#file, advice, error)
    }
  }
}

function withoutEnded(contents: TokenFileContents): TokenFileContents {
  const ended = Object.values(contents.records).some((one) => !hasNotEnded(one))
  if (!ended) return contents
  return {
    ...contents,
    records: Object.fromEntries(Object.entries(contents.records).filter(([, one]) => hasNotEnded(one))),
  }
}
