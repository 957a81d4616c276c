import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { printable, printableLines } from '../../mock/core/printable.js'
import { version } from '../../mock/version.js'
import { parseOptions, type Command } from './command.js'
import { findSpecs } from './generate/find-specs.js'
import { readStamp } from './generate/stamp.js'
import { projectAdvice } from './project-advice.js'
import type { Terminal } from './terminal.js'

const help = `Generates typed clients and mocks from OpenAPI specs: one value for clients (index.ts) and one for mocks (mock.ts) of each
provider, with its types, operations, zod validators and examples. For a GraphQL schema it also generates the types, and the
documents in operations/*.graphql as typed strings.

Usage: onair generate [options]

Options:
  --specs <folder>   Reads <folder>/<provider>/openapi.yaml, .yml or .json and the files that it refers to, and schema.graphql and
                     operations/*.graphql beside it if they exist. Default: specs
  --out <folder>     Writes <folder>/<provider>/{index,mock,types,operations,facts,schemas,examples,document}.ts,
                     and {graphql,sdl,annotated-sdl,documents}.ts for GraphQL. Default: generated
  --check            Writes nothing. Fails if the generated files differ from the specs.
  --strict           Refuses a spec with a part that cannot be generated, or that was not read as it is written.
  --watch            Keeps running, and writes again whenever a spec changes. Ctrl-C stops it.
  --help             Show this help.

The generated code imports onair and zod, and @graphql-typed-document-node/core for GraphQL documents. If the project lacks one of them, or
is CommonJS, the command prints what to do.

Any OpenAPI 3.0 or 3.1 document will do. An operation that cannot be generated is left out, and the command says why, as
file:line:column rule: message. Errors that concern the whole document are reported in the same form. Nothing is written then.
`

export const generateCommand: Command = {
  help,
  async run(words, terminal) {
    const { values } = parseOptions('generate', words, {
      specs: { type: 'string', default: 'specs' },
      out: { type: 'string', default: 'generated' },
      check: { type: 'boolean', default: false },
      strict: { type: 'boolean', default: false },
      watch: { type: 'boolean', default: false },
    })
    const { specs, out, check, strict, watch } = values
    const stamp = await readStamp(specs, out, `${version}${strict ? ' strict' : ''}`)
    const advise = async () => {
      const found = await findSpecs(specs)
      // onair's own repository imports its sources.
      if (existsSync(join(specs, 'profile.ts'))) return found
      for (const line of projectAdvice(out, { hasGraphQL: found.some(({ graphql }) => graphql) }))
        terminal.warn(printable(line))
      return found
    }
    if (stamp.isCurrent && !watch) {
      for (const { provider } of await (check ? findSpecs(specs) : advise())) terminal.print(`${provider}: up to date`)
      for (const line of stamp.lines) terminal.print(printable(line))
      return 0
    }
    const files = new Set<string>()
    // The generators are slow to load: `--help` does not load them, nor does a run after which nothing has changed.
    const { generate, SpecError, watchSpecs } = await import('./generate/index.js')
    const settings = {
      specs,
      out,
      strict,
      log: (line: string) => terminal.print(printableLines(line)),
      warn: (line: string) => terminal.warn(printableLines(line)),
      progress: slowPhases(terminal),
      onRead: (file: string) => void files.add(file),
    }
    const signal = terminal.stop
    try {
      if (watch) {
        await watchSpecs({ ...settings, signal })
        return 0
      }
      const { drift, leftOut } = await generate({ ...settings, check, signal })
      if (!check || drift.length === 0) {
        await stamp.save(files, leftOut)
        if (!check) await advise()
        return 0
      }
      terminal.warn(printable(`${out} differs from ${specs}. Run the same command without --check.`))
      return 1
    } catch (error) {
      if (signal.aborted) return 130
      if (!(error instanceof SpecError)) throw error
      terminal.warn(printableLines(error.message))
      return 1
    }
  },
}

/** Milliseconds of a run after which it shows what it does. */
const SLOW = 1500

/** Prints the phases of a slow run on a terminal. A log file gets none. */
const slowPhases = (terminal: Terminal): ((phase: string) => void) => {
  const start = performance.now()
  return (phase) => {
    if (terminal.isInteractive && performance.now() - start > SLOW) terminal.warn(printable(`${phase} …`))
  }
}
