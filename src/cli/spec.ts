import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { parse } from 'yaml'
import { providerNames } from '../../mock/providers.js'
import { UsageError } from '../errors/on-air-error.js'
import { parseOptions, RefusedError, unknown, type Command } from './command.js'

const help = `Prints the OpenAPI document of a provider, as YAML. Every fact in it says how sure we are of it (x-evidence).

Usage: onair spec <provider> [options]

Providers: ${providerNames.join(', ')}

Options:
  --json             Print it as JSON
  --graphql          Print the provider's GraphQL schema instead
  --path             Print where the file is
  --help             Show this help
`

export const spec: Command = {
  help,
  async run(words, terminal) {
    const { values, words: named } = parseOptions(
      'spec',
      words,
      {
        json: { type: 'boolean', default: false },
        graphql: { type: 'boolean', default: false },
        path: { type: 'boolean', default: false },
      },
      { least: 1, most: 1, usage: '<provider> [options]' },
    )
    const [name = ''] = named
    if (!providerNames.some((one) => one === name)) throw unknown('provider', name, providerNames)
    if (values.json && (values.graphql || values.path))
      throw new UsageError('--json is for the OpenAPI document. Leave it out with --graphql and --path.')
    const file = fileOf(name, values.graphql)
    const text = values.path ? file : (await readFile(file, 'utf8')).trimEnd()
    terminal.print(values.json ? JSON.stringify(parse(text), null, 2) : text)
    return 0
  },
}

/** The file, in this package wherever it is installed. */
function fileOf(provider: string, isGraphQL: boolean): string {
  const document = createRequire(import.meta.url).resolve(`onair/specs/${provider}`)
  const schema = join(dirname(document), 'schema.graphql')
  if (isGraphQL && !existsSync(schema)) throw new RefusedError(`${provider} has no GraphQL schema.`)
  return isGraphQL ? schema : document
}
