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
  /** The files that the runs have read, with the text at the first time. */
  const read = new Map<string, Promise<string>>()
  const onRead = (file: string) => {
    options.onRead?.(file)
    if (read.has(file)) return
    changes.add(dirname(file))
    read.set(file, textOf(file))
  }
  try {
    while (!signal.aborted) {
      // The watch begins before the read, so that a write in between counts as a change.
      await changes.watch(specs, read.keys())
      const now = new Map([...(await textsOf(read.keys())), ...(await specTexts(specs))])
      if (!isSame(now, seen))
        await generate({ ...options, onRead }).catch((error: Error) => signal.aborted || log(error.message))
      const first = await Promise.all([...read].map(async ([file, text]) => [file, await text] as const))
      seen = new Map([...first, ...now])
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

/** Empty for a file that cannot be read. */
const textOf = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '')

const textsOf = async (files: Iterable<string>): Promise<Texts> =>
  new Map(await Promise.all([...files].map(async (file) => [file, await textOf(file)] as const)))

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

  /** Watches one more folder, if it exists. */
  add(folder: string): void {
    if (existsSync(folder)) this.#watchers.push(watch(folder, this.#note).on('error', this.#note))
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
