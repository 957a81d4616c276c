import { UsageError } from '../errors/index.js'
import { checkOptions, isBoolean, isText, type OptionRules } from '../options.js'

/** Options of the player. They come from the vendor's library; which of them live honours is not documented. */
export interface KollusPlayQuery {
  readonly autoplay?: boolean | undefined
  readonly mute?: boolean | undefined
  /** Key of a rendition. */
  readonly pf?: string | undefined
  /** The title that the player shows. */
  readonly title?: string | undefined
  /** `uservalue0` and so on, by position, at most 100. They come back in the playback callback. */
  readonly uservalues?: readonly string[] | undefined
  /** Any other option by its name. `true` writes a flag, which is the bare name. */
  readonly more?: Readonly<Record<string, string | number | true>> | undefined
}

const rules: OptionRules<KollusPlayQuery> = {
  autoplay: isBoolean,
  mute: isBoolean,
  pf: isText,
  title: isText,
  uservalues: {
    must: 'be a list of at most 100 texts',
    holds: (value) => Array.isArray(value) && value.length <= 100 && value.every((one) => typeof one === 'string'),
  },
  more: { must: 'be an object', holds: (value) => typeof value === 'object' && value !== null },
}

/** The parts of the query: flags as bare names, values percent-encoded. Throws a `UsageError` for a name that is written twice. */
export function playQuery(query: KollusPlayQuery | undefined): readonly string[] {
  checkOptions('query', query, rules)
  const { autoplay, mute, pf, title, uservalues = [], more = {} } = { ...query }
  const parts: [name: string, value: string | number | true | undefined | false][] = [
    ['autoplay', autoplay],
    ['mute', mute],
    ['pf', pf],
    ['title', title],
    ...uservalues.map((value, at): [string, string] => [`uservalue${at}`, value]),
    ...Object.entries(more),
  ]
  const taken = new Set(['jwt', 'custom_key'])
  return parts.flatMap(([name, value]) => {
    if (value === undefined || value === false) return []
    if (taken.has(name))
      throw new UsageError(`query: the parameter "${name}" is in the URL already: take it out of more.`)
    taken.add(name)
    const encoded = encodeURIComponent(name)
    return [value === true ? encoded : `${encoded}=${encodeURIComponent(value)}`]
  })
}
