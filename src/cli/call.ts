import { parseArgs } from 'node:util'
import { UsageError } from '../errors/on-air-error.js'
import { callOptions } from './call/options.js'
import { callNamed, listOf } from './call/list.js'
import { callableProvider, callableProviders } from './call/providers.js'
import { parseOptions, type Command } from './command.js'

const help = `Calls an operation of a provider, and prints the data of its answer as JSON.

Usage: onair call <provider>
       onair call <provider> <operation> [--<parameter> <value> …] [--json <body>] [options]

Providers: ${callableProviders.join(', ')}
Or the path of an OpenAPI document: ./openapi.yaml

  onair call livepush                             Lists the operations
  onair call livepush getStream --help            Shows the parameters of one
  onair call livepush getStream --streamId <id>   Calls it
  onair call livepush createStream --json '{"category":"simulcast","name":"Demo"}'
  onair call dlive User --username alice          Documents of GraphQL are called in the same way
  onair call ./openapi.yaml uploadVideo -F title=Demo -F video=@demo.mp4

Options:
  --help                   Show this help, or that of a provider or an operation
`

export const call: Command = {
  help,
  async find(words) {
    // The parameters of the operation are not known yet. They follow the names.
    const { tokens } = parseArgs({ args: [...words], options: callOptions, strict: false, tokens: true })
    const [first, second] = tokens.filter((token) => token.kind === 'positional')
    if (!first) return undefined
    const provider = await callableProvider(first.value)
    const rest = words.filter((_, index) => index !== first.index && index !== second?.index)
    return [second ? await callNamed(provider, second.value) : await listOf(provider), rest]
  },
  async run(words) {
    parseOptions('call', words, {}, { least: 1, most: 1, usage: '<provider> <operation> [options]' })
    throw new UsageError('An argument is missing: onair call <provider>.')
  },
}
