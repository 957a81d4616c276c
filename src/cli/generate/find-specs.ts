import { UsageError } from '../../errors/on-air-error.js'
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'

/** Where a provider's spec is. */
export interface SpecFile {
  /** Name of its folder, and of the folder generated from it. */
  readonly provider: string
  /** Absolute path. */
  readonly file: string
  /** The path as generated files name their source: from the specs folder on, whatever the machine. */
  readonly source: string
}

/** The `<specs>/<provider>/openapi.yaml` there are, by name. Throws when the folder has none or cannot be read. */
export const findSpecs = async (specs: string): Promise<readonly SpecFile[]> => {
  const root = resolve(specs)
  const entries = await readdir(root, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`Cannot read the specs folder ${specs} (${error.code}). Name another with --specs.`)
  })
  const found = entries
    .filter((entry) => entry.isDirectory() && existsSync(join(root, entry.name, 'openapi.yaml')))
    .map(({ name }) => ({
      provider: name,
      file: join(root, name, 'openapi.yaml'),
      source: `${basename(root)}/${name}/openapi.yaml`,
    }))
  if (found.length === 0)
    throw new UsageError(`${specs} has no <provider>/openapi.yaml. Write one, or name another folder.`)
  // Not by locale: the order must be the same on every machine.
  return found.sort((one, other) => (one.provider < other.provider ? -1 : 1))
}
