import { clientOf, ControlConflictError, type ControlClient } from '../../../mock/control/client.js'
import { ConnectError } from '../../../mock/control/connect-error.js'
import type { RemoteMock, RemoteSandbox } from '../../../mock/index.js'
import { printable } from '../../../mock/core/printable.js'
import { quoted } from '../../../mock/core/quoted.js'
import { UsageError } from '../../errors/on-air-error.js'
import { parseOptions, RefusedError, type Command, type Options, type Positionals, type Values } from '../command.js'
import type { Terminal } from '../terminal.js'

/** The common options of the commands that control a running mock. */
export const commonOptions = {
  url: { type: 'string' },
  token: { type: 'string' },
  sandbox: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const satisfies Options

export const commonHelp = `  --url <address>       The address of the mock. Default: $ONAIR_URL, or http://127.0.0.1:4010
  --token <token>       The token that it printed at the start, if other machines can reach it. Default: $ONAIR_TOKEN
  --sandbox <name>      Use this sandbox instead of the mock itself
  --json                Print JSON
  --help                Show this help
`

type Common = Values<typeof commonOptions>

/** What a command works with: the mock or sandbox that it drives, and its arguments. */
export interface Driving<O extends Options> {
  readonly mock: RemoteSandbox
  /** The mock itself, also when `mock` is one of its sandboxes. */
  readonly root: RemoteMock
  readonly api: ControlClient
  readonly values: Values<O & typeof commonOptions>
  readonly words: readonly string[]
  readonly terminal: Terminal
}

/** The output of a command: for `--json`, and as text. Quoted values in the text are made printable. */
export interface CommandOutput {
  readonly json: unknown
  readonly text: string
}

interface Driver<O extends Options> {
  readonly name: string
  readonly summary: string
  /** The arguments after the name. */
  readonly usage: string
  readonly options?: O
  /** A line for each option. */
  readonly optionsHelp?: string
  readonly examples?: string
  readonly positionals?: Omit<Positionals, 'usage'>
  /** Resolves to the output. Undefined if it has printed everything. */
  run(driving: Driving<O>): Promise<CommandOutput | undefined>
}

/** A command that controls a running mock. */
export function driver<const O extends Options>(of: Driver<O>): Command {
  const { name, summary, usage, optionsHelp = '', examples, positionals = { most: 0 } } = of
  return {
    help: `${summary}

Usage: onair mock ${name} ${usage}
${examples ? `\n${examples}\n` : ''}
Options:
${optionsHelp}${commonHelp}`,
    async run(words, terminal) {
      const all = { ...(of.options ?? ({} as O)), ...commonOptions }
      const read = parseOptions(`mock ${name}`, words, all, { ...positionals, usage })
      const values = read.values as Values<O & typeof commonOptions>
      const connected = await connect(values, terminal)
      print(
        await refusing(() => of.run({ ...connected, values, words: read.words, terminal })),
        values as Common,
        terminal,
      )
      return 0
    },
  }
}

/** Prints the output of a command. */
export function print(result: CommandOutput | undefined, { json }: Pick<Common, 'json'>, terminal: Terminal): void {
  if (!result) return
  const text = json ? printable(JSON.stringify(result.json)) : result.text
  if (text !== '') terminal.print(text)
}

/** The running mock at the address, and its sandbox. */
export async function connect(
  given: Partial<Common>,
  { env }: Terminal,
): Promise<Pick<Driving<Options>, 'mock' | 'root' | 'api'>> {
  const url = addressOf(given, env)
  const { connectMock } = await import('../../../mock/control/connect.js')
  const token = given.token ?? (env['ONAIR_TOKEN'] || undefined)
  const root = await refusing(() => connectMock(url, { token }))
  const mock = given.sandbox === undefined ? root : root.sandbox(given.sandbox)
  return { root, mock, api: clientOf(mock.url, { token }) }
}

/** Where the mock is. */
function addressOf({ url }: Partial<Common>, env: Terminal['env']): string {
  const given = url ?? (env['ONAIR_URL'] || 'http://127.0.0.1:4010')
  if (URL.canParse(given) && /^https?:/.test(given)) return given.replace(/\/+$/, '')
  throw new UsageError(
    `${url === undefined ? '$ONAIR_URL' : '--url'} is an address such as http://127.0.0.1:4010, not ${quoted(given)}.`,
  )
}

const refusals = [RangeError, ConnectError, ControlConflictError]

/** Turns a refusal of the mock, or a missing mock, into a `RefusedError`. */
export async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw refusals.some((one) => error instanceof one) ? new RefusedError((error as Error).message) : error
  }
}
