import type { Field } from '../../../specs/profile.js'
import type { SpecDocument, SpecParameter, SpecSchema, Serialization } from './document.js'
import { bodyTypeOf, kindOf } from './media-types.js'
import type { Subject } from './subject.js'
import { rootVocabulary } from './vocabulary.js'
import type { Path } from './walk.js'
import { isBinary, itemsOf, locate, partsOf, propertiesOf, typesOf, wireType } from './wire-type.js'

/**
 * The fields of an operation that are sent as text: its parameters, the headers of its API keys (`keys`), and its form. Reports those
 * that the client would write differently from the spec.
 */
export const fieldsOf = (subject: Subject, keys: readonly string[]): Readonly<Record<string, Field>> => {
  const { document, item, operation, itemAt, at, report } = subject
  const fields: Record<string, Field> = {}
  const add = (name: string, where: Path, field: Field): void => {
    if (fields[name] && fields[name].in !== field.in) {
      report(where, 'field-name', `${name} is both in the ${fields[name].in} and in the ${field.in}.`)
    }
    fields[name] = field
  }
  const parametersOf = (parameters: readonly SpecParameter[] | undefined, owner: Path) =>
    (parameters ?? []).map((one, index) => locate(document, one, [...owner, 'parameters', index]))

  for (const name of keys) add(name, at, { in: 'header', type: 'string' })
  // The operation's own parameters come last: they override the path's.
  for (const found of [...parametersOf(item.parameters, itemAt), ...parametersOf(operation.parameters, at)]) {
    const { node: parameter, at: where } = found
    const place = placeOf(parameter)
    if (place === undefined) report(where, 'parameter-place', refusalOf(parameter))
    else {
      const written = wireForm(subject, { schema: parameter.schema, says: parameter, place, where })
      const { node: schema } = locate(document, parameter.schema, where)
      const completed = place === 'query' && {
        ...(parameter.required && { required: true as const }),
        ...(schema?.default !== undefined && { default: true as const }),
      }
      add(parameter.name, where, { in: place, ...written, ...completed, ...parameter['x-onair'] })
    }
  }

  const body = locate(document, operation.requestBody, [...at, 'requestBody'])
  const { type, kind } = bodyTypeOf(body.node?.content) ?? { type: '', kind: 'unknown' }
  if (kind !== 'form' && kind !== 'multipart') return fields
  const content = body.node?.content?.[type]
  const { node: schema, at: where } = locate(document, content?.schema, [...body.at, 'content', type, 'schema'])
  if (typesOf(document, schema).some((type) => type !== 'object')) {
    report(where, 'body-encoding', 'A form is an object: a property for each field.')
  }
  // A schema cannot validate a file, so the table says which ones are required.
  const required = new Set(partsOf(document, schema).flatMap((part) => part.required ?? []))
  for (const [name, property] of Object.entries(propertiesOf(document, schema))) {
    const says = content?.encoding?.[name] ?? {}
    const place = { schema: property, says, place: 'form' as const, where: [...where, 'properties', name] }
    const written = kind === 'form' ? wireForm(subject, place) : partForm(subject, place)
    const isRequiredFile = written.type === 'binary' && required.has(name)
    add(name, where, { in: 'form', ...written, ...(isRequiredFile && { required: true as const }) })
  }
  return fields
}

/** OpenAPI, "Parameter Object": parameters with these names are ignored. */
const ignored = /^(accept|authorization|content-type)$/i

const placeOf = ({ in: place, name }: SpecParameter): Field['in'] | undefined =>
  place === 'path' || place === 'query' || place === 'cookie' || (place === 'header' && !ignored.test(name))
    ? place
    : undefined

const refusalOf = ({ name }: SpecParameter): string =>
  /^authorization$/i.test(name)
    ? 'OpenAPI ignores this parameter. Describe it in `securitySchemes`.'
    : `OpenAPI ignores this parameter. Name the media type in \`content\`, or write ${name} into \`x-onair.headers\`.`

interface TextField {
  readonly schema: SpecSchema | undefined
  readonly says: Serialization & Pick<SpecParameter, 'content'>
  readonly place: Field['in']
  readonly where: Path
}

/** How a field is written. Reports an unsupported form. */
const wireForm = (subject: Subject, field: TextField): Omit<Field, 'in' | 'reserved'> => {
  const { document, report } = subject
  const { schema, says, place, where } = field
  const complain = (message: string) => report(where, 'parameter-style', message)
  const types = typesOf(document, schema)
  const type = scalar(subject, schema, where)
  const severalValues = place === 'query' || place === 'form'

  if (says.content || (says.contentType ?? 'text/plain') !== 'text/plain') {
    complain('A value with its own media type is not supported. Describe a string, and send the text.')
  }
  if (says.allowReserved) complain('Values are sent percent-encoded. Leave out `allowReserved`.')
  if (!severalValues && (says.style ?? 'simple') !== 'simple' && !(place === 'cookie' && says.style === 'form')) {
    complain(
      `Only \`style: simple\` is supported here. Write the other styles into the path: \`/a/.{id}\`, \`/a/;id={id}\`.`,
    )
  }
  if (severalValues && says.style === 'deepObject' && !isScalar(document, schema)) {
    return { type, style: 'deepObject', properties: Object.fromEntries(deepTypes(subject, schema, where)) }
  }
  if (types.includes('object')) {
    complain(
      'An object is sent as `style: deepObject`, in a query or a form. Otherwise describe a field for each property.',
    )
  } else if (types.includes('array')) {
    if (!isScalar(document, itemsOf(document, schema))) complain('The items of a list are single values here.')
    else if (!severalValues) complain('A list is sent in a query or a form only. Describe a string, and send the text.')
    else return { type, list: true, ...styleOfList(says, complain) }
  }
  return { type }
}

/** How deep the types of a `deepObject` are known. */
const DEEPEST = 4

/** The path of each single value in a `deepObject`, with its type: `price.amount`, and `*.id` in a list. */
const deepTypes = (
  subject: Subject,
  schema: SpecSchema | undefined,
  where: Path,
  path: readonly string[] = [],
): readonly (readonly [string, Field['type']])[] => {
  const { document } = subject
  if (path.length > DEEPEST) return []
  const types = typesOf(document, schema)
  const inner = [
    ...(types.includes('object') ? Object.entries(propertiesOf(document, schema)) : []),
    ...(types.includes('array') ? [['*', itemsOf(document, schema)] as const] : []),
  ].flatMap(([name, property]) => deepTypes(subject, property, where, [...path, name]))
  const isSingle = path.length > 0 && types.some((type) => type !== 'object' && type !== 'array')
  return isSingle ? [[path.join('.'), scalar(subject, schema, where)], ...inner] : inner
}

/** How a part of a multipart form is written (OpenAPI, "Encoding Object"): a file, a document in JSON, or text. */
const partForm = (subject: Subject, { schema, says, where }: TextField): Omit<Field, 'in' | 'reserved'> => {
  const { document } = subject
  const isList = typesOf(document, schema).includes('array')
  const item = isList ? itemsOf(document, schema) : schema
  const own = says.contentType?.split(',')[0]!.trim()
  const contentType = own === undefined || own.includes('*') ? undefined : own
  const types = typesOf(document, item)
  const isFile =
    partsOf(document, item).some(isBinary) || (contentType !== undefined && kindOf(contentType) === 'bytes')
  const type = isFile ? 'binary' : types.some((one) => one === 'object' || one === 'array') ? 'json' : undefined
  return {
    type: type ?? scalar(subject, item, where),
    ...(isList && { list: true as const }),
    ...(contentType !== undefined && { contentType }),
  }
}

const styleOfList = ({ style = 'form', explode }: Serialization, complain: (message: string) => void) => {
  if (style === 'form') return explode === false ? { style: 'commaDelimited' as const } : {}
  if (style !== 'spaceDelimited' && style !== 'pipeDelimited') {
    complain(`A list has no \`style: ${style}\`. Use form, spaceDelimited or pipeDelimited.`)
    return {}
  }
  if (explode) complain(`\`${style}\` has no meaning with \`explode: true\`. Leave out one of them.`)
  return { style } as const
}

const isScalar = (document: SpecDocument, schema: SpecSchema | undefined): boolean =>
  !typesOf(document, schema).some((type) => type === 'object' || type === 'array')

/** Reports a boolean whose description does not match its form on the wire. */
const scalar = ({ document, report }: Subject, schema: SpecSchema | undefined, where: Path): Field['type'] => {
  const type = wireType(document, schema)
  if (type !== 'boolean') return type
  const { booleans } = rootVocabulary.parse(document['x-onair'])
  const parts = [...partsOf(document, schema), ...partsOf(document, itemsOf(document, schema))]
  const isFlag = parts.some((part) => part['x-onair']?.boolean)
  if (isFlag === (booleans === 'numeric')) return type
  const message = isFlag
    ? 'A flag travels as 0 and 1. Say so with `x-onair.booleans: numeric` at the root.'
    : 'Booleans travel as 0 and 1 (`x-onair.booleans`). Describe an integer with `enum: [0, 1]` and `x-onair: { boolean: true }`.'
  report(where, 'boolean-form', message)
  return type
}
