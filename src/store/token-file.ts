import { createHash } from 'node:crypto'
import { constants, open, readdir, readlink, realpath, rename, rm, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { TokenStoreError } from '../errors/auth-error.js'
import { errorCode } from './error-code.js'
import type { HeldLock } from './folder-lock.js'
import type { StoreRecord } from './store.js'

/** What a token file holds. A reader refuses a higher `format` than its own. */
export interface TokenFileContents {
  readonly format: 1
  /** The highest version ever given, so that none is given twice. */
  readonly revision: number
  readonly records: Readonly<Record<string, TokenFileEntry>>
}

export interface TokenFileEntry {
  readonly version: number
  readonly record: StoreRecord
  /** Epoch milliseconds by the machine's clock, for a record that ends. */
  readonly endsAt?: number | undefined
}

/**
 * The file behind a path, with every symbolic link followed, so that all writers lock the same name. A file that does not exist yet
 * is where the link leads, or in the real folder.
 */
export async function realFile(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch {
    const target = await readlink(path).catch(() => undefined)
    if (target !== undefined) return realFile(resolve(dirname(path), target))
    return join(await realpath(dirname(path)).catch(() => dirname(path)), basename(path))
  }
}

/** Reads a token file. A file that is missing or empty has no records. It changes only the rights. Throws a `TokenStoreError`. */
export async function readTokenFile(file: string): Promise<TokenFileContents> {
  let text: string
  try {
    // A FIFO that is opened without this waits for a writer.
    const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    try {
      const stats = await handle.stat()
      if (!stats.isFile()) throw failed('Tokens cannot be kept in', file, 'Name a regular file.')
      await narrowRights(handle, stats.mode)
      text = await handle.readFile('utf8')
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (error instanceof TokenStoreError) throw error
    if (errorCode(error) === 'ENOENT') return nothing
    const advice = 'Make it a file that this user owns and can read, or name another.'
    throw failed('Cannot read the token file', file, advice, error)
  }
  return text.trim() === '' ? nothing : parse(text, file)
}

const nothing: TokenFileContents = { format: 1, revision: 0, records: {} }

/** Best effort: the file may be another user's, or on a disk that is read-only. */
async function narrowRights(handle: FileHandle, mode: number): Promise<void> {
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) await handle.chmod(0o600).catch(() => undefined)
}

function parse(text: string, file: string): TokenFileContents {
  const advice = 'It was left as it is: restore it from a backup, or move it away and sign in again.'
  const contents = parseJson(text) ?? newestLine(text)
  if (contents === undefined) throw failed('The JSON is not complete in the token file', file, advice)
  if (isObject(contents) && typeof contents['format'] === 'number' && contents['format'] > 1) {
    throw failed('A newer onair wrote the token file', file, 'Update this one, or name another file.')
  }
  if (!isContents(contents)) throw failed('There are no tokens in the file', file, advice)
  return contents
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The newest whole line of a file that was written in place. */
function newestLine(text: string): TokenFileContents | undefined {
  let newest: TokenFileContents | undefined
  for (const line of text.split('\n')) {
    const contents = contentsOfLine(line)
    if (contents && contents.revision > (newest?.revision ?? -1)) newest = contents
  }
  return newest
}

function contentsOfLine(line: string): TokenFileContents | undefined {
  const [checksum, json] = [line.slice(0, 64), line.slice(65)]
  if (json === '' || checksum !== checksumOf(json)) return undefined
  const contents = parseJson(json)
  return isContents(contents) ? contents : undefined
}

const checksumOf = (json: string): string => createHash('sha256').update(json).digest('hex')

/**
 * Writes a token file, whole or not at all: a temporary file in `folder`, fsync, rename, fsync of the folder it is in. A file that cannot be
 * replaced, such as one that is mounted alone into a container, is written in place. Only the holder of the lock `held` may call it: it
 * removes the files of dead writers from `folder`. Throws a `TokenStoreError`.
 */
export async function writeTokenFile(
  file: string,
  folder: string,
  contents: TokenFileContents,
  held: HeldLock,
): Promise<void> {
  try {
    for (const name of await readdir(folder)) {
      if (name.endsWith('.tmp')) await rm(join(folder, name), { force: true })
    }
    const temporary = join(folder, `${crypto.randomUUID()}.tmp`)
    try {
      await writeWhole(temporary, 'wx', `${JSON.stringify(contents, null, 2)}\n`)
      if (!(await held.isHeld())) throw failed('The process was stopped for too long to write', file, 'Try again.')
      await rename(temporary, file)
      await syncFolder(dirname(file))
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined)
      if (!isMounted(error)) throw error
      await writeInPlace(file, contents)
    }
  } catch (error) {
    if (error instanceof TokenStoreError) throw error
    const advice = 'Make its folder writable for this user, or name another file.'
    throw failed('Cannot write the token file', file, advice, error)
  }
}

const isMounted = (error: unknown): boolean => ['EBUSY', 'EXDEV'].includes(errorCode(error) ?? '')

async function writeWhole(path: string, flags: string, text: string): Promise<void> {
  const handle = await open(path, flags, 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/**
 * Writes the contents as a line with its checksum, and never over the newest whole line: in front of it if there is room, else behind. A
 * crash in between leaves the line before, and readers take the newest that is whole.
 */
async function writeInPlace(file: string, contents: TokenFileContents): Promise<void> {
  const json = JSON.stringify(contents)
  const line = Buffer.from(`${checksumOf(json)} ${json}\n`)
  const handle = await open(file, 'r+')
  try {
    const before = await handle.readFile()
    const { start, end } = newestSpan(before)
    if (line.length <= start) {
      await handle.write(line, 0, line.length, 0)
      await handle.sync()
      await handle.truncate(line.length)
    } else {
      // Behind a line break, so that the rest of a broken line is no part of it.
      const text = Buffer.concat([Buffer.from(end > 0 && before[end - 1] !== 10 ? '\n' : ''), line])
      await handle.write(text, 0, text.length, end)
      await handle.truncate(end + text.length)
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Where the newest contents are in a file, in bytes. A file that was not written in place is one piece. */
function newestSpan(bytes: Buffer): { readonly start: number; readonly end: number } {
  const text = bytes.toString('latin1')
  let newest = { start: 0, end: bytes.length, revision: -1 }
  for (let start = 0; start < text.length;) {
    const found = text.indexOf('\n', start)
    const end = found < 0 ? text.length : found + 1
    const revision = contentsOfLine(bytes.toString('utf8', start, end).replace(/\n$/, ''))?.revision ?? -1
    if (revision > newest.revision) newest = { start, end, revision }
    start = end
  }
  return newest
}

/** Makes the rename durable. Not every platform can sync a folder: there a crash leaves the old file or the new one, whole. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r')
    await handle.sync().finally(() => handle.close())
  } catch {
    // See above.
  }
}

/** An error that names the file but does not quote its contents. */
export function failed(what: string, file: string, advice: string, error?: unknown): TokenStoreError {
  const code = errorCode(error)
  return new TokenStoreError(`${what} ${file}${code === undefined ? '' : ` (${code})`}. ${advice}`, { path: file })
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isContents = (value: unknown): value is TokenFileContents =>
  isObject(value) &&
  value['format'] === 1 &&
  typeof value['revision'] === 'number' &&
  isObject(value['records']) &&
  Object.values(value['records']).every(
    (entry) =>
      isObject(entry) &&
      typeof entry['version'] === 'number' &&
      isObject(entry['record']) &&
      ['undefined', 'number'].includes(typeof entry['endsAt']),
  )
