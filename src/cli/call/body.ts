import { readFile } from 'node:fs/promises'
import { quoted } from '../../../mock/core/quoted.js'
import { UsageError } from '../../errors/on-air-error.js'
import type { Terminal } from '../terminal.js'

/** The value of `--json`: JSON, `@file` for the contents of a file, or `-` for the standard input. */
export async function readBody(given: string, terminal: Terminal): Promise<object> {
  const text =
    given === '-' ? await readInput(terminal) : given.startsWith('@') ? await readNamed(given.slice(1)) : given
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    // The rest of the message quotes the text, which may hold a secret.
    const [, at] = /at position (\d+)/.exec(String(error)) ?? []
    throw new UsageError(
      `--json takes JSON, @file or -. This is not JSON${at === undefined ? '' : `, from character ${at} on`}.`,
    )
  }
  if (typeof value === 'object' && value !== null) return value
  throw new UsageError('--json takes an object or a list in JSON.')
}

async function readInput(terminal: Terminal): Promise<string> {
  const lines: string[] = []
  for await (const line of terminal.lines(terminal.stop)) lines.push(line)
  terminal.stop.throwIfAborted()
  return lines.join('\n')
}

async function readNamed(file: string): Promise<string> {
  try {
    // Some editors put a byte order mark in front.
    return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '')
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException
    throw new UsageError(`--json: ${quoted(file)} cannot be read (${code}).`)
  }
}
