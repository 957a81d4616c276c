import { withName } from './quoted.js'
import { milliseconds, type Duration } from './time/duration.js'

/** What the value of an option must be (for the message), and whether a value is that. */
export interface Rule {
  readonly must: string
  readonly holds: (value: unknown) => boolean
  /** Where in the value the rule is broken, for a rule about what is in it. */
  readonly misfit?: (value: unknown) => Misfit | undefined
}

/** A value inside an option that breaks a rule. */
export interface Misfit {
  readonly path: readonly (string | number)[]
  readonly must: string
  readonly found: unknown
}

/** One rule for each option of `T`, so that the list of names cannot drift from the type. `true`: the value is checked elsewhere. */
export type Rules<T> = { readonly [Name in keyof T]-?: Rule | true }

export const isText: Rule = { must: 'be text', holds: (value) => typeof value === 'string' }
export const isBoolean: Rule = { must: 'be true or false', holds: (value) => typeof value === 'boolean' }
export const isFunction: Rule = { must: 'be a function', holds: (value) => typeof value === 'function' }
export const isObject: Rule = {
  must: 'be an object',
  holds: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
}
/**
 * A list of objects with these fields; `required` names those that none may lack. With `short` an entry may also be what this rule
 * says, such as a name alone.
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
    const given = item as Readonly<Record<string, unknown>>
    const names = Object.keys(fields)
    const unknown = Object.keys(given).find((name) => !names.includes(name))
    if (unknown !== undefined) {
      const near = nearest(unknown, names)
      const must = `be one of ${names.join(', ')}${near === undefined ? '' : `; the nearest is '${near}'`}`
      return { path: [unknown], must, found: given[unknown] }
    }
    for (const [name, rule] of Object.entries(fields) as [keyof T & string, Rule | true][]) {
      const found = given[name] === undefined && !required.includes(name) ? undefined : misfitOf(rule, given[name])
      if (found) return { ...found, path: [name, ...found.path] }
    }
    return undefined
  }
  return { must: `be a list of objects with ${required.join(', ')}`, holds: (value) => !misfit(value), misfit }
}

/** Where a value breaks a rule; undefined if it holds. */
export function misfitOf(rule: Rule | true, value: unknown): Misfit | undefined {
  if (rule === true || (!rule.misfit && rule.holds(value))) return undefined
  return rule.misfit ? rule.misfit(value) : { path: [], must: rule.must, found: value }
}

export const isList: Rule = { must: 'be a list', holds: (value) => Array.isArray(value) }
/** A number of things. */
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
 * Refuses an option that does not exist, with those that do and the nearest of them, and a value against its rule. One that is
 * `undefined` counts as left out. `kind` is what the message calls it: option, switch, limit. Throws a `RangeError`.
 */
export function checkOptions<T>(kind: string, given: T | undefined, rules: Rules<NoInfer<T>>): void {
  if (given === undefined) return
  const names = Object.keys(rules)
  must(isObject.holds(given), `Each ${kind} is given by its name, in an object: ${names.join(', ') || 'there is none'}`)
  for (const [name, value] of Object.entries(given as object) as [string, unknown][]) {
    checkName(kind, name, names)
    const wrong = value === undefined ? undefined : misfitOf(rules[name as keyof T], value)
    must(
      !wrong,
      `The ${withName(kind, wrong ? placeOf([name, ...wrong.path]) : name)} must ${wrong?.must}${wrong && wrong.found === undefined ? '; it is missing' : ''}`,
    )
  }
}

/** Throws a `RangeError` for a name that is none of `names`. */
export function checkName(kind: string, name: string, names: readonly string[]): void {
  if (!names.includes(name)) throw new RangeError(noSuchName(kind, name, names))
}

/** Says which names there are, and the nearest of them. */
export function noSuchName(kind: string, name: string, names: readonly string[]): string {
  const near = nearest(name, names)
  const hint = near === undefined ? '' : ` Did you mean '${near}'?`
  return `There is no ${withName(kind, name)}; there are ${names.join(', ') || 'none'}.${hint}`
}

/** A path as JavaScript writes it: `streams[0].name`. */
export const placeOf = (path: readonly (string | number)[]): string =>
  path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('')

/** Throws a `RangeError` that says the rule, unless it holds. */
export function must(holds: boolean, rule: string): asserts holds {
  if (!holds) throw new RangeError(`${rule}.`)
}

/** The name that takes the fewest edits from `wanted`, if at most half of it has to change. */
function nearest(wanted: string, names: readonly string[]): string | undefined {
  return nearestNames(wanted, names, 1)[0]
}

/** Up to so many names, nearest first. Those of which more than half would have to change are not among them. */
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
