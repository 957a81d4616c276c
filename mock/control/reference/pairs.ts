import type { Field } from '../../../specs/profile.js'

/** The values in the form of an operation. */
export interface FilledForm {
  /** By the name of the parameter or form field. Empty values are not sent. */
  readonly fields: Readonly<Record<string, string>>
  /** A body in JSON or text. */
  readonly body: string
  /** By the name of the form field. The name of a body of bytes is empty. */
  readonly files: Readonly<Record<string, readonly File[]>>
  /** The API keys by client option, and the `username` and the `password` of HTTP Basic. Empty ones are not sent. */
  readonly credentials: Readonly<Record<string, string>>
}

/** The pairs to send for the fields of one place. Each line of a list is a value; an object is sent as `name[property]` or `property`. */
export function pairsOf(
  fields: Readonly<Record<string, Field>>,
  filled: FilledForm['fields'],
  place: Field['in'],
): readonly (readonly [name: string, value: string])[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const text = filled[name]?.trim() ?? ''
    if (field.in !== place || text === '') return []
    if (field.style === 'commaDelimited') return [[name, text.replaceAll(/\s*\n\s*/g, ',')] as const]
    if (!isOfLines(field)) return [[name, text] as const]
    return text
      .split(/\s*\n\s*/)
      .filter((line) => line !== '')
      .map((line) => {
        if (!isObject(field)) return [name, line] as const
        const [property = '', ...value] = line.split('=')
        return [field.style === 'exploded' ? property : `${name}[${property}]`, value.join('=')] as const
      })
  })
}

/** Whether each line in a field is a separate value. */
export const isOfLines = (field: Field): boolean =>
  isObject(field) || (field.list === true && field.style === undefined)

/** Whether a field takes properties, as `property=value`. */
export const isObject = ({ style }: Field): boolean => style === 'deepObject' || style === 'exploded'
