import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

/** Whether this Node.js has `node:sqlite` without a flag (22.13). */
export const hasSqlite = major > 22 || (major === 22 && minor >= 13)

/** A Node.js 22, which npm has as a package without an install script. */
const platform = process.platform === 'win32' ? 'win' : process.platform
export const node22Package = `node-${platform}-${process.arch}`
/** The folder in which `pretest` installs it. */
export const node22Folder = fileURLToPath(new URL('../../node_modules/.cache/onair/node22', import.meta.url))
const node22 = `${node22Folder}/node_modules/${node22Package}/bin/node${platform === 'win' ? '.exe' : ''}`

/** A program that runs files with `node:sqlite`, or undefined. Without it the suites that need it are skipped by name. */
export const findSqliteNode = (): string | undefined => {
  if (hasSqlite) return process.execPath
  return existsSync(node22) ? node22 : undefined
}
