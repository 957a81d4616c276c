import { mkdir, open, readdir, readFile, rm, rmdir, stat, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { errorCode } from './error-code.js'
import { lifeOf, ownProcess } from './process-id.js'

/** Milliseconds between two heartbeats of a holder. */
const BEAT = 1000
/** Milliseconds of silence after which a holder counts as dead: one that may be running, and one of unknown state. */
const PATIENCE = { alive: 60_000, dead: 0, unknown: 10_000 } as const
/** Milliseconds between two checks of a taken lock: the first, and the longest. */
const LOOKS = { first: 4, longest: 100 } as const
/** Maximum milliseconds of silence that one check adds, so that after a sleep of the machine not all holders count as dead. */
const LONGEST_SILENCE = 500

/** A lock that this process has, or had. */
export interface HeldLock {
  /** False if this process was stopped for so long that another one took it for dead. */
  isHeld(): Promise<boolean>
}

/** What a waiter knows of another process's file. */
interface Seen {
  readonly content: string
  /** Milliseconds for which it was the same. */
  readonly silence: number
  /** The time of the last check, by the monotonic clock. */
  readonly at: number
}

/**
 * Locks by name, between all processes that share a folder.
 *
 * - Each process that wants a lock puts its own file into the folder and then lists the folder. It has the lock if no other living process has
 *   a file of that name; otherwise it removes its file and waits. If two list at the same time, neither gets the lock, so there are never
 *   two holders. A dead process's file is removed by its own unique name, so that no other file can be hit.
 * - A holder writes a counter into its file every second. One whose process is known to be dead (Linux) has lost the lock at once; one of
 *   unknown state, after 10 s without a new count; one whose process lives but is stopped, after 60 s. Only the waiter's monotonic clock
 *   counts: no wall clock, and no time stamp of a file.
 * - Names are for file names: letters and digits.
 */
export class FolderLock {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Runs `fn` while this process has the lock. Rejects with the signal's reason, and with errors of the file system. */
  async run<T>(name: string, fn: (held: HeldLock) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const held = await this.#acquire(name, signal)
    try {
      return await fn(held)
    } finally {
      await held.release()
    }
  }

  async #acquire(name: string, signal: AbortSignal | undefined): Promise<HeldFile> {
    const seen = new Map<string, Seen>()
    for (let pause: number = 0; ; pause = Math.min(Math.max(pause * 2, LOOKS.first), LOOKS.longest)) {
      // A lock is usually free: only waiting processes check first.
      if (pause > 0) await wait(pause * (0.5 + Math.random()), undefined, { signal }).catch(() => undefined)
      signal?.throwIfAborted()
      if (pause === 0 || !(await this.#isTaken(name, seen))) {
        const own = await HeldFile.create(this.#folder, `${name}.${crypto.randomUUID()}`)
        const isTaken = await this.#isTaken(name, seen, own.name).catch(async (error: unknown) => {
          await own.release()
          throw error
        })
        if (!isTaken) return own
        await own.release()
      }
    }
  }

  /** Whether a living process has a file of this name. Files of dead ones are removed. */
  async #isTaken(name: string, seen: Map<string, Seen>, own?: string): Promise<boolean> {
    const files = (await readdir(this.#folder).catch(noFiles)).filter(
      (one) => one.startsWith(`${name}.`) && one !== own,
    )
    for (const file of files) {
      const path = join(this.#folder, file)
      const content = await contentOf(path)
      if (content === undefined) continue
      if (!isDead(content, file, seen)) return true
      await rm(path, { force: true }).catch(() => undefined)
    }
    return false
  }
}

const noFiles = (error: unknown): string[] => {
  if (isMissing(error)) return []
  throw error
}

const isMissing = (error: unknown): boolean => errorCode(error) === 'ENOENT'

/** The text of another process's file. Undefined if it is gone. For another user's file, the time of its last write. */
async function contentOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8').catch(async (error: unknown) => {
      if (isMissing(error)) throw error
      return `${(await stat(path)).mtimeMs}\n`
    })
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

function isDead(content: string, file: string, seen: Map<string, Seen>): boolean {
  const now = performance.now()
  const before = seen.get(file)
  const isSilent = before?.content === content
  const silence = isSilent ? before.silence + Math.min(now - before.at, LONGEST_SILENCE) : 0
  seen.set(file, { content, silence, at: now })
  return silence >= PATIENCE[lifeOf(content.split('\n')[1] ?? '')]
}

/** The file of a process that wants a lock, or has it. */
class HeldFile implements HeldLock {
  readonly name: string
  readonly #folder: string
  readonly #handle: FileHandle
  readonly #timer: ReturnType<typeof setInterval>
  #beats = 0
  #writing: Promise<unknown> = Promise.resolve()

  private constructor(folder: string, name: string, handle: FileHandle) {
    this.name = name
    this.#folder = folder
    this.#handle = handle
    this.#timer = setInterval(() => {
      // The next beat makes up for a failed one, for example on a full disk.
      this.#writing = handle.write(beat(++this.#beats), 0).catch(() => undefined)
    }, BEAT)
    this.#timer.unref()
  }

  static async create(folder: string, name: string): Promise<HeldFile> {
    const path = join(folder, name)
    const handle = await openNew(folder, path)
    try {
      await handle.write(`${beat(0)}\n${ownProcess}\n`)
      return new HeldFile(folder, name, handle)
    } catch (error) {
      await handle.close()
      await rm(path, { force: true })
      throw error
    }
  }

  async isHeld(): Promise<boolean> {
    return (await contentOf(join(this.#folder, this.name))) !== undefined
  }

  /** Releases the lock. It does not reject: a file that cannot be removed counts as that of a silent process. */
  async release(): Promise<void> {
    clearInterval(this.#timer)
    await this.#writing
    await this.#handle.close().catch(() => undefined)
    await rm(join(this.#folder, this.name), { force: true }).catch(() => undefined)
    // Only an empty folder is removed.
    await rmdir(this.#folder).catch(() => undefined)
  }
}

/** Another process may remove the folder, as it is empty, between the two steps. */
async function openNew(folder: string, path: string): Promise<FileHandle> {
  for (;;) {
    await mkdir(folder, { mode: 0o700 }).catch((error: unknown) => {
      if (errorCode(error) !== 'EEXIST') throw error
    })
    try {
      return await open(path, 'wx', 0o600)
    } catch (error) {
      if (!isMissing(error)) throw error
    }
  }
}

const beat = (count: number): string => String(count).padStart(8, '0')
