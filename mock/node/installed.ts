import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/** A file of a package that the project of the current folder has installed, or that is installed beside onair. */
export async function readInstalled(specifier: string): Promise<string | undefined> {
  for (const from of [join(process.cwd(), 'package.json'), import.meta.url]) {
    try {
      return await readFile(createRequire(from).resolve(specifier), 'utf8')
    } catch {
      // Not there.
    }
  }
  return undefined
}
