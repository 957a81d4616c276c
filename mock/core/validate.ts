import { withName } from './quoted.js'
import { milliseconds, type Duration } from './time/duration.js'

/** A rule for the value of an option: its text for the message, and the check. */
export interface Rule {
  readonly must: string
  readonly holds: (value: unknown) => boolean
  /** For a rule about the content of a value: finds where the value breaks it. */
  readonly misfit?: (value: unknown) => Misfit | undefined
}

/** A value inside an option that breaks a rule. */
export interface Misfit {
  readonly path: readonly (string | number)[]
  readonly must: string
  readonly found: unknown
}

/** A rule for each option of `T`, so that names and type stay in step. `true`: the value is validated elsewhere. */
export type Rules<T> = { readonly [Name in keyof T]-?: Rule | true }

export const isText: Rule = { must: 'be text', holds: (value) => typeof value === 'string' }
export const isBoolean: Rule = { must: 'be true or false', holds: (value) => typeof value === 'boolean' }
export const isFunction: Rule = { must: 'be a function', holds: (value) => typeof value === 'function' }
export const isObject: Rule = {
  must: 'be an object',
  holds: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
}
/**
 * A list of objects with these fields. `required` are the fields that every object must have. With `short`, an entry may also fit that rule,
 * for example be a name alone.
 */
export function isListOf<T>(fields: Rules<T>, required: readonly (keyof T & string)[], short?: Rule): Rule {
  const entry = `be an object with ${required.join(', ')}${short ? `, or ${short.must}` : ''}`
  const misfit = (value: unknown): Misfit | undefined => {
    if (!Array.isArray(value)) return { path: [], must: 'be a list', found: value }
    for (const [index, item] of value.entries()) {
      const found = short?.holds(item) ? undefined : misfitOfEntry(item)
      if (found) return { ...found, path: [index, ...found.path] }
    }
    return undefined
  }
  const misfitOfEntry = (item: unknown): Misfit | undefined => {
    if (!isObject.holds(item)) return { path: [], must: entry, found: item }
    const values = item as Readonly<Record<string, unknown>>
    const names = Object.keys(fields)
    const unknown = Object.keys(values).find((name) => !names.includes(name))
    if (unknown !== undefined) {
      const near = nearest(unknown, names)
      const must = `be one of ${names.join(', ')}${near === undefined ? '' : `; the nearest is '${near}'`}`
      return { path: [unknown], must, found: values[unknown] }
    }
    for (const [name, rule] of Object.entries(fields) as [keyof T & string, Rule | true][]) {
      const found = values[name] === undefined && !required.includes(name) ? undefined : misfitOf(rule, values[name])
      if (found) return { ...found, path: [name, ...found.path] }
    }
    return undefined
  }
  return { must: `be a list of objects with ${required.join(', ')}`, holds: (value) => !misfit(value), misfit }
}

/** Finds where a value breaks a rule. Undefined if it does not. */
export function misfitOf(rule: Rule | true, value: unknown): Misfit | undefined {
  if (rule === true || (!rule.misfit && rule.holds(value))) return undefined
  return rule.misfit ? rule.misfit(value) : { path: [], must: rule.must, found: value }
}

export const isList: Rule = { must: 'be a list', holds: (value) => Array.isArray(value) }
/** A positive count. */
export const isCount: Rule = {
  must: 'be a whole number above 0',
  holds: (value) => Number.isSafeInteger(value) && (value as number) > 0,
}
export const isDuration: Rule = {
  must: "be a duration: milliseconds, or text like '90s', '31d', '1h30m'",
  holds(value) {
    try {
      return milliseconds(value as Duration) >= 0
    } catch {
      return false
    }
  },
}
export const isOneOf = (...values: readonly unknown[]): Rule => ({
  must: `be ${values.map((value) => (typeof value === 'string' ? `'${value}'` : String(value))).join(' or ')}`,
  holds: (value) => values.includes(value),
})

/**
 * Validates options. Throws a `RangeError` for an unknown name (the message lists the known names and suggests the nearest), and for a value
 * that breaks its rule. `undefined` counts as left out. `kind` is the word for an option in the message, such as switch or limit.
 */
export function checkOptions<T>(kind: string, options: T | undefined, rules: Rules<NoInfer<T>>): void {
  if (options === undefined) return
  const names = Object.keys(rules)
  must(isObject.holds(options), `Pass each ${kind} by its name, in an object: ${names.join(', ') || 'there is none'}`)
  for (const [name, value] of Object.entries(options as object) as [string, unknown][]) {
    checkName(kind, name, names)
    const wrong = value === undefined ? undefined : misfitOf(rules[name as keyof T], value)
    must(
      !wrong,
      `The ${withName(kind, wrong ? placeOf([name, ...wrong.path]) : name)} must ${wrong?.must}${wrong && wrong.found === undefined ? '; it is missing' : ''}`,
    )
  }
}

/** Throws a `RangeError` for a name that is not in `names`. */
export function checkName(kind: string, name: string, names: readonly string[]): void {
  if (!names.includes(name)) throw new RangeError(noSuchName(kind, name, names))
}

/** The message for an unknown name. It lists the known names and suggests the nearest. */
export function noSuchName(kind: string, name: string, names: readonly string[]): string {
  const near = nearest(name, names)
  const hint = near === undefined ? '' : ` Did you mean '${near}'?`
  return `There is no ${withName(kind, name)}; there are ${names.join(', ') || 'none'}.${hint}`
}

/** A path as JavaScript writes it: `streams[0].name`. */
export const placeOf = (path: readonly (string | number)[]): string =>
  path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('')

/** Throws a `RangeError` with the rule as its message, unless it holds. */
export function must(holds: boolean, rule: string): asserts holds {
  if (!holds) throw new RangeError(`${rule}.`)
}

/** The name with the fewest edits from `wanted`, if at most half of its characters change. */
function nearest(wanted: string, names: readonly string[]): string | undefined {
  return nearestNames(wanted, names, 1)[0]
}

/** The nearest names, at most `most`. Names that need more edits than half the length of `wanted` are left out. */
export const nearestNames = (wanted: string, names: readonly string[], most: number): readonly string[] =>
  names
    .map((name) => ({ name, cost: edits(wanted.toLowerCase(), name.toLowerCase()) }))
    .filter(({ cost }) => cost <= wanted.length / 2)
    .sort((a, b) => a.cost - b.cost)
    .slice(0, most)
    .map(({ name }) => name)

/** Insertions, deletions, replacements and swaps of neighbours between `a` and `b` (optimal string alignment). */
function edits(a: string, b: string): number {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1, isSwap ? before[j - 2]! + 1 : Infinity))
    }
    before = row
    row = next
  }
  return row[b.length]!
}
