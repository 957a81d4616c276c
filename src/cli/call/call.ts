import { quoted } from '../../../mock/core/quoted.js'
import { UsageError } from '../../errors/on-air-error.js'
import { nearest } from '../../http/nearest.js'
import { unwrap } from '../../http/result.js'
import { plainly } from '../account/saved.js'
import { parseOptions, readPairs, type Command, type Options, type Values } from '../command.js'
import type { Terminal } from '../terminal.js'
import { variableOf } from '../variable.js'
import { printAnswer, saveAnswer } from './answer.js'
import { readBody } from './body.js'
import { readValue, type Callable, type Given, type Input, type SentBody } from './callable.js'
import { helpOfCallable, usageOf } from './help.js'
import { optionsFor } from './large-bodies.js'
import { callOptions } from './options.js'
import type { CallableProvider, Setting } from './providers.js'
import { sourceOf } from './source.js'

const accountHelp = (provider: string): string =>
  `  --account <name>         The account that onair login has signed in. Default: default
  --token-env <variable>   Send the access token in this variable instead. Default: $${variableOf(provider, 'accessToken')}, if it is set and
                           there is no --account
  --store <file>           The file for tokens. Default: $ONAIR_STORE, or onair/tokens.json in the folder of your settings
`

const ownTokenHelp = (provider: string): string =>
  `  --token-env <variable>   The variable with the access token. Default: $${variableOf(provider, 'accessToken')}
`

const passwordHelp = (provider: string): string =>
  `  The user name and the password come from $${variableOf(provider, 'username')} and $${variableOf(provider, 'password')}.
`

function helpOf({ name, isOwn = false }: CallableProvider, { authorization }: Callable): string {
  const authorized = { none: '', password: passwordHelp(name), token: isOwn ? ownTokenHelp(name) : accountHelp(name) }
  const address = isOwn
    ? "The address of a mock. Default: the server's own"
    : "The address of a mock. Default: the address at which the account was signed in, or the provider's own"
  return `${authorized[authorization]}  --base-url <url>         ${address}
  --server <name=url>      The address of one server of the spec; may be given several times
  -o, --output <file>      Write the body of the answer to a file
  -i, --include            Also print the status and the headers, to the standard error
  --help                   Show this help
`
}

/** The command that calls an operation: `onair call livepush getStream --streamId …`. */
export function callOf(provider: CallableProvider, callable: Callable): Command {
  const path = `call ${provider.word} ${callable.name}`
  const settings = provider.settings.filter((one) => isNeeded(one, provider, callable))
  const plain = settings.filter(({ isKey }) => !isKey)
  // The client sends the others itself.
  const sent = callable.inputs.filter(({ name }) => !plain.some((one) => one.name === name))
  const options: Options = {
    ...Object.fromEntries(plain.map(({ name }) => [name, { type: 'string' }])),
    ...Object.fromEntries(callable.inputs.map(({ option, isList }) => [option, { type: 'string', multiple: isList }])),
    ...callOptions,
  }
  return {
    help: helpOfCallable(provider, settings, callable, helpOf(provider, callable)),
    async run(words, terminal) {
      refuseBodyFields(callable, words, options)
      const positionals = { most: 0, usage: usageOf(callable) }
      const read = parseOptions(path, words, options, positionals).values as Texts & Values<typeof callOptions>
      try {
        const servers = read.server && Object.fromEntries(readPairs('server', read.server))
        const body = await readBody(callable, read, terminal)
        if (body !== undefined) warnOfFields(callable, body, terminal)
        const send = await callable.prepare({ values: valuesOf(sent, read), body })
        await plainly(async () => {
          const { auth, baseUrl } = await sourceOf(provider, callable, read, terminal)
          const filled = readSettings(provider, settings, read, baseUrl, terminal)
          const large = optionsFor(body, read.output !== undefined)
          const client = provider.createClient({ ...filled, ...large, auth, baseUrl, ...(servers && { servers }) })
          const result = await send(client, terminal.stop)
          if (result.ok && read.output !== undefined) await saveAnswer(result.data, read.output)
          printAnswer(result, { isIncluded: read.include, isSaved: read.output !== undefined }, terminal)
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

/** The package's clients need all their settings. The client for a document needs those of its operation. */
const isNeeded = (
  { name, property, isKey }: Setting,
  { isOwn }: CallableProvider,
  { keys, inputs }: Callable,
): boolean => (isKey ? keys.includes(property) : !isOwn || inputs.some((one) => one.name === name))

type Texts = Readonly<Record<string, string | readonly string[] | undefined>>

const valuesOf = (inputs: readonly Input[], read: Texts): Given['values'] =>
  Object.fromEntries(
    inputs.flatMap((input) => {
      const text = read[input.option]
      if (text === undefined) return []
      const value = typeof text === 'string' ? readValue(input, text) : text.flatMap((one) => readValue(input, one))
      return [[input.name, value]]
    }),
  )

/** The values that the client fills in, from options and the environment. */
function readSettings(
  { name }: CallableProvider,
  settings: readonly Setting[],
  read: Texts,
  baseUrl: string | undefined,
  { env }: Terminal,
) {
  return Object.fromEntries(
    settings.flatMap((setting) => {
      const variable = variableOf(name, setting.property)
      const value = (!setting.isKey && read[setting.name]) || env[variable] || (setting.isAddress && baseUrl)
      if (!value && setting.isOptional) return []
      if (!value)
        throw new UsageError(`Set $${variable}${setting.isKey ? ': it is an API key' : `, or give --${setting.name}`}.`)
      return [[setting.property, value] as const]
    }),
  )
}

/** Says where a field of the body belongs if it is given as an option. */
function refuseBodyFields({ name, body, inputs }: Callable, words: readonly string[], options: Options): void {
  const given = new Set(words.map((word) => /^--([^=]+)/.exec(word)?.[1]))
  const field = body?.fields.find((one) => given.has(one.name) && !Object.hasOwn(options, one.name))
  if (!body || !field) return
  const how = inputs.length > 0 ? ' Options are for parameters.' : ''
  const correct =
    body.encoding === 'multipart'
      ? `-F ${field.name}=${field.isFile ? '@<file>' : '…'}`
      : `--json '{"${field.name}": …}'`
  throw new UsageError(`'${field.name}' is a field of the body of ${name}: ${correct}.${how}`)
}

/** Warns of an unknown field. It is still sent, because providers may accept more fields than their documents show. */
function warnOfFields({ body }: Callable, given: SentBody, terminal: Terminal): void {
  const names = body?.fields.map(({ name }) => name) ?? []
  if (names.length === 0 || Array.isArray(given)) return
  for (const name of Object.keys(given).filter((one) => !names.includes(one))) {
    const near = nearest(name, names)
    terminal.warn(
      `onair: The spec has no field ${quoted(name)} in the body.${near === undefined ? '' : ` Did you mean '${near}'?`} It is sent unchanged.`,
    )
  }
}
