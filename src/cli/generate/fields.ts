import type { Field } from '../../../specs/profile.js'
import type { SpecParameter } from './document.js'
import { partForm, wireForm } from './field-form.js'
import { bodyTypeOf } from './media-types.js'
import type { Subject } from './subject.js'
import type { Path } from './walk.js'
import { locate, partsOf, propertiesOf, typesOf } from './wire-type.js'

/** A field with its place in the document. */
interface PlacedField {
  readonly name: string
  readonly where: Path
  readonly field: Field
}

/**
 * The fields of an operation that are sent as text: its parameters, the headers of its API keys (`keys`), and its form. Reports those
 * that the client would write differently from the spec.
 */
export const fieldsOf = (subject: Subject, keys: readonly string[]): Readonly<Record<string, Field>> => {
  const { at, report } = subject
  const found = new Map<string, PlacedField>()
  for (const one of [...keyFields(keys, at), ...parameterFields(subject), ...formFields(subject)]) {
    const { name, where, field } = one
    const place = found.get(name)?.field.in ?? field.in
    if (place !== field.in) {
      const message = `${name} is both in the ${place} and in the ${field.in}. Keep the one that the server reads.`
      report(where, 'field-name', message)
    }
    found.set(name, one)
  }
  reportShared([...found.values()], report)
  return Object.fromEntries([...found].map(([name, { field }]) => [name, field]))
}

const keyFields = (keys: readonly string[], where: Path): readonly PlacedField[] =>
  keys.map((name) => ({ name, where, field: { in: 'header', type: 'string' } }))

const isPlace = (place: string): place is Field['in'] => ['path', 'query', 'header', 'cookie'].includes(place)

/** The operation's own parameters come last: they override the path's. */
const parameterFields = (subject: Subject): readonly PlacedField[] => {
  const { document, item, operation, itemAt, at, report } = subject
  const parametersOf = (parameters: readonly SpecParameter[] | undefined, owner: Path) =>
    (parameters ?? []).map((one, index) => locate(document, one, [...owner, 'parameters', index]))
  return [...parametersOf(item.parameters, itemAt), ...parametersOf(operation.parameters, at)].flatMap(
    ({ node: parameter, at: where }) => {
      const { name, in: place } = parameter
      if (!isPlace(place)) {
        const message = `${name} has \`in: ${place}\`. Write path, query, header or cookie, or describe a \`requestBody\`.`
        report(where, 'parameter-place', message)
        return []
      }
      const written = wireForm(subject, { schema: parameter.schema, says: parameter, place, where })
      const { node: schema } = locate(document, parameter.schema, where)
      const completed = place === 'query' && {
        ...(parameter.required && { required: true as const }),
        ...(schema?.default !== undefined && { default: true as const }),
      }
      return [{ name, where, field: { in: place, ...written, ...completed, ...parameter['x-onair'] } }]
    },
  )
}

const formFields = (subject: Subject): readonly PlacedField[] => {
  const { document, operation, at, report } = subject
  const body = locate(document, operation.requestBody, [...at, 'requestBody'])
  const { type, kind } = bodyTypeOf(body.node?.content) ?? { type: '', kind: 'unknown' }
  if (kind !== 'form' && kind !== 'multipart') return []
  const content = body.node?.content?.[type]
  const { node: schema, at: where } = locate(document, content?.schema, [...body.at, 'content', type, 'schema'])
  if (typesOf(document, schema).some((type) => type !== 'object')) {
    report(where, 'body-encoding', 'A form is an object: describe a property for each field.')
  }
  // A schema cannot validate a file, so the table says which ones are required.
  const required = new Set(partsOf(document, schema).flatMap((part) => part.required ?? []))
  return Object.entries(propertiesOf(document, schema)).map(([name, property]) => {
    const says = content?.encoding?.[name] ?? {}
    const place = { schema: property, says, place: 'form' as const, where: [...where, 'properties', name] }
    const written = kind === 'form' ? wireForm(subject, place) : partForm(subject, place)
    const isRequiredFile = written.type === 'binary' && required.has(name)
    const field = { in: 'form' as const, ...written, ...(isRequiredFile && { required: true as const }) }
    return { name, where: place.where, field }
  })
}

/** Reports objects whose properties are sent under the name of another field. */
const reportShared = (found: readonly PlacedField[], report: Subject['report']): void => {
  const names = new Map(found.map(({ name, field }) => [`${field.in} ${name}`, name]))
  for (const { name, where, field } of found) {
    for (const property of field.style === 'exploded' ? Object.keys(field.properties ?? {}) : []) {
      const key = `${field.in} ${property}`
      const other = names.get(key) ?? name
      names.set(key, name)
      if (other === name) continue
      const what = property === '*' ? 'Properties of any name' : `The property ${property}`
      const message = `${what} of ${name} cannot be told from ${other}. Write \`style: deepObject\` or \`explode: false\`.`
      report(where, 'parameter-style', message)
    }
  }
}
