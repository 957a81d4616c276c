import { parseArgs, type ParseArgsConfig } from 'node:util'
import { UsageError } from '../errors/on-air-error.js'
import { nearest } from '../http/nearest.js'

/** One command of `onair`. `run` resolves to the exit code; a `UsageError` is printed without a stack, exit code 2. */
export interface Command {
  readonly help: string
  run(words: readonly string[]): Promise<number>
}

type Options = NonNullable<ParseArgsConfig['options']>
type Values<O extends Options> = ReturnType<typeof parseArgs<{ options: O; strict: true }>>['values']

/** The options of a command, checked. Throws a `UsageError` that names the nearest option there is. */
export function parseOptions<const O extends Options>(
  command: string,
  words: readonly string[],
  options: O,
): Values<O> {
  try {
    return parseArgs({ args: [...words], options, strict: true, allowPositionals: false }).values
  } catch (error) {
    const unknown = words.find((word) => word.startsWith('--') && !Object.hasOwn(options, word.slice(2).split('=')[0]!))
    const near = unknown && nearest(unknown.slice(2).split('=')[0]!, Object.keys(options))
    const hint = near ? ` Did you mean --${near}?` : ''
    const said = error instanceof Error ? error.message.split('. ')[0] : String(error)
    throw new UsageError(`${said}.${hint} See onair ${command} --help.`)
  }
}

/** A signal that aborts on Ctrl-C or SIGTERM. A second Ctrl-C ends the process at once. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  return stop.signal
}
