import { existsSync, watch } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findSpecs } from './find-specs.js'
import { generate, type GenerateOptions } from './generate.js'

export interface WatchOptions extends Omit<GenerateOptions, 'check' | 'signal'> {
  /** Ends the watch. */
  readonly signal: AbortSignal
  /** Milliseconds without a change before a run. Default: 100. */
  readonly quiet?: number
}

/**
 * Generates at once, then again whenever a spec is changed, added or removed, until the signal aborts. A burst of changes causes one run,
 * and an unchanged save none. A run that fails is reported through `log`, and the watch continues. Throws without a specs folder.
 */
export const watchSpecs = async (options: WatchOptions): Promise<void> => {
  const { specs, log = () => undefined, quiet = 100, signal } = options
  const changes = new Changes(signal)
  let seen: Texts = new Map()
  const read = new Set<string>()
  const onRead = (file: string) => {
    read.add(file)
    options.onRead?.(file)
  }
  try {
    while (!signal.aborted) {
      // The watch begins before the read, so that a write in between counts as a change.
      await changes.watch(specs, read)
      const now = new Map([...(await textsOf(read)), ...(await specTexts(specs))])
      if (!isSame(now, seen)) {
        await generate({ ...options, onRead }).catch((error: Error) => signal.aborted || log(error.message))
        await changes.watch(specs, read)
      }
      // Files that this run has read for the first time count from now on.
      seen = new Map([...(await textsOf(read)), ...now])
      await changes.next(quiet)
    }
  } finally {
    changes.close()
  }
}

/** File → text. */
type Texts = ReadonlyMap<string, string>

const isSame = (one: Texts, other: Texts): boolean =>
  one.size === other.size && [...one].every(([file, text]) => other.get(file) === text)

/** A file that cannot be read has an empty text. */
const textsOf = async (files: Iterable<string>): Promise<Texts> =>
  new Map(
    await Promise.all([...files].map(async (file) => [file, await readFile(file, 'utf8').catch(() => '')] as const)),
  )

/** Events in the specs folder, in all folders in it, and in those of other files. Folders, not files: editors save by putting another file in place. */
class Changes {
  #watchers: { close(): void }[] = []
  #happened = false
  #wake = (): void => undefined
  readonly #signal: AbortSignal

  constructor(signal: AbortSignal) {
    this.#signal = signal
    signal.addEventListener('abort', this.#note, { once: true })
  }

  readonly #note = (): void => {
    this.#happened = true
    this.#wake()
  }

  /** Watches the current folders instead of the previous ones. */
  async watch(specs: string, files: Iterable<string>): Promise<void> {
    const entries = await readdir(specs, { recursive: true, withFileTypes: true })
    const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name))
    const before = this.#watchers
    const others = [...files].map((file) => dirname(file)).filter((folder) => existsSync(folder))
    const all = new Set([specs, ...folders, ...others].map((folder) => resolve(folder)))
    this.#watchers = [...all].map((folder) => watch(folder, this.#note).on('error', this.#note))
    for (const watcher of before) watcher.close()
  }

  /** Resolves after a change and `quiet` ms without another one, or when the signal has aborted. */
  async next(quiet: number): Promise<void> {
    if (!this.#happened) await new Promise<void>((resolve) => (this.#wake = resolve))
    while (this.#happened && !this.#signal.aborted) {
      this.#happened = false
      await sleep(quiet, undefined, { signal: this.#signal }).catch(() => undefined)
    }
  }

  close(): void {
    this.#signal.removeEventListener('abort', this.#note)
    for (const watcher of this.#watchers) watcher.close()
  }
}

/** The texts of all specs, or the reason why they cannot be found. */
const specTexts = async (specs: string): Promise<Texts> => {
  try {
    const found = await findSpecs(specs)
    const files = found.flatMap((spec) => [
      spec,
      ...(spec.graphql ? [spec.graphql.schema, ...spec.graphql.operations] : []),
    ])
    return await textsOf(files.map(({ file }) => file))
  } catch (error) {
    return new Map([['', (error as Error).message]])
  }
}
