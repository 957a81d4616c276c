import { bodyOption } from './body.js'
import type { Body, Given, Input } from './callable.js'
import { optionOf } from './options.js'

/** The inputs and the body of an operation, and the schemas of its parts, such as `Query`, by name. */
interface Subject {
  readonly id: string
  readonly inputs: readonly Input[]
  readonly body: Body | undefined
  readonly schemas: Readonly<Record<string, unknown>>
}

/** A schema of zod. */
interface Validator {
  safeParse(value: unknown): {
    readonly error?:
      | { readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[] }
      | undefined
  }
}

interface Problem {
  readonly path: readonly string[]
  readonly message: string
}

/** The violations of the spec, each in a few words. */
export function problemsIn({ id, inputs, body, schemas }: Subject, given: Given): readonly string[] {
  if (given.body === undefined && body?.isRequired) return [`${id} needs ${bodyOption[body.encoding]}`]
  const isPlain = given.body !== undefined && !(given.body instanceof Blob)
  const validate = (part: string, value: unknown): readonly Problem[] => {
    const schema = schemas[`${id[0]!.toUpperCase()}${id.slice(1)}${part}`] as Validator | undefined
    const { issues = [] } = schema?.safeParse(value).error ?? {}
    return issues.map(({ path, message }) => ({ path: path.map(String), message }))
  }
  const ofParameters = ['Path', 'Query', 'Headers'].flatMap((part) => validate(part, given.values))
  return [
    ...inputs
      .filter(({ name, isRequired }) => isRequired && [undefined, ''].includes(given.values[name] as string))
      .map(({ option }) => `--${option} is missing`),
    ...ofParameters
      // The client fills in the others.
      .filter(({ path: [name = ''] }) => name in given.values)
      .map((one) => say(one, given.values, inputs, (name) => `--${optionOf(name)}`)),
    ...missingFiles(body, given.body).map((name) => `${name} is missing: -F ${name}=@<file>`),
    ...(isPlain ? validate('Body', given.body) : []).map((one) => say(one, given.body, body?.fields ?? [])),
  ]
}

/** The files of a form that are required and not there: its schema does not say it. */
const missingFiles = (body: Body | undefined, given: Given['body']): readonly string[] =>
  given === undefined
    ? []
    : (body?.fields ?? [])
        .filter(({ name, isFile, isRequired }) => isFile && isRequired && !(name in (given as object)))
        .map(({ name }) => name)

function say(
  { path, message }: Problem,
  value: unknown,
  fields: readonly Pick<Input, 'name' | 'type'>[],
  show = (name: string) => name,
) {
  const place = path.map((step, index) => (index === 0 ? show(step) : step)).join('.')
  if (path.length > 0 && valueAt(value, path) === undefined) return `${place} is missing`
  // Zod has no more detail about a value that matches none of several schemas.
  const type = path.length === 1 && message === 'Invalid input' && fields.find(({ name }) => name === path[0])?.type
  return type ? `${place} is ${type}` : `${place || 'the body'}: ${message}`
}

const valueAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((found, step) => (found as Readonly<Record<string, unknown>> | null | undefined)?.[step], value)
