import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { listFiles } from './drift.js'

/** The folder of the stamps, beside the caches of other tools. */
const CACHE = 'node_modules/.cache/onair'

/** The inputs and outputs of a run, so that the next one can detect that nothing has changed. */
export interface Stamp {
  /** Whether specs and output are as the last run left them. */
  readonly isCurrent: boolean
  /** The last lines of that run. */
  readonly lines: readonly string[]
  /**
   * Records that the output belongs to the specs that existed when the stamp was read. `files`: the files that the run has read, which may
   * be outside the specs folder. `lines`: what the next run repeats.
   */
  save(files: Iterable<string>, lines: readonly string[]): Promise<void>
}

/**
 * The stamp of a specs folder and an output folder, for this version of onair. A project without `node_modules` keeps none. Neither does
 * onair's own repository, whose generators change between two versions.
 */
export async function readStamp(specs: string, out: string, version: string): Promise<Stamp> {
  if (!existsSync('node_modules') || existsSync(join(specs, 'profile.ts')))
    return { isCurrent: false, lines: [], save: async () => undefined }
  const file = join(CACHE, `generate-${hash([resolve(specs), resolve(out)])}`)
  const sources = await contents(specs)
  const now = async (others: readonly string[]) => hash([version, sources, await hashesOf(others), await contents(out)])
  const saved = await readSaved(file)
  return {
    isCurrent: saved !== undefined && saved.hash === (await now(saved.others)),
    lines: saved?.lines ?? [],
    async save(files, lines) {
      const own = resolve(specs)
      const others = [...files].filter((one) => !one.startsWith(join(own, '/'))).sort()
      try {
        await mkdir(CACHE, { recursive: true })
        await writeFile(file, JSON.stringify({ hash: await now(others), others, lines } satisfies Saved))
      } catch {
        // Without a stamp the next run is only slower.
      }
    },
  }
}

/** The content of a stamp: a hash of inputs and outputs, the inputs outside the specs folder, and the lines to repeat. */
interface Saved {
  readonly hash: string
  readonly others: readonly string[]
  readonly lines: readonly string[]
}

/** Undefined without a stamp, and for one of an earlier version. */
async function readSaved(file: string): Promise<Saved | undefined> {
  try {
    const saved = JSON.parse(await readFile(file, 'utf8')) as Partial<Saved> | null
    return typeof saved?.hash === 'string' && Array.isArray(saved.others) && Array.isArray(saved.lines)
      ? (saved as Saved)
      : undefined
  } catch {
    return undefined
  }
}

/** A hash of each file. A missing file has one too. */
async function hashesOf(files: readonly string[]): Promise<readonly string[]> {
  return Promise.all(files.map(async (file) => hash(await readFile(file, 'utf8').catch(() => null))))
}

/** A hash of every file of a folder. */
async function contents(folder: string): Promise<string> {
  const names = [...(await listFiles(folder))].sort()
  const files = await Promise.all(names.map((name) => readFile(join(folder, name))))
  const sum = createHash('sha256')
  for (const [i, bytes] of files.entries()) sum.update(`${names[i]} ${bytes.length}\n`).update(bytes)
  return sum.digest('hex')
}

const hash = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex')
