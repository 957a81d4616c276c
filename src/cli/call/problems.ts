import type { StandardSchema } from '../../http/validate.js'
import type { Body, Given, Input } from './callable.js'

/** The inputs and the body of an operation, and the schemas of its parts, such as `Query`, by name. */
interface Subject {
  readonly id: string
  readonly inputs: readonly Input[]
  readonly body: Body | undefined
  readonly schemas: Readonly<Record<string, unknown>>
}

interface Problem {
  readonly path: readonly string[]
  readonly message: string
}

/** The violations of the spec, each in a few words. */
export async function problemsIn({ id, inputs, body, schemas }: Subject, given: Given): Promise<readonly string[]> {
  if (given.body && !body) return [`${id} takes no body`]
  if (!given.body && body?.isRequired) return [`${id} needs --json <body>`]
  const validate = async (part: string, value: object): Promise<readonly Problem[]> => {
    const schema = schemas[`${id[0]!.toUpperCase()}${id.slice(1)}${part}`] as StandardSchema | undefined
    const { issues = [] } = (await schema?.['~standard'].validate(value)) ?? {}
    return issues.map(({ path = [], message }) => ({ path: path.map(String), message }))
  }
  const ofParameters = await Promise.all(['Path', 'Query', 'Headers'].map((part) => validate(part, given.values)))
  return [
    ...inputs
      .filter(({ name, isRequired }) => isRequired && [undefined, ''].includes(given.values[name] as string))
      .map(({ name }) => `--${name} is missing`),
    ...ofParameters
      .flat()
      // The client fills in the others.
      .filter(({ path: [name = ''] }) => name in given.values)
      .map((one) => say(one, given.values, inputs, '--')),
    ...(given.body ? await validate('Body', given.body) : []).map((one) =>
      say(one, given.body, body?.fields ?? [], ''),
    ),
  ]
}

function say(
  { path, message }: Problem,
  value: unknown,
  fields: readonly Pick<Input, 'name' | 'type'>[],
  prefix: string,
) {
  const place = `${prefix}${path.join('.')}`
  if (path.length > 0 && valueAt(value, path) === undefined) return `${place} is missing`
  // Zod has no more detail about a value that matches none of several schemas.
  const type = path.length === 1 && message === 'Invalid input' && fields.find(({ name }) => name === path[0])?.type
  return type ? `${place} is ${type}` : `${place || 'the body'}: ${message}`
}

const valueAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((found, step) => (found as Readonly<Record<string, unknown>> | null | undefined)?.[step], value)
