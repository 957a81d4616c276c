import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withLineFeeds } from './read-source.js'

/** Generated files by their path under the output folder, with forward slashes. */
export type Files = ReadonlyMap<string, string>

/** A file that differs from the specs. */
export interface Drift {
  /** Path under the output folder, with forward slashes. */
  readonly file: string
  /** `extra`: a file that no spec generates. */
  readonly kind: 'edited' | 'missing' | 'extra'
}

/** The differences between the output folder and `files`, by name. A checkout may have turned LF into CRLF. */
export const findDrift = async (out: string, files: Files): Promise<readonly Drift[]> => {
  const present = withoutCompiled(await listFiles(out))
  const drift: Drift[] = [...present].filter((file) => !files.has(file)).map((file) => ({ file, kind: 'extra' }))
  for (const [file, text] of files) {
    if (!present.has(file)) drift.push({ file, kind: 'missing' })
    else if (withLineFeeds(await readFile(join(out, file), 'utf8')) !== text) drift.push({ file, kind: 'edited' })
  }
  return drift.sort((one, other) => (one.file < other.file ? -1 : 1))
}

/** Without what a compiler made of a file beside it, such as `types.d.ts` of `types.ts`. */
export const withoutCompiled = (files: readonly string[]): ReadonlySet<string> => {
  const sources = new Set(files.filter((file) => /(?<!\.d)\.ts$/.test(file)))
  const sourceOf = (file: string) => file.replace(/\.(d\.ts|js)(\.map)?$/, '.ts')
  return new Set(files.filter((file) => sources.has(file) || !sources.has(sourceOf(file))))
}

/** The files under a folder, with forward slashes. Empty without the folder. */
export const listFiles = async (folder: string): Promise<readonly string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []
      throw error
    },
  )
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, '/').length).replaceAll('\\', '/'))
}
