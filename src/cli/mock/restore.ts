import { readFile } from 'node:fs/promises'
import { printable } from '../../../mock/core/printable.js'
import type { Snapshot } from '../../../mock/index.js'
import { UsageError } from '../../errors/on-air-error.js'
import { driver } from './drive.js'

/** `onair mock restore`. */
export const restore = driver({
  name: 'restore',
  summary: 'Continues from a snapshot. Open WebSockets are closed, and the journal is emptied.',
  usage: '<file> [options]',
  positionals: { least: 1, most: 1 },
  async run({ mock, words: [file] }) {
    await mock.restore(await read(file!))
    return { json: {}, text: printable(`The mock is restored from ${file}.`) }
  },
})

async function read(file: string): Promise<Snapshot> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`Cannot read ${file} (${error.code}).`)
  })
  try {
    return JSON.parse(text) as Snapshot
  } catch {
    throw new UsageError(`${file} is not a snapshot: it is not JSON.`)
  }
}
