import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/** The path of a file of a package that the project of the current folder has installed, or that is installed beside onair. */
export function findInstalled(specifier: string): string | undefined {
  for (const from of [join(process.cwd(), 'package.json'), import.meta.url]) {
    try {
      return createRequire(from).resolve(specifier)
    } catch {
      // Not there.
    }
  }
  return undefined
}

/** The text of such a file. */
export async function readInstalled(specifier: string): Promise<string | undefined> {
  const file = findInstalled(specifier)
  return file === undefined ? undefined : readFile(file, 'utf8')
}
