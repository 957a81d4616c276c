import { isTextual } from '../../core/http/read-input.js'
import type { MockOperation } from '../../../specs/profile.js'
import type { DescribedOperation } from './operations.js'
import { pairsOf, type FilledForm } from './pairs.js'
import { quoteAsIs } from './shell.js'

/** The body of a request. */
export interface BuiltBody {
  /** Undefined if there is none. */
  readonly content: string | File | FormData | undefined
  /** The content type, unless it depends on the boundary of a multipart form. */
  readonly type?: string
  /** The options of `curl` that send it. */
  readonly options: readonly string[]
}

/** Writes a field for the command line: `'name=value'`, with a variable for a secret. */
export type ShowField = (name: string, value: string) => string

const nothing: BuiltBody = { content: undefined, options: [] }

/** Whether a body is entered as text. A raw body of another type is a file. */
export const isTextBody = ({ body, contentType = '' }: MockOperation): boolean =>
  body === 'raw' && isTextual(contentType)

/** The media types and ranges (`image/*`) of the body in the document. */
export const bodyTypesOf = ({ body }: DescribedOperation): readonly string[] =>
  Object.keys(body?.content ?? {}).map((type) => type.split(';')[0]!.trim())

/** The media types and ranges of a part of a multipart form in the document. */
export const partTypesOf = ({ body }: DescribedOperation, name: string): readonly string[] =>
  Object.values(body?.content ?? {}).flatMap(({ encoding }) => encoding?.[name]?.contentType?.split(/\s*,\s*/) ?? [])

/** The body that a form describes, in the encoding of the operation. */
export function buildBody(operation: DescribedOperation, filled: FilledForm, show: ShowField): BuiltBody {
  const { row } = operation
  switch (row.body) {
    case 'form':
      return urlEncoded(row, filled, show)
    case 'multipart':
      return multipart(row, filled, show)
    case 'raw':
      return isTextBody(row) ? text(row.contentType!, filled.body, '--data-raw') : file(operation, filled)
    case 'json':
      return text(row.contentType ?? 'application/json', filled.body, '-d')
    case null:
      return nothing
  }
}

const text = (type: string, body: string, option: string): BuiltBody =>
  body.trim() === '' ? nothing : { content: body, type, options: [typeOption(type), `${option} ${quoteAsIs(body)}`] }

const typeOption = (type: string): string => `-H ${quoteAsIs(`Content-Type: ${type}`)}`

function urlEncoded({ fields }: MockOperation, filled: FilledForm, show: ShowField): BuiltBody {
  const pairs = pairsOf(fields, filled.fields, 'form')
  return {
    content: new URLSearchParams(pairs.map(([name, value]) => [name, value])).toString(),
    type: 'application/x-www-form-urlencoded',
    options: pairs.map(([name, value]) => `--data-urlencode ${show(name, value)}`),
  }
}

/** The file goes out with its own type if the document has that, else with the type that clients send. */
function file(operation: DescribedOperation, { files }: FilledForm): BuiltBody {
  const [content] = files[''] ?? []
  if (!content) return nothing
  const isDeclared = bodyTypesOf(operation).some((range) => isInRange(content.type, range))
  const type = isDeclared ? content.type : (operation.row.contentType ?? 'application/octet-stream')
  return { content, type, options: [typeOption(type), `--data-binary ${quoteAsIs(`@${content.name}`)}`] }
}

function isInRange(type: string, range: string): boolean {
  const [main, sub] = range.split('/')
  return type !== '' && (main === '*' || type === range || (sub === '*' && type.startsWith(`${main}/`)))
}

/** RFC 7578. `FormData` has no content types of texts, which only the command line shows. */
function multipart({ fields }: MockOperation, filled: FilledForm, show: ShowField): BuiltBody {
  const content = new FormData()
  const options: string[] = []
  for (const [name, field] of Object.entries(fields)) {
    const type = field.contentType ?? (field.type === 'json' ? 'application/json' : undefined)
    for (const [, value] of pairsOf({ [name]: field }, filled.fields, 'form')) {
      content.append(name, value)
      options.push(type ? `-F ${show(name, `${word(value)};type=${type}`)}` : `--form-string ${show(name, value)}`)
    }
    for (const one of filled.files[name] ?? []) {
      const own = one.type || (type ?? 'application/octet-stream')
      content.append(name, new File([one], one.name, { type: own }))
      options.push(
        `-F ${quoteAsIs(`${name}=@${/^[\w./ -]+$/.test(one.name) ? one.name : word(one.name)};type=${own}`)}`,
      )
    }
  }
  return { content, options }
}

/** A value within quotes, as the option `-F` of `curl` reads it. */
const word = (value: string): string => `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`
