import type { ParameterNode } from '../../../mock/control/reference/document.js'
import type { DescribedOperation } from '../../../mock/control/reference/operations.js'

/** A value of a parameter: text, as `--param` has it, or as an answer had it. */
type Value = string | number

/** Values of path parameters, by name. */
export type PathValues = Readonly<Record<string, Value>>

/** A value that a list gave, and the parameters that the list was called with. */
interface Candidate {
  readonly value: Value
  readonly given: PathValues
}

/**
 * Values for parameters: from the user, from earlier lists, and from the spec for parameters that identify no resource.
 *
 * A parameter such as `channel_key` or `streamId` names a property (`key`) of a resource (`channel`). It takes the property of what the
 * operation lists whose operationId ends in the plural: `listChannels`. A value keeps the parameters of its list, so that a syndication is
 * looked for at its own channel.
 */
export class Values {
  readonly #operations: readonly DescribedOperation[]
  readonly #given: ReadonlyMap<string, string>
  /** The client's options that are path parameters. */
  readonly #filled: PathValues
  readonly #items = new Map<string, { readonly item: object; readonly given: PathValues }[]>()

  constructor(operations: readonly DescribedOperation[], given: ReadonlyMap<string, string>, filled: PathValues) {
    this.#operations = operations
    this.#given = given
    this.#filled = filled
  }

  /** Keeps what a list gave. Returns whether it gave anything. */
  learn(operation: string, given: PathValues, body: unknown): boolean {
    const items = itemsOf(body)
    this.#items.set(operation, [...(this.#items.get(operation) ?? []), ...items.map((item) => ({ item, given }))])
    return items.length > 0
  }

  /** The operations that list what a parameter or a field of a body names. */
  sourcesOf(name: string): DescribedOperation[] {
    const { noun } = splitName(name)
    if (noun === '') return []
    return this.#operations.filter(({ id, row }) => {
      const [, ...words] = wordsOf(id)
      const listed = words.join('')
      return (
        row.method === 'GET' &&
        plurals(noun).some((plural) => listed.endsWith(plural) || (words.length > 1 && plural.endsWith(listed)))
      )
    })
  }

  /** Sets of path values that an operation can be called with, the likeliest first; of a list's values, the first few. */
  pathSets(operation: DescribedOperation, most: number): PathValues[] {
    const names = operation.parameters.filter((one) => one.in === 'path').map(({ name }) => name)
    const open = names.filter((name) => !(name in this.#filled)).toReversed()
    let sets: PathValues[] = [{}]
    for (const name of open) {
      sets = sets.flatMap((set) => {
        if (name in set) return [set]
        return this.#candidates(operation, name)
          .filter(({ given }) => Object.entries(set).every(([key, value]) => !(key in given) || given[key] === value))
          .map(({ value, given }) => ({ ...pick(given, open), ...set, [name]: value }))
      })
    }
    return sets.slice(0, most)
  }

  /** Values of the required query and header parameters of an operation, and those that the user gave. */
  others({ id, parameters }: DescribedOperation, place: 'query' | 'header'): Record<string, unknown> {
    return Object.fromEntries(
      parameters
        .filter((one) => one.in === place)
        .flatMap((one) => {
          const value = this.given(id, one.name) ?? (one.required ? ownValue(one) : undefined)
          return value === undefined ? [] : [[one.name, value] as const]
        }),
    )
  }

  /** The required parameters of an operation that have no value. */
  missing(operation: DescribedOperation): string[] {
    return operation.parameters
      .filter(({ name, required, in: place }) => {
        if (place === 'path') return !(name in this.#filled) && this.#candidates(operation, name).length === 0
        return required && !(name in this.others(operation, place as 'query'))
      })
      .map(({ name }) => name)
  }

  /** The user's value for a parameter or field, for this operation or for all. */
  given(operation: string, name: string): string | undefined {
    return this.#given.get(`${operation}.${name}`) ?? this.#given.get(name)
  }

  /** The first value that a list gave for a field of a body. */
  listed(name: string): Value | undefined {
    return this.#fromLists(name)[0]?.value
  }

  #candidates({ id, parameters }: DescribedOperation, name: string): Candidate[] {
    const given = this.given(id, name)
    if (given !== undefined) return [{ value: given, given: {} }]
    const listed = this.#fromLists(name)
    if (listed.length > 0) return listed
    const parameter = parameters.find((one) => one.name === name)!
    const [choice] = parameter.schema?.enum ?? []
    return choice === undefined ? [] : [{ value: choice as Value, given: {} }]
  }

  #fromLists(name: string): Candidate[] {
    const { property } = splitName(name)
    return this.sourcesOf(name).flatMap(({ id }) =>
      (this.#items.get(id) ?? []).flatMap(({ item, given }) => {
        const value = (item as Readonly<Record<string, unknown>>)[property]
        return typeof value === 'string' || typeof value === 'number' ? [{ value, given }] : []
      }),
    )
  }
}

/** A value for a parameter that names no resource: a choice, or the spec's example. */
function ownValue({ schema, example }: ParameterNode): unknown {
  return schema?.enum?.[0] ?? schema?.default ?? example ?? schema?.examples?.[0]
}

/** `live_media_profile_group_key` → `key` of a `livemediaprofilegroup`. */
function splitName(name: string): { readonly noun: string; readonly property: string } {
  const words = wordsOf(name)
  return { noun: words.slice(0, -1).join(''), property: words.at(-1) ?? '' }
}

const wordsOf = (name: string): string[] =>
  name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .split(/[\s_-]+/)
    .map((word) => word.toLowerCase())

const plurals = (noun: string): string[] => [`${noun}s`, `${noun}es`, noun.replace(/y?$/, 'ies')]

/** The items of a list: the body itself, or the first list in it. */
function itemsOf(body: unknown): object[] {
  const lists = Array.isArray(body) ? [body] : Object.values(body ?? {}).filter((one) => Array.isArray(one))
  return ((lists[0] ?? []) as unknown[]).filter((one): one is object => typeof one === 'object' && one !== null)
}

const pick = (values: PathValues, names: readonly string[]): PathValues =>
  Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)))
