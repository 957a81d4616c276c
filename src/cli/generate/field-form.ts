import type { Field } from '../../../specs/profile.js'
import type { SpecDocument, SpecParameter, SpecSchema, Serialization } from './document.js'
import { isJson, kindOf } from './media-types.js'
import type { Subject } from './subject.js'
import { rootVocabulary } from './vocabulary.js'
import type { Path } from './walk.js'
import { isBinary, itemsOf, partsOf, propertiesOf, typesOf, wireType } from './wire-type.js'

/** A parameter or a form field, as a document describes it. */
interface TextField {
  readonly schema: SpecSchema | undefined
  readonly says: Serialization & Pick<SpecParameter, 'content'>
  readonly place: Field['in']
  readonly where: Path
}

/** How a field is written. */
type Written = Omit<Field, 'in' | 'reserved'>

/** How a parameter or a form field is written. Reports a form that is not supported, or that OpenAPI leaves open. */
export const wireForm = (subject: Subject, field: TextField): Written => {
  const { document, report } = subject
  const { schema, says, place, where } = field
  const complain = (message: string) => report(where, 'parameter-style', message)
  const type = scalar(subject, schema, where)
  const media = mediaTypeOf(field)
  const types = typesOf(document, schema)
  const isSingle = isScalar(document, schema)

  if (media !== undefined && isJson(media)) return { type: 'json', style: 'json' }
  if (media !== undefined && !(kindOf(media) === 'text' && isSingle)) {
    const key = place === 'form' ? 'contentType' : 'content'
    complain(`${media} is not sent here. Write application/json into its \`${key}\`, or text/plain and a string.`)
    return { type }
  }
  if (says.allowReserved) complain('Values are sent percent-encoded. Leave out `allowReserved`.')
  if (isSingle) checkStyle(field, complain)
  else if (place === 'path' || place === 'header') {
    checkStyle(field, complain)
    if (!types.includes('object') && isScalar(document, itemsOf(document, schema)))
      return { type, list: true, style: 'commaDelimited' }
    complain(`Only single values and lists of them are sent in a ${place}. ${instead(place)}`)
  } else if (place === 'cookie') complain(`Only single values are sent in a cookie. ${instead(place)}`)
  else if (says.style === 'deepObject')
    return { type, style: 'deepObject', properties: Object.fromEntries(deepTypes(subject, schema, where)) }
  else if (types.includes('object')) return { type, ...styleOfObject(subject, field, complain) }
  else if (isScalar(document, itemsOf(document, schema))) return { type, list: true, ...styleOfList(says, complain) }
  else complain(`OpenAPI leaves open how a list of objects or lists is sent. ${instead(place)}`)
  return { type }
}

/** What to write for a value that has no form in a place. */
const instead = (place: Field['in']): string => {
  if (place === 'query') return 'Write `style: deepObject`, or its schema into `content: { application/json: … }`.'
  if (place === 'form') return 'Write `style: deepObject` or `contentType: application/json` into its `encoding`.'
  return 'Write its schema into `content: { application/json: … }`, or describe a string.'
}

/** The media type of a value that is a document of its own. In a form, a style replaces it (OpenAPI, "Encoding Object"). */
const mediaTypeOf = ({ says, place }: TextField): string | undefined => {
  if (place !== 'form') return Object.keys(says.content ?? {})[0]
  return says.style === undefined && says.explode === undefined ? says.contentType?.split(',')[0]!.trim() : undefined
}

/** Reports a style of single values that is not the default. In a query and a form, all styles of a single value are the same. */
const checkStyle = ({ says: { style = 'simple' }, place }: TextField, complain: (message: string) => void): void => {
  if (place === 'query' || place === 'form' || style === 'simple' || (place === 'cookie' && style === 'form')) return
  complain(
    `Only \`style: simple\` is supported here. Write the other styles into the path: \`/a/.{id}\`, \`/a/;id={id}\`.`,
  )
}

const styleOfList = ({ style = 'form', explode }: Serialization, complain: (message: string) => void) => {
  if (style === 'form') return explode === false ? { style: 'commaDelimited' as const } : {}
  if (style !== 'spaceDelimited' && style !== 'pipeDelimited') {
    complain(`\`style: ${style}\` is not for several values here. Write form, spaceDelimited or pipeDelimited.`)
    return {}
  }
  if (explode) complain(`\`${style}\` has no meaning with \`explode: true\`. Leave out one of them.`)
  return { style } as const
}

/** An object that is not a `deepObject`: its properties as parameters of their own, or its names and values in one text. */
const styleOfObject = (
  subject: Subject,
  { schema, says, place, where }: TextField,
  complain: (message: string) => void,
): Pick<Field, 'style' | 'properties'> => {
  // In 3.0.3 and 3.1.0 such an object is exploded, in 3.0.4 and 3.1.1 it is JSON.
  if (place === 'form' && says.style === undefined && says.explode === undefined) {
    complain(`The versions of OpenAPI differ on objects in a form. ${instead(place)}`)
    return {}
  }
  const { document } = subject
  const parts = partsOf(document, schema)
  const own = Object.entries(propertiesOf(document, schema))
  const [others] = parts.flatMap(({ additionalProperties: more }) => (more ? [more === true ? {} : more] : []))
  const isOpen = others ?? (own.length === 0 ? {} : undefined)
  const properties = [...own, ...(isOpen ? [['*', isOpen] as const] : [])]
  const nested = properties.find(([, property]) => !isScalar(document, property))
  if (nested) {
    const name = nested[0] === '*' ? 'an object' : nested[0]
    complain(`OpenAPI leaves open how ${name} within an object is sent. ${instead(place)}`)
  }
  const { style } = says.style === undefined && says.explode !== false ? {} : styleOfList(says, complain)
  return {
    style: style ?? 'exploded',
    properties: Object.fromEntries(properties.map(([name, property]) => [name, scalar(subject, property, where)])),
  }
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
export const partForm = (subject: Subject, { schema, says, where }: TextField): Written => {
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
