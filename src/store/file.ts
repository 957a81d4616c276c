import { basename, dirname, join, resolve } from 'node:path'
import { mkdir, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises'
import { TokenStoreError } from '../errors/auth-error.js'
import { KeyedLock } from './lock.js'
import type { StoreRecord, TokenStore } from './store.js'

/** What the file holds. A reader refuses a higher `format` than its own. */
interface Contents {
  readonly format: 1
  /** The highest version ever given, so that none is given twice. */
  readonly revision: number
  readonly records: Readonly<Record<string, { readonly version: number; readonly record: StoreRecord }>>
}

/**
 * Locks by absolute path, shared by all stores of this process: one file is often opened once for each provider, and two
 * writers that do not know of each other would lose one another's records.
 */
const files = new Map<string, { readonly turn: KeyedLock; readonly lock: KeyedLock }>()

/** Temporary files older than this, in milliseconds, belong to a process that died while writing. */
const ABANDONED = 3_600_000

/**
 * A store in one JSON file, readable by its owner only (0600; a folder made for it, 0700).
 *
 * - A write is whole or not at all: temporary file in the same folder, fsync, rename, fsync of the folder.
 * - The file is read again before each write, so that what another process wrote is kept. Without a lock between processes
 *   two writes in the same instant can still lose one; `lock` reaches over this process only.
 * - A damaged, unreadable or newer file throws a `TokenStoreError` that names it, and is left as it is.
 * - Rights that somebody has widened are narrowed when the file is next read.
 */
export function fileStore(path: string): TokenStore {
  if (typeof path !== 'string' || path.trim() === '') {
    throw new TokenStoreError("fileStore wants the path of a file: fileStore('tokens.json').")
  }
  const file = resolve(path)
  const shared = files.get(file) ?? { turn: new KeyedLock(), lock: new KeyedLock() }
  files.set(file, shared)
  let swept = false

  const failed = (what: string, advice: string, error?: unknown) => {
    const code = (error as { code?: unknown } | undefined)?.code
    return new TokenStoreError(`${what} ${file}${typeof code === 'string' ? ` (${code})` : ''}. ${advice}`, {
      path: file,
    })
  }

  async function read(): Promise<Contents> {
    let text: string
    try {
      const handle = await open(file, 'r')
      try {
        const { mode } = await handle.stat()
        if (process.platform !== 'win32' && (mode & 0o077) !== 0) await handle.chmod(0o600)
        text = await handle.readFile('utf8')
      } finally {
        await handle.close()
      }
    } catch (error) {
      if ((error as { code?: unknown }).code === 'ENOENT') return { format: 1, revision: 0, records: {} }
      throw failed(
        'Cannot read the token file',
        'Make it a file that this user owns and may read, or name another.',
        error,
      )
    }
    return parse(text)
  }

  function parse(text: string): Contents {
    const advice = 'It was left as it is: restore it from a backup, or move it away and sign in again.'
    let contents: unknown
    try {
      contents = JSON.parse(text)
    } catch {
      throw failed('There is no whole JSON in the token file', advice)
    }
    if (isObject(contents) && typeof contents.format === 'number' && contents.format > 1) {
      throw failed('A newer onair wrote the token file', 'Update this one, or name another file.')
    }
    if (!isContents(contents)) throw failed('Something else than tokens is in the file', advice)
    return contents
  }

  async function write(contents: Contents): Promise<void> {
    try {
      // A symbolic link stays one: the file behind it is replaced.
      const target = await realpath(file).catch(() => file)
      const folder = dirname(target)
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const temporary = join(folder, `.${basename(target)}.${crypto.randomUUID()}.tmp`)
      try {
        const handle = await open(temporary, 'wx', 0o600)
        try {
          await handle.writeFile(`${JSON.stringify(contents, null, 2)}\n`)
          await handle.sync()
          if (!swept) await sweep(target, (await handle.stat()).mtimeMs).catch(() => undefined)
          swept = true
        } finally {
          await handle.close()
        }
        await rename(temporary, target)
      } catch (error) {
        await rm(temporary, { force: true }).catch(() => undefined)
        throw error
      }
      await syncFolder(folder)
    } catch (error) {
      throw failed(
        'Cannot write the token file',
        'Make its folder writable for this user, or name another file.',
        error,
      )
    }
  }

  /** Reads, changes and writes as one step among the stores of this process. `change` gives nothing to leave all as it is. */
  const update = (change: (contents: Contents) => Contents | undefined): Promise<boolean> =>
    shared.turn.run('', async () => {
      const changed = change(await read())
      if (changed) await write(changed)
      return changed !== undefined
    })

  return {
    async get(key) {
      return own((await read()).records, key)
    },
    set(key, record, { ifVersion } = {}) {
      return update(({ revision, records }) => {
        if (ifVersion !== undefined && ifVersion !== (own(records, key)?.version ?? 0)) return undefined
        const version = revision + 1
        return { format: 1, revision: version, records: { ...records, [key]: { version, record } } }
      })
    },
    delete(key, { ifVersion } = {}) {
      return update(({ revision, records }) => {
        const found = own(records, key)
        if (!found || (ifVersion !== undefined && ifVersion !== found.version)) return undefined
        const { [key]: _deleted, ...rest } = records
        return { format: 1, revision, records: rest }
      })
    },
    async keys(prefix) {
      return Object.keys((await read()).records).filter((key) => key.startsWith(prefix))
    },
    lock: (key, fn, options) => shared.lock.run(key, fn, options),
  }
}

/** Removes what writers that died have left behind. They hold tokens, so they should not pile up. */
async function sweep(target: string, now: number): Promise<void> {
  const prefix = `.${basename(target)}.`
  for (const name of await readdir(dirname(target))) {
    if (!name.startsWith(prefix) || !name.endsWith('.tmp')) continue
    const leftover = join(dirname(target), name)
    const age = now - (await stat(leftover).catch(() => ({ mtimeMs: now }))).mtimeMs
    if (age > ABANDONED) await rm(leftover, { force: true })
  }
}

/** Makes the rename last. Not every platform can sync a folder; there the file is still whole, before or after. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r')
    await handle.sync().finally(() => handle.close())
  } catch {
    // See above.
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isContents = (value: unknown): value is Contents =>
  isObject(value) &&
  value.format === 1 &&
  typeof value.revision === 'number' &&
  isObject(value.records) &&
  Object.values(value.records).every(
    (entry) => isObject(entry) && typeof entry.version === 'number' && isObject(entry.record),
  )

/** A record by key; a key such as `constructor` finds nothing that is not there. */
const own = (records: Contents['records'], key: string) => (Object.hasOwn(records, key) ? records[key] : undefined)
