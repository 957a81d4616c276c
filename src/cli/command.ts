import { parseArgs, type ParseArgsConfig } from 'node:util'
import { quoted, withName } from '../../mock/core/quoted.js'
import { UsageError } from '../errors/on-air-error.js'
import { nearest } from '../http/nearest.js'
import type { Terminal } from './terminal.js'

/** One command of `onair`. */
export interface Command {
  /** Null if `run` takes `--help` itself. */
  readonly help: string | null
  /**
   * Resolves to the exit code. Throws a `UsageError` for wrong arguments (exit code 2) and a `RefusedError` for a failed request (1). Both
   * are printed without a stack.
   */
  run(words: readonly string[], terminal: Terminal): Promise<number>
  /** The subcommand that the arguments name, with the remaining arguments. */
  find?(words: readonly string[]): Promise<readonly [Command, readonly string[]] | undefined>
}

/** The request failed. The message says why, and what to do. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError'
}

export type Options = NonNullable<ParseArgsConfig['options']>
export type Values<O extends Options> = ReturnType<typeof parseArgs<{ options: O; strict: true }>>['values']

/** How many arguments a command takes, without options. */
export interface Positionals {
  readonly least?: number
  readonly most: number
  /** What follows the command in the usage line. */
  readonly usage: string
}

/** The validated options of a command. Throws a `UsageError` that names the nearest known option. */
export function parseOptions<const O extends Options>(
  command: string,
  words: readonly string[],
  options: O,
  { least = 0, most, usage }: Positionals = { most: 0, usage: '' },
): { readonly values: Values<O>; readonly words: readonly string[] } {
  const refuse = (said: string) => new UsageError(`${said} See onair ${command} --help.`)
  try {
    const read = parseArgs({ args: [...words], options, strict: true, allowPositionals: usage !== '' })
    const positionals: readonly string[] = read.positionals
    if (positionals.length < least) throw refuse(`An argument is missing: onair ${command} ${usage}.`)
    const [extra] = positionals.slice(most)
    if (extra !== undefined) throw refuse(`${quoted(extra)} is an extra argument: onair ${command} ${usage}.`)
    return { values: read.values, words: positionals }
  } catch (error) {
    if (error instanceof UsageError) throw error
    const unknown = words.find((word) => word.startsWith('--') && !Object.hasOwn(options, word.slice(2).split('=')[0]!))
    const near = unknown && nearest(unknown.slice(2).split('=')[0]!, Object.keys(options))
    const message = error instanceof Error ? error.message : String(error)
    const [, dashed] = /starting with a dash use '([^']+)'/.exec(message) ?? []
    const [said] = dashed === undefined ? message.split('. ') : [`Write a value that begins with a dash as ${dashed}`]
    throw refuse(`${said}.${near ? ` Did you mean --${near}?` : ''}`)
  }
}

/** The values of an option `name=value` that may be given several times. Throws a `UsageError` for anything else. */
export function readPairs(option: string, given: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    given.map((one) => {
      const mark = one.indexOf('=')
      if (mark > 0) return [one.slice(0, mark), one.slice(mark + 1)] as const
      throw new UsageError(`--${option} is name=value, not ${quoted(one)}.`)
    }),
  )
}

/** Returns a `UsageError` for an unknown name, with the nearest known one. */
export function unknown(kind: string, name: string, names: readonly string[], hint = ''): UsageError {
  const near = nearest(name, names)
  const list = names.length > 0 ? `There are: ${names.join(', ')}.` : ''
  return new UsageError(
    [`There is no ${withName(kind, name)}.`, near && `Did you mean '${near}'?`, hint || list].filter(Boolean).join(' '),
  )
}
