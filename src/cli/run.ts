import { printable, printDefect } from '../../mock/core/printable.js'
import { version } from '../../mock/version.js'
import { isOnAirError } from '../errors/on-air-error.js'
import { RefusedError, unknown, type Command } from './command.js'
import type { Terminal } from './terminal.js'

/** Commands load on demand: `onair mock` must not wait for the modules of `onair generate`. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  mock: async () => (await import('./mock.js')).mockCommand,
  init: async () => (await import('./init.js')).init,
  generate: async () => (await import('./generate.js')).generateCommand,
  login: async () => (await import('./account/login.js')).login,
  token: async () => (await import('./account/token.js')).token,
  accounts: async () => (await import('./account/accounts.js')).accounts,
  logout: async () => (await import('./account/logout.js')).logout,
  call: async () => (await import('./call.js')).call,
  spec: async () => (await import('./spec.js')).spec,
  completion: async () => (await import('./completion.js')).completion(root),
  verify: async () => (await import('./verify.js')).verifyCommand,
}

const help = `onair: typed clients, one auth layer and a local mock for live-streaming APIs.

Usage: onair <command> [options]

Commands:
  mock       Serves a mock of the providers over HTTP, and drives one that runs: onair mock <command>
  init       Makes a folder for a provider: spec, client, mock and test.
  generate   Writes typed clients from OpenAPI specs.
  login      Signs a user in through the browser: onair login livepush
  token      Prints a valid access token: curl -H "authorization: Bearer $(onair token livepush)" …
  accounts   Lists who is signed in.
  logout     Deletes an account's tokens.
  call       Calls an operation: onair call livepush listStreams
  spec       Prints a provider's OpenAPI document.
  completion Prints a script that completes these words in bash, zsh or fish.
  verify     Compares a provider with its spec: onair verify livepush

Options:
  --help     Show this help, or that of a command: onair mock --help
  --version  The version.

Exit codes: 0 for success, 1 if something was refused or failed, 2 for wrong arguments, 130 after Ctrl-C.
`

/** Runs `onair` with these arguments. Resolves to the exit code: 0, 1 for a failure, 2 for wrong arguments. */
export async function run(words: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return await start(words, terminal)
  } catch (error) {
    // An error in the arguments is printed plainly. A stack is for defects. The generators have a `UsageError` in their own bundle.
    const isUsage = isOnAirError(error) && error.code === 'usage'
    if (!isUsage && !(error instanceof RefusedError)) {
      printDefect(error)
      return 1
    }
    terminal.warn(printable(`onair: ${error.message}`))
    return isUsage ? 2 : 1
  }
}

/** `onair` itself. */
const root: Command = {
  help,
  async find([name, ...rest]) {
    if (name === undefined || isHelp(name)) return undefined
    const load = Object.hasOwn(commands, name) ? commands[name] : undefined
    if (!load) throw unknown('command', name, Object.keys(commands), 'See onair --help.')
    return [await load(), rest]
  },
  async run(_, terminal) {
    terminal.print(help)
    return 2
  },
}

async function start(words: readonly string[], terminal: Terminal): Promise<number> {
  const [first = ''] = words
  if (first === '--version' || first === '-v') {
    terminal.print(version)
    return 0
  }
  let [command, rest] = [root, first === 'help' ? ['--help'] : words]
  for (let below; (below = await command.find?.(rest));) [command, rest] = below
  if (command.help !== null && rest.some(isHelp)) {
    terminal.print(command.help)
    return 0
  }
  return command.run(rest, terminal)
}

const isHelp = (word: string): boolean => word === '--help' || word === '-h'
