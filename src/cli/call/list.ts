import { UsageError } from '../../errors/on-air-error.js'
import { quoted } from '../../../mock/core/quoted.js'
import { parseOptions, unknown, type Command } from '../command.js'
import { callOf } from './call.js'
import type { Callable } from './callable.js'
import { helpOfProvider } from './help.js'
import { callableOperations } from './operations.js'
import type { CallableProvider } from './providers.js'

/** The command that lists what can be called: `onair call livepush`. */
export async function listOf(provider: CallableProvider): Promise<Command> {
  const { operations, documents } = await callablesOf(provider)
  const help = helpOfProvider(provider, operations, documents)
  return {
    help,
    async run(words, terminal) {
      if (words.some((word) => word !== '--json'))
        throw new UsageError(`Name the operation: onair call ${provider.word} <operation> [options].`)
      const { values } = parseOptions(`call ${provider.word}`, words, { json: { type: 'boolean', default: false } })
      terminal.print(values.json ? JSON.stringify([...operations, ...documents].map(listed)) : help)
      return 0
    },
  }
}

const listed = ({ name, route, summary, scopes, inputs, body }: Callable) => ({
  name,
  route,
  summary,
  scopes,
  parameters: inputs.map(({ name, type, isRequired }) => ({ name, type, required: isRequired })),
  body: body ? (body.isRequired ? 'required' : 'optional') : null,
})

/** The command that calls the operation or the document of this name. Throws a `UsageError` if there is none. */
export async function callNamed(provider: CallableProvider, name: string): Promise<Command> {
  const { operations, documents } = await callablesOf(provider)
  const all = [...operations, ...documents]
  const found = all.find((one) => one.name === name)
  if (found) return callOf(provider, found)
  if (Object.hasOwn(provider.spec.operations, name))
    throw new UsageError(
      `${quoted(name)} is a step of the sign-in${provider.isOwn ? '' : `: onair login ${provider.name}`}.`,
    )
  const names = all.map((one) => one.name)
  throw unknown('operation', name, names, `onair call ${provider.word} lists them.`)
}

async function callablesOf(provider: CallableProvider) {
  const operations = await callableOperations(provider)
  // The library for GraphQL is heavy.
  const documents = provider.graphql ? await (await import('./documents.js')).callableDocuments(provider) : []
  return { operations, documents }
}
