#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { withName } from '../../mock/core/quoted.js'
import { printable, printDefect } from '../../mock/core/printable.js'
import { nearest } from '../http/nearest.js'
import { UsageError } from '../errors/on-air-error.js'
import type { Command } from './command.js'

/** Commands load on demand: `onair mock` must not wait for what `onair generate` needs. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  mock: async () => (await import('./mock.js')).mockCommand,
  generate: async () => (await import('./generate.js')).generateCommand,
}

const help = `onair: typed clients, one auth layer and a local mock for live-streaming APIs.

Usage: onair <command> [options]

Commands:
  mock       Serves a mock of the providers over HTTP.
  generate   Writes typed clients from OpenAPI specs.

Options:
  --help     This text, or a command's: onair mock --help
  --version  The version.
`

async function main([name, ...words]: readonly string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    console.log(help)
    return name === undefined ? 2 : 0
  }
  if (name === '--version' || name === '-v') {
    console.log(version())
    return 0
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!load) {
    const near = nearest(name, Object.keys(commands))
    throw new UsageError(
      `There is no ${withName('command', name)}.${near ? ` Did you mean '${near}'?` : ''} See onair --help.`,
    )
  }
  const command = await load()
  if (words.includes('--help') || words.includes('-h')) {
    console.log(command.help)
    return 0
  }
  return command.run(words)
}

/** The manifest lies two folders up from the source and three from the compiled file. */
function version(): string {
  for (const manifest of ['../../package.json', '../../../package.json']) {
    try {
      return (JSON.parse(readFileSync(new URL(manifest, import.meta.url), 'utf8')) as { version: string }).version
    } catch {
      // Not there: look one folder further up.
    }
  }
  return 'unknown'
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  // What is wrong with the words is said plainly; a stack is for defects.
  if (error instanceof UsageError) {
    console.error(printable(`onair: ${error.message}`))
    process.exitCode = 2
  } else {
    printDefect(error)
    process.exitCode = 1
  }
}
