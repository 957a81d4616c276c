import { access, constants, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Snapshot } from '../../../mock/index.js'
import { readSnapshot } from '../../../mock/core/state/snapshot.js'
import { UsageError } from '../../errors/on-air-error.js'
import { RefusedError } from '../command.js'

/**
 * Reads a state that `writeState` wrote, of a mock with these providers. Undefined without such a file. Throws a `UsageError` for an
 * invalid file, and for a place that is not writable.
 */
export async function readState(file: string, providers: readonly string[]): Promise<Snapshot | undefined> {
  const refuse = (why: string) =>
    new UsageError(`${file}: ${why} The file was left as it is: move it away to start without it.`)
  await access(dirname(file), constants.W_OK).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`A state cannot be written to ${dirname(file)} (${error.code}).`)
  })
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw new UsageError(`Cannot read ${file} (${error.code}).`)
  })
  if (text === undefined) return undefined
  try {
    const state = JSON.parse(text) as Snapshot
    readSnapshot(state, providers)
    return state
  } catch (error) {
    throw refuse(error instanceof RangeError ? error.message : 'This is not JSON.')
  }
}

/** Writes a state in one step: a crash leaves the old file complete. Only this user can read it, because it contains tokens. */
export async function writeState(file: string, state: Snapshot): Promise<void> {
  const beside = `${file}.${process.pid}.tmp`
  try {
    await writeFile(beside, `${JSON.stringify(state)}\n`, { mode: 0o600 })
    await rename(beside, file)
  } catch (error) {
    await rm(beside, { force: true })
    throw new RefusedError(`The state could not be written to ${file} (${(error as NodeJS.ErrnoException).code}).`)
  }
}
