import { findRuntime } from './runtimes.js'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

/** Whether this Node.js has `node:sqlite` without a flag (22.13). */
export const hasSqlite = major > 22 || (major === 22 && minor >= 13)

/** A program that runs files with `node:sqlite`, or undefined. Without it the suites that need it are skipped by name. */
export const findSqliteNode = (): string | undefined => (hasSqlite ? process.execPath : findRuntime('node22'))
