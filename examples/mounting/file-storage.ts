/** Keeps a mock's state in a file that only its owner can read. The file is replaced as a whole, so that it is never half written. */
import { readFile, rename, writeFile } from 'node:fs/promises'
import type { StateStorage } from 'onair/mock'

export const fileStorage = (path: string): StateStorage => ({
  load: () =>
    readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null
      throw error
    }),
  async save(text) {
    await writeFile(`${path}.new`, text, { mode: 0o600 })
    await rename(`${path}.new`, path)
  },
})
