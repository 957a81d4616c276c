import { resolve, documentOf, type OpenApiDocument, type SchemaNode } from '../../../mock/control/reference/document.js'
import { bodyTypesOf, isTextBody, partTypesOf } from '../../../mock/control/reference/body.js'
import { operationsOf, type DescribedOperation } from '../../../mock/control/reference/operations.js'
import { sampleOf } from '../../../mock/control/reference/samples.js'
import { UsageError } from '../../errors/on-air-error.js'
import { isBasic } from '../../../mock/core/definition/api-keys.js'
import { isSignIn } from '../verify/reads.js'
import { firstParagraph, type Body, type BodyField, type Callable, type Given, type Input } from './callable.js'
import { optionOf } from './options.js'
import { problemsIn } from './problems.js'
import type { CallableProvider } from './providers.js'

/** The operations, except the steps of a sign-in. */
export async function callableOperations({ word, spec, settings }: CallableProvider): Promise<readonly Callable[]> {
  const document = await documentOf(spec)
  if (!document) return []
  const filled = new Set(settings.map(({ name }) => name))
  return operationsOf(document, spec)
    .filter(({ id }) => !isSignIn(id, spec.profile.oauth))
    .map((operation) => {
      const { id, node, row } = operation
      const inputs = inputsOf(document, operation, filled)
      const body = bodyOf(document, operation)
      return {
        name: id,
        summary: node.summary ?? '',
        description: node.description?.trim() ?? '',
        route: `${row.method} ${row.path}`,
        scopes: row.scopes ?? [],
        evidence: node['x-evidence'],
        inputs,
        body,
        authorization: row.scopes === null ? 'none' : isBasic(row, spec.profile) ? 'password' : 'token',
        keys: [row, ...(row.alternatives ?? [])].flatMap(({ keys = [] }) => keys),
        async prepare(given) {
          const problems = problemsIn({ id, inputs, body, schemas: await spec.schemas() }, given)
          if (problems.length > 0)
            throw new UsageError(`${problems.slice(0, 5).join('; ')}. See onair call ${word} ${id} --help.`)
          return (client, signal) => client.call(id, { params: paramsOf(operation, given), body: given.body, signal })
        },
      }
    })
}

const inputsOf = (
  document: OpenApiDocument,
  { parameters, row }: DescribedOperation,
  filled: ReadonlySet<string>,
): readonly Input[] =>
  parameters.map(({ name, in: place, required = false, schema = {}, description, ...mark }) => {
    const field = row.fields[name]
    return {
      name,
      option: optionOf(name),
      type: typeOf(document, schema),
      isText: field?.type === 'string' && field.properties === undefined,
      isList: field?.list === true,
      isRequired: (required || place === 'path') && !filled.has(name),
      note: noteOf(description ?? resolve(document, schema).description, mark['x-evidence']),
    }
  })

const titles = { json: 'JSON', form: 'JSON, sent as a form', multipart: 'a form with files' } as const

function bodyOf(document: OpenApiDocument, operation: DescribedOperation): Body | undefined {
  const { body, row } = operation
  if (!body || row.body === null) return undefined
  const [content = {}] = Object.values(body.content ?? {})
  const types = bodyTypesOf(operation)
  return {
    encoding: row.body === 'raw' ? (isTextBody(row) ? 'text' : 'bytes') : row.body,
    title: row.body === 'raw' ? types.join(', ') : titles[row.body],
    isRequired: body.required ?? false,
    fields: row.body === 'raw' ? [] : fieldsOf(document, content.schema ?? {}).map((one) => typed(one, operation)),
    types,
    sample: row.body === 'json' || row.body === 'form' ? sampleOf(document, content) : undefined,
  }
}

/** A field of a body, with the type that the operation table has for it. */
function typed(field: PlainField, operation: DescribedOperation): BodyField {
  const { type, list: isList = false } = operation.row.fields[field.name] ?? {}
  const isFile = type === 'binary'
  return {
    ...field,
    ...(isFile && { type: isList ? 'file[]' : 'file' }),
    isText: type === 'string',
    isFile,
    isList: operation.row.body === 'multipart' && isList,
    types: partTypesOf(operation, field.name),
  }
}

type PlainField = Pick<Input, 'name' | 'type' | 'isRequired' | 'note'>

/** How deep schemas are read that are made of others. One can be made of itself. */
const deepest = 3

/** The properties of a schema and of those that it is made of. */
function fieldsOf(document: OpenApiDocument, schema: SchemaNode, depth = 0): readonly PlainField[] {
  if (depth > deepest) return []
  const { allOf = [], anyOf = [], oneOf = [], properties = {}, required = [] } = resolve(document, schema)
  const own = Object.entries(properties).map(([name, node]) => {
    const found = resolve(document, node)
    return {
      name,
      type: typeOf(document, node),
      isRequired: required.includes(name),
      note: noteOf(found.description, found['x-evidence']),
    }
  })
  const others = [...allOf, ...anyOf, ...oneOf].flatMap((one) => fieldsOf(document, one, depth + 1))
  return [...own, ...others.filter(({ name }, at) => others.findIndex((one) => one.name === name) === at)]
}

/** `integer`, `on|off`, `string[]`. */
function typeOf(document: OpenApiDocument, schema: SchemaNode, depth = 0): string {
  if (depth > deepest) return 'value'
  const { enum: values, const: only, type, items, anyOf, oneOf, allOf } = resolve(document, schema)
  if (values ?? only !== undefined) return (values ?? [only]).join('|')
  const parts = anyOf ?? oneOf ?? allOf
  if (parts) return [...new Set(parts.map((one) => typeOf(document, one, depth + 1)))].join('|')
  if (type === 'array') return `${items ? typeOf(document, items, depth + 1) : 'value'}[]`
  return [type ?? 'value'].flat().join('|')
}

/** A description, with how sure we are of it if no document of the provider says so. */
const noteOf = (description: string | undefined, evidence: string | undefined): string =>
  [firstParagraph(description), evidence === 'inferred' || evidence === 'community' ? `(${evidence})` : '']
    .filter(Boolean)
    .join(' ')

function paramsOf({ parameters }: DescribedOperation, { values }: Given) {
  const of = (place: string) =>
    Object.fromEntries(
      parameters.flatMap(({ name, in: where }) => (where === place && name in values ? [[name, values[name]]] : [])),
    )
  return { path: of('path'), query: of('query'), header: of('header'), cookie: of('cookie') }
}
