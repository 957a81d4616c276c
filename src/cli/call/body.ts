import { readFile } from 'node:fs/promises'
import { quoted } from '../../../mock/core/quoted.js'
import { UsageError } from '../../errors/on-air-error.js'
import { unknown } from '../command.js'
import type { Terminal } from '../terminal.js'
import { readValue, type Body, type BodyField, type Callable, type SentBody } from './callable.js'
import { openFile } from './open-file.js'

/** The words of a command that are a body. */
interface BodyWords {
  readonly json?: string | undefined
  readonly form?: readonly string[] | undefined
  readonly 'data-binary'?: string | undefined
}

/** How the body of each encoding is given. */
export const bodyOption: Readonly<Record<Body['encoding'], string>> = {
  json: '--json <body>',
  form: '--json <body>',
  multipart: '-F <name=value>',
  bytes: '--data-binary <@file>',
  text: '--data-binary <@file>',
}

/** The body of a call. Undefined if none is given. Throws a `UsageError` for one that the operation does not take. */
export async function readBody(
  { name, body }: Pick<Callable, 'name' | 'body'>,
  { json, form, 'data-binary': data }: BodyWords,
  terminal: Terminal,
): Promise<SentBody | undefined> {
  const given = { '--json': json, '-F': form, '--data-binary': data }
  const wrong = Object.entries(given).find(([option, value]) => value !== undefined && !takes(body, option))?.[0]
  if (wrong !== undefined) {
    const instead = body ? `give its body with ${bodyOption[body.encoding]}` : 'it takes no body'
    throw new UsageError(`${name} takes no ${wrong}: ${instead}.`)
  }
  if (data?.startsWith('@')) return openFile('--data-binary', data.slice(1), body!.types)
  if (data !== undefined && body?.encoding === 'bytes')
    throw new UsageError(`--data-binary is the file to send: --data-binary @<file>.`)
  if (data !== undefined) return data
  const value = json === undefined ? undefined : await readJson(json, terminal)
  if (form === undefined) return value
  if (Array.isArray(value)) throw new UsageError('--json takes an object beside -F.')
  return { ...value, ...(await readForm(form, body!)) }
}

/** Whether a body is given by an option. */
const takes = (body: Body | undefined, option: string): boolean =>
  body !== undefined &&
  (bodyOption[body.encoding].startsWith(option) || (body.encoding === 'multipart' && option === '--json'))

/** The fields of `-F name=value` and `-F name=@file`, by the types of the spec. */
async function readForm(words: readonly string[], { fields }: Body): Promise<Record<string, unknown>> {
  const read: Record<string, unknown> = {}
  for (const word of words) {
    const mark = word.indexOf('=')
    if (mark < 1) throw new UsageError(`-F is <name>=<value> or <name>=@<file>, not ${quoted(word)}.`)
    const name = word.slice(0, mark)
    const field = fields.find((one) => one.name === name)
    if (!field)
      throw unknown(
        'field of the form',
        name,
        fields.map((one) => one.name),
      )
    const value = await readField(field, word.slice(mark + 1))
    if (field.isList) ((read[name] ??= []) as unknown[]).push(...(Array.isArray(value) ? value : [value]))
    else if (name in read) throw new UsageError(`-F ${name} is given twice, and is not a list.`)
    else read[name] = value
  }
  return read
}

async function readField(field: BodyField, text: string): Promise<unknown> {
  const { name, isFile, types } = field
  const isPath = text.startsWith('@')
  if (isFile && isPath) return openFile(`-F ${name}`, text.slice(1), types)
  if (isFile) throw new UsageError(`${quoted(name)} is a file: -F ${name}=@<file>.`)
  if (!isPath) return readValue(field, text)
  throw new UsageError(`${quoted(name)} is not a file. Give a value that begins with @ in --json.`)
}

/** The value of `--json`: JSON, `@file` for the contents of a file, or `-` for the standard input. */
async function readJson(given: string, terminal: Terminal): Promise<object> {
  const text =
    given === '-' ? await readInput(terminal) : given.startsWith('@') ? await readNamed(given.slice(1)) : given
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    // The rest of the message quotes the text, which may hold a secret.
    const [, at] = /at position (\d+)/.exec(String(error)) ?? []
    throw new UsageError(
      `--json takes JSON, @file or -. This is not JSON${at === undefined ? '' : `, from character ${at} on`}.`,
    )
  }
  if (typeof value === 'object' && value !== null) return value
  throw new UsageError('--json takes an object or a list in JSON.')
}

async function readInput(terminal: Terminal): Promise<string> {
  const lines: string[] = []
  for await (const line of terminal.lines(terminal.stop)) lines.push(line)
  terminal.stop.throwIfAborted()
  return lines.join('\n')
}

async function readNamed(file: string): Promise<string> {
  try {
    // Some editors put a byte order mark in front.
    return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '')
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException
    throw new UsageError(`--json: ${quoted(file)} cannot be read (${code}).`)
  }
}
