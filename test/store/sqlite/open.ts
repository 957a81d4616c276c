import type { Open, OpenDatabase } from './cases.js'

/** Opens files with `node:sqlite`, which the types of Node.js 20 do not have. */
export async function openSqlite(): Promise<Open> {
  const name = 'node:sqlite'
  const { DatabaseSync } = (await import(/* @vite-ignore */ name)) as {
    DatabaseSync: new (...args: Parameters<Open>) => OpenDatabase
  }
  return (file, options = { readBigInts: false, returnArrays: false }) => new DatabaseSync(file, options)
}
