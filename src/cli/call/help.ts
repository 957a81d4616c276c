import { bodyOption } from './body.js'
import type { Body, Callable, Input } from './callable.js'
import type { CallableProvider, Setting } from './providers.js'
import { variableOf } from '../variable.js'

/** The help of a provider: all that can be called. */
export function helpOfProvider(
  { word, spec }: CallableProvider,
  operations: readonly Callable[],
  documents: readonly Callable[],
): string {
  const width = Math.max(...[...operations, ...documents].map((one) => one.name.length)) + 2
  const lines = (callables: readonly Callable[]) =>
    callables.flatMap(({ name, summary, route, scopes }) => {
      const about = [...(summary ? [summary] : []), [route, ...scopes].join('  ')]
      return about.map((text, at) => `  ${(at === 0 ? name : '').padEnd(width)}${text}`)
    })
  return `Calls an operation of ${spec.profile.title}.

Usage: onair call ${word} <operation> [options]
       onair call ${word} <operation> --help

Operations, each with its route and the scopes that it needs:
${lines(operations).join('\n')}
${documents.length === 0 ? '' : `\nDocuments of GraphQL, which are called in the same way:\n${lines(documents).join('\n')}\n`}
Options:
  --json             Print the list as JSON
  --help             Show this help
`
}

/** The help of one operation. `options` are the lines of those that every call has. */
export function helpOfCallable(
  { name: provider, word }: CallableProvider,
  settings: readonly Setting[],
  callable: Callable,
  options: string,
): string {
  const { name, summary, description, route, scopes, evidence, inputs, body } = callable
  const about = [
    route,
    ...(scopes.length > 0 ? [`Scopes: ${scopes.join(', ')}`] : []),
    ...(evidence ? [`Evidence: ${evidence}`] : []),
  ]
  const others = settings.filter((setting) => !inputs.some((one) => one.name === setting.name))
  const parameters = [
    ...inputs.map((input) => {
      const setting = settings.find((one) => one.name === input.name)
      const usual = setting && `Default: $${variableOf(provider, setting.property)}`
      return [`--${input.option} <${input.type}>`, [noteOf(input), usual].filter(Boolean).join(' ')] as const
    }),
    ...others.map(
      (one) =>
        [
          one.isKey ? `$${variableOf(provider, one.property)}` : `--${one.name} <value>`,
          settingNote(provider, one),
        ] as const,
    ),
  ]
  const fields = body?.fields.map((one) => [`${one.name}  ${one.type}`, noteOf(one)] as const) ?? []
  return [
    summary || name,
    '',
    about.join('   '),
    ...(description ? ['', description] : []),
    '',
    `Usage: onair call ${word} ${name} ${usageOf(callable)}`,
    ...section('Parameters', parameters),
    ...section(`Body (${body?.title})`, fields),
    ...(body?.sample === undefined
      ? []
      : ['', `  onair call ${word} ${name} --json ${quotedForShell(JSON.stringify(body.sample))}`]),
    '',
    'Options:',
    ...(body ? bodyOptions(body) : []),
    options,
  ].join('\n')
}

/** The options that give the body. */
function bodyOptions({ encoding, fields, title, types }: Body): readonly string[] {
  const json = '@file takes it from a file, - from the standard input'
  if (encoding === 'bytes' || encoding === 'text') {
    const itself = encoding === 'text' ? '. Without the @, the text itself' : ''
    return [`  --data-binary <@file>    The file to send: ${types.join(', ')}${itself}`]
  }
  if (encoding === 'multipart')
    return [
      '  -F, --form <name=value>  A field, or a file with name=@file; may be given several times',
      `  --json <body>            Fields that are no files, as JSON. ${json}`,
    ]
  return [`  --json <body>            ${fields.length > 0 ? 'The body' : title}. ${json}`]
}

/** What must be given, and that there is more. */
export const usageOf = ({ inputs, body }: Callable): string =>
  [
    ...inputs.flatMap(({ option, type, isRequired }) => (isRequired ? [`--${option} <${type}>`] : [])),
    ...(body?.isRequired ? [bodyOption[body.encoding]] : []),
    '[options]',
  ].join(' ')

const noteOf = ({
  note,
  isRequired,
  isList = false,
}: Pick<Input, 'note' | 'isRequired'> & Partial<Pick<Input, 'isList'>>) =>
  [note, isRequired && 'Required.', isList && 'May be given several times.'].filter(Boolean).join(' ')

const settingNote = (provider: string, { property, note, isKey, isOptional }: Setting): string =>
  isKey
    ? `${note}. ${isOptional ? 'Sent if it is set, where the operation has no token.' : 'Required.'}`
    : `${note}. Default: $${variableOf(provider, property)}`

/** Lines of two columns, under a title. */
function section(title: string, entries: readonly (readonly [name: string, note: string])[]): readonly string[] {
  if (entries.length === 0) return []
  const width = Math.min(32, Math.max(...entries.map(([name]) => name.length)))
  return ['', `${title}:`, ...entries.map(([name, note]) => `  ${name.padEnd(width)}  ${note}`.trimEnd())]
}

/** A word of a command line (POSIX). */
const quotedForShell = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`
