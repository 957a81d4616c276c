import { isBasic } from '../../core/definition/api-keys.js'
import type { AnyWorld } from '../../core/definition/world.js'
import type { MockOperation, Profile } from '../../../specs/profile.js'
import { isTextBody } from './body.js'
import { resolve, type BodyNode, type OpenApiDocument, type SchemaNode } from './document.js'
import type { DescribedOperation } from './operations.js'
import type { FilledForm } from './pairs.js'
import { sampleOf } from './samples.js'

/** The initial values of the form of an operation: those of the seed's client, else the examples of the document. */
export function startOf(document: OpenApiDocument, operation: DescribedOperation, world: AnyWorld): FilledForm {
  const { row, body } = operation
  const sample = Object.values(body?.content ?? {}).map((one) => sampleOf(document, one))[0]
  const isForm = row.body === 'form' || row.body === 'multipart'
  const inBody = isForm && typeof sample === 'object' ? (sample as Readonly<Record<string, unknown>>) : {}
  const own = ownValues(operation, world)
  const fields = Object.entries(row.fields).map(([name, { type }]) => {
    const parameter = operation.parameters.find((one) => one.name === name)
    const shown = parameter?.required ? sampleOf(document, parameter) : inBody?.[name]
    return [name, own[name] ?? (type === 'binary' ? '' : textOf(shown))] as const
  })
  return {
    fields: Object.fromEntries(fields),
    body: row.body === 'json' ? (JSON.stringify(sample, null, 2) ?? '') : isTextBody(row) ? textOf(sample) : '',
    files: {},
    credentials: Object.fromEntries(
      credentialsOf(operation, world.profile).map((name) => [name, world.credentials[name] ?? '']),
    ),
  }
}

/** The API keys that an operation needs, by client option, and the `username` and `password` of HTTP Basic. */
export const credentialsOf = ({ row }: DescribedOperation, profile: Profile): readonly string[] => [
  ...(row.keys ?? []),
  ...(isBasic(row, profile) ? ['username', 'password'] : []),
]

/** The files of a command line that is shown before files are chosen: one for each field that needs one. */
export function sampleFiles({ row, body }: DescribedOperation): FilledForm['files'] {
  const needed = Object.entries(row.fields).filter(([, { type, required }]) => type === 'binary' && required)
  const names = row.body === 'raw' && body !== undefined && !isTextBody(row) ? [''] : needed.map(([name]) => name)
  return Object.fromEntries(names.map((name) => [name, [new File([], 'path/to/file')]]))
}

/** Values of the seed's client, by field name. Values that are created when the call is sent are empty. */
function ownValues({ id, row }: DescribedOperation, world: AnyWorld): Readonly<Record<string, string | undefined>> {
  const { profile, credentials } = world
  const options = Object.entries(profile.clientOptions).map(([name, option]) => [name, credentials[option]] as const)
  const { oauth } = profile
  if (!oauth || (id !== oauth.authorize && id !== oauth.token)) return Object.fromEntries(options)
  return {
    ...Object.fromEntries(options),
    client_id: credentials['clientId'],
    client_secret: credentials['clientSecret'],
    redirect_uri: credentials['redirectUri'],
    ...(id === oauth.authorize && { scope: profile.scopes.join(oauth.scopeSeparator) }),
    ...Object.fromEntries(madeWhenSent(row).map((name) => [name, ''])),
  }
}

/** The OAuth fields that start empty. Codes and tokens are created when the call is sent; PKCE is not used. */
const madeWhenSent = ({ fields }: MockOperation): readonly string[] =>
  ['code', 'refresh_token', 'code_verifier', 'code_challenge', 'code_challenge_method', 'state'].filter(
    (name) => name in fields,
  )

/** A value as the text of a form field: a list has one item per line; other values that are not text are JSON. */
function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (Array.isArray(value)) return value.map(textOf).join('\n')
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** The documentation of a field. */
export interface FieldNote {
  readonly description: string | undefined
  /** The allowed values, if the document lists them. */
  readonly values: readonly string[]
  readonly example: string
  readonly isRequired: boolean
}

/** The documentation of a field: of the parameter, or of the property of the form. */
export function noteOf(document: OpenApiDocument, { parameters, body }: DescribedOperation, name: string): FieldNote {
  const parameter = parameters.find((one) => one.name === name)
  const schemas = parameter ? [parameter.schema ?? {}] : propertiesOf(document, body, name)
  const found = schemas.map((schema) => resolve(document, schema))
  const root = Object.values(body?.content ?? {}).map(({ schema = {} }) => schema)
  return {
    isRequired: parameter
      ? (parameter.required ?? parameter.in === 'path')
      : root.some((schema) => requires(document, schema, name)),
    description: (parameter ?? found.find(({ description }) => description))?.description,
    example: textOf(parameter && sampleOf(document, parameter)),
    values: [...new Set(found.flatMap((one) => one.enum ?? one.const ?? []).map(textOf))],
  }
}

/** Whether a value of a schema must have a property: every variant of it, and one of its parts. */
function requires(document: OpenApiDocument, schema: SchemaNode, name: string, depth = 0): boolean {
  // A schema can be made of itself.
  if (depth > 5) return false
  const { required, allOf, anyOf, oneOf } = resolve(document, schema)
  const isIn = (one: SchemaNode) => requires(document, one, name, depth + 1)
  return Boolean(required?.includes(name) || allOf?.some(isIn) || (oneOf ?? anyOf)?.every(isIn))
}

/** The schemas of a property of a form, one for each variant of the form. */
const propertiesOf = (document: OpenApiDocument, body: BodyNode | undefined, name: string): readonly SchemaNode[] =>
  Object.values(body?.content ?? {}).flatMap(({ schema = {} }) => {
    const found = resolve(document, schema)
    const variants = [found.oneOf, found.anyOf, found.allOf].flatMap((some) => some ?? [])
    return [found, ...variants.map((one) => resolve(document, one))].flatMap(
      ({ properties }) => properties?.[name] ?? [],
    )
  })
