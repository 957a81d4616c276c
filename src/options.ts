import { UsageError } from './errors/index.js'
import { nearest } from './http/nearest.js'

/** The rule for the value of an option (for the message), and a check. */
export interface Rule {
  readonly must: string
  readonly holds: (value: unknown) => boolean
}

/** One rule for each option of `T`, so that the list of names cannot drift from the type. `true`: the value is checked elsewhere. */
export type OptionRules<T> = { readonly [Name in keyof T]-?: Rule | true }

export const isText: Rule = { must: 'be text', holds: (value) => typeof value === 'string' }
export const isRecord: Rule = {
  must: 'be an object',
  holds: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
}
export const isBoolean: Rule = { must: 'be true or false', holds: (value) => typeof value === 'boolean' }
export const isFunction: Rule = { must: 'be a function', holds: (value) => typeof value === 'function' }
export const isCount: Rule = {
  must: 'be a whole number above 0',
  holds: (value) => Number.isSafeInteger(value) && (value as number) > 0,
}
/** A duration. `Infinity` means no end. */
export const isMilliseconds: Rule = {
  must: 'be a number of milliseconds, not below 0',
  holds: (value) => typeof value === 'number' && value >= 0,
}
export const isClock: Rule = {
  must: 'be a clock: { now, monotonic, sleep }',
  holds: (value) => {
    const clock = Object(value) as Record<string, unknown>
    return [clock.now, clock.monotonic, clock.sleep].every((part) => typeof part === 'function')
  },
}
export const isTokenSource: Rule = {
  must: 'be auth.account(id), auth.app() or staticToken(value)',
  holds: (value) => typeof (value as { token?: unknown } | null)?.token === 'function',
}
export const isLimiter: Rule = {
  must: 'be what createLimiter() or redisLimiter() gives',
  holds: (value) => typeof (value as { acquire?: unknown } | null)?.acquire === 'function',
}
export const isSignal: Rule = {
  must: 'be an AbortSignal',
  holds: (value) => typeof (value as AbortSignal | null)?.addEventListener === 'function',
}

/**
 * Refuses an option that does not exist, with the nearest name: ignoring `baseURL` would send calls to the real provider. An
 * option that is `undefined` counts as left out. Throws a `UsageError` that begins with `what` and quotes no value.
 */
export function checkOptions<T>(what: string, options: T | undefined, rules: OptionRules<NoInfer<T>>): void {
  if (options === undefined) return
  if (typeof options !== 'object' || options === null)
    throw new UsageError(`${what} takes its options as an object: { ${Object.keys(rules).join(', ')} }.`)
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(rules, name)) throw unknownOption(what, name, Object.keys(rules))
    const rule = rules[name as keyof T]
    if (value !== undefined && rule !== true && !rule.holds(value))
      throw new UsageError(`${what}: the option "${name}" must ${rule.must}.`)
  }
}

function unknownOption(what: string, name: string, names: readonly string[]): UsageError {
  const close = nearest(name, names)
  return new UsageError(
    `${what} has no option "${name}". ${close ? `Did you mean "${close}"?` : `There are: ${names.join(', ')}.`}`,
  )
}
