import { quoted } from '../../../mock/core/quoted.js'
import { UsageError } from '../../errors/on-air-error.js'
import { nearest } from '../../http/nearest.js'
import { unwrap } from '../../http/result.js'
import { plainly } from '../account/saved.js'
import { parseOptions, type Command, type Options, type Values } from '../command.js'
import type { Terminal } from '../terminal.js'
import { variableOf } from '../variable.js'
import { printAnswer } from './answer.js'
import { readBody } from './body.js'
import { readValue, type Callable, type Given, type Input } from './callable.js'
import { helpOfCallable } from './help.js'
import type { CallableProvider } from './providers.js'
import { sourceOf } from './source.js'

/** The options of every call. */
export const callOptions = {
  json: { type: 'string' },
  account: { type: 'string' },
  'token-env': { type: 'string' },
  'base-url': { type: 'string' },
  store: { type: 'string' },
  include: { type: 'boolean', short: 'i', default: false },
} as const satisfies Options

const helpOf = (
  provider: string,
): string => `  --account <name>         The account that onair login has signed in. Default: default
  --token-env <variable>   Send the access token in this variable instead. Default: $${variableOf(provider, 'accessToken')}, if it is set and
                           there is no --account
  --base-url <url>         The address of a mock. Default: the address at which the account was signed in, or the provider's own
  --store <file>           The file for tokens. Default: $ONAIR_STORE, or onair/tokens.json in the folder of your settings
  -i, --include            Also print the status and the headers, to the standard error
  --help                   Show this help
`

/** The command that calls an operation: `onair call livepush getStream --streamId …`. */
export function callOf(provider: CallableProvider, callable: Callable): Command {
  const path = `call ${provider.name} ${callable.name}`
  const inputs = callable.inputs.filter(({ name }) => !Object.hasOwn(callOptions, name))
  // The client sends the others itself.
  const sent = inputs.filter(({ name }) => !provider.settings.some((one) => one.name === name))
  const options: Options = {
    ...Object.fromEntries(provider.settings.map(({ name }) => [name, { type: 'string' }])),
    ...Object.fromEntries(inputs.map(({ name, isList }) => [name, { type: 'string', multiple: isList }])),
    ...callOptions,
  }
  return {
    help: helpOfCallable(provider, callable, helpOf(provider.name)),
    async run(words, terminal) {
      refuseBodyFields(callable, words, options)
      const read = parseOptions(path, words, options).values as Texts & Values<typeof callOptions>
      try {
        const body = read.json === undefined ? undefined : await readBody(read.json, terminal)
        if (body) warnOfFields(callable, body, terminal)
        const send = await callable.prepare({ values: valuesOf(sent, read), body })
        await plainly(async () => {
          const { auth, baseUrl } = await sourceOf(provider, read, terminal)
          const client = provider.createClient({ ...readSettings(provider, read, baseUrl, terminal), auth, baseUrl })
          const result = await send(client, terminal.stop)
          printAnswer(result, read.include, terminal)
          unwrap(result)
        })
        return 0
      } catch (error) {
        if (terminal.stop.aborted) return 130
        throw error
      }
    },
  }
}

type Texts = Readonly<Record<string, string | readonly string[] | undefined>>

const valuesOf = (inputs: readonly Input[], read: Texts): Given['values'] =>
  Object.fromEntries(
    inputs.flatMap((input) => {
      const text = read[input.name]
      if (text === undefined) return []
      const value = typeof text === 'string' ? readValue(input, text) : text.flatMap((one) => readValue(input, one))
      return [[input.name, value]]
    }),
  )

/** The values that the client fills in, from options and the environment. */
function readSettings(
  { name, settings }: CallableProvider,
  read: Texts,
  baseUrl: string | undefined,
  { env }: Terminal,
) {
  return Object.fromEntries(
    settings.map((setting) => {
      const variable = variableOf(name, setting.property)
      const value = read[setting.name] ?? (env[variable] || (setting.isAddress && baseUrl))
      if (!value) throw new UsageError(`Set $${variable}, or give --${setting.name}.`)
      return [setting.property, value]
    }),
  )
}

/** Says where a field of the body belongs if it is given as an option. */
function refuseBodyFields({ name, body, inputs }: Callable, words: readonly string[], options: Options): void {
  const fields = body?.fields.map((one) => one.name) ?? []
  const given = new Set(words.map((word) => /^--([^=]+)/.exec(word)?.[1]))
  const field = fields.find((one) => given.has(one) && !Object.hasOwn(options, one))
  if (field === undefined) return
  const how = inputs.length > 0 ? ' Options are for parameters.' : ''
  throw new UsageError(`'${field}' is a field of the body of ${name}: --json '{"${field}": …}'.${how}`)
}

/** Warns of an unknown field. It is still sent, because providers may accept more fields than their documents show. */
function warnOfFields({ body }: Callable, given: object, terminal: Terminal): void {
  const names = body?.fields.map(({ name }) => name) ?? []
  if (names.length === 0 || Array.isArray(given)) return
  for (const name of Object.keys(given).filter((one) => !names.includes(one))) {
    const near = nearest(name, names)
    terminal.warn(
      `onair: The spec has no field ${quoted(name)} in the body.${near === undefined ? '' : ` Did you mean '${near}'?`} It is sent unchanged.`,
    )
  }
}
