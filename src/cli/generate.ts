import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { printable, printableLines } from '../../mock/core/printable.js'
import { version } from '../../mock/version.js'
import { parseOptions, type Command } from './command.js'
import { findSpecs } from './generate/find-specs.js'
import { readStamp } from './generate/stamp.js'
import { projectAdvice } from './project-advice.js'

const help = `Generates typed clients and mocks from OpenAPI specs: one value for clients (index.ts) and one for mocks (mock.ts) of each
provider, with its types, operations, zod validators and examples. For a GraphQL schema it also generates the types, and the
documents in operations/*.graphql as typed strings.

Usage: onair generate [options]

Options:
  --specs <folder>   Reads <folder>/<provider>/openapi.yaml, and schema.graphql and operations/*.graphql beside it if they
                     exist. Default: specs
  --out <folder>     Writes <folder>/<provider>/{index,mock,types,operations,facts,schemas,examples,document}.ts,
                     and {graphql,sdl,annotated-sdl,documents}.ts for GraphQL. Default: generated
  --check            Writes nothing. Fails if the generated files differ from the specs.
  --watch            Keeps running, and writes again whenever a spec changes. Ctrl-C stops it.
  --help             Show this help.

The generated code imports onair and zod, and @graphql-typed-document-node/core for GraphQL documents. If the project lacks one of them, or
is CommonJS, the command prints what to do.

Errors in a spec are reported as file:line:column rule: message. Nothing is written then.
`

export const generateCommand: Command = {
  help,
  async run(words, terminal) {
    const { values } = parseOptions('generate', words, {
      specs: { type: 'string', default: 'specs' },
      out: { type: 'string', default: 'generated' },
      check: { type: 'boolean', default: false },
      watch: { type: 'boolean', default: false },
    })
    const { specs, out, check, watch } = values
    const stamp = await readStamp(specs, out, version)
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
      return 0
    }
    // The generators are slow to load: `--help` does not load them, nor does a run after which nothing has changed.
    const { generate, SpecError, watchSpecs } = await import('./generate/index.js')
    const folders = { specs, out, log: (line: string) => terminal.print(printableLines(line)) }
    const signal = terminal.stop
    try {
      if (watch) {
        await watchSpecs({ ...folders, signal })
        return 0
      }
      const { drift } = await generate({ ...folders, check, signal })
      if (!check || drift.length === 0) {
        await stamp.save()
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
