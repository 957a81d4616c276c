import { printable, printDefect } from '../../mock/core/printable.js'
import { version } from '../../mock/version.js'
import { isOnAirError } from '../errors/on-air-error.js'
import { RefusedError, unknown, type Command } from './command.js'
import type { Terminal } from './terminal.js'

/** Commands load on demand: `onair mock` must not wait for the modules of `onair generate`. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  mock: async () => (await import('./mock.js')).mockCommand,
  generate: async () => (await import('./generate.js')).generateCommand,
  login: async () => (await import('./account/login.js')).login,
  token: async () => (await import('./account/token.js')).token,
  accounts: async () => (await import('./account/accounts.js')).accounts,
  logout: async () => (await import('./account/logout.js')).logout,
  verify: async () => (await import('./verify.js')).verifyCommand,
}

const help = `onair: typed clients, one auth layer and a local mock for live-streaming APIs.

Usage: onair <command> [options]

Commands:
  mock       Serves a mock of the providers over HTTP, and drives one that runs: onair mock <command>
  generate   Writes typed clients from OpenAPI specs.
  login      Signs a user in through the browser: onair login livepush
  token      Prints a valid access token: curl -H "authorization: Bearer $(onair token livepush)" …
  accounts   Lists who is signed in.
  logout     Deletes an account's tokens.
  verify     Compares a provider with its spec: onair verify livepush

Options:
  --help     This text, or a command's: onair mock --help
  --version  The version.
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

async function start([name, ...words]: readonly string[], terminal: Terminal): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    terminal.print(help)
    return name === undefined ? 2 : 0
  }
  if (name === '--version' || name === '-v') {
    terminal.print(version)
    return 0
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!load) throw unknown('command', name, Object.keys(commands), 'See onair --help.')
  let command = await load()
  let rest: readonly string[] = words
  const below = await command.find?.(rest)
  if (below) [command, rest] = below
  if (command.help !== null && rest.some((word) => word === '--help' || word === '-h')) {
    terminal.print(command.help)
    return 0
  }
  return command.run(rest, terminal)
}
