import { openAsBlob } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { quoted } from '../../../mock/core/quoted.js'
import { UsageError } from '../../errors/on-air-error.js'
import { mediaTypeOf } from './media-type.js'

/**
 * A file to send. It is read while it is sent, not into memory. `ranges` are the media types that the spec has for it. Throws a `UsageError`
 * that begins with `option` if it is missing, no file, or not readable.
 */
export async function openFile(option: string, path: string, ranges: readonly string[]): Promise<File> {
  if (path === '') throw new UsageError(`${option}: the name of a file follows the @.`)
  try {
    const found = await stat(path)
    if (!found.isFile()) {
      const what = found.isDirectory() ? 'a folder' : 'not a regular file'
      throw new UsageError(`${option}: ${quoted(path)} is ${what}. Give one file.`)
    }
    const type = mediaTypeOf(path, ranges)
    return new File([await openAsBlob(path)], basename(path), { type })
  } catch (error) {
    if (error instanceof UsageError) throw error
    const { code = 'unreadable' } = error as NodeJS.ErrnoException
    const hint = path.includes(';type=') ? ' Leave out ;type=: the extension and the document say the type.' : ''
    throw new UsageError(`${option}: ${quoted(path)} cannot be read (${code}).${hint}`)
  }
}
