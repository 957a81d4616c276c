import { printable } from '../../../mock/core/printable.js'
import type { Callback, CallbackAttempt } from '../../../mock/index.js'
import { UsageError } from '../../errors/on-air-error.js'
import { unknown } from '../command.js'
import { driver } from './drive.js'

/** `onair mock callbacks`. */
export const callbacks = driver({
  name: 'callbacks',
  summary: 'Lists the callbacks that the providers sent, with each attempt; or sends one again.',
  usage: '[replay <id>] [options]',
  options: { provider: { type: 'string' }, name: { type: 'string' } },
  optionsHelp: `  --provider, --name    Only those of a provider, or of a name
`,
  positionals: { most: 2 },
  async run({ mock, values: { provider, name }, words: [verb, id] }) {
    if (verb === undefined) {
      const found = await mock.callbacks.list({ provider, name })
      return { json: found, text: found.map(lines).join('\n') }
    }
    if (verb !== 'replay') throw unknown('command', `callbacks ${verb}`, ['callbacks replay'])
    if (id === undefined || !/^\d+$/.test(id))
      throw new UsageError('Give the number of the callback: onair mock callbacks replay 1')
    const attempt = await mock.callbacks.replay(Number(id))
    return { json: attempt, text: attemptLine(attempt) }
  },
})

const lines = ({ id, provider, name, url, attempts, nextAttemptAt }: Callback): string =>
  [
    printable(`${id}  ${provider}.${name}  ${url}`),
    ...attempts.map(attemptLine),
    ...(nextAttemptAt === null ? [] : [`   ${new Date(nextAttemptAt).toISOString()}  next attempt`]),
  ].join('\n')

const attemptLine = ({ at, result }: CallbackAttempt): string =>
  printable(`   ${new Date(at).toISOString()}  ${Object.entries(result).flat().join(' ')}`)
