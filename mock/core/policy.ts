import { checkOptions, type Rules } from './validate.js'

/**
 * Merges a policy with overrides. Default `rules`: each switch has the type of its default. Throws a `RangeError` for an unknown switch and
 * for a value that breaks a rule.
 */
export function withOverrides<P extends object>(
  defaults: P,
  overrides: Partial<P> | undefined,
  rules: Rules<P> = rulesOf(defaults),
): P {
  checkOptions<Partial<P>>('switch', overrides, rules)
  const set = Object.entries(overrides ?? {}).filter(([, value]) => value !== undefined)
  return { ...defaults, ...Object.fromEntries(set) }
}

/** Rules by which each switch must have the type of its default. */
export const rulesOf = <P extends object>(defaults: P): Rules<P> =>
  Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [
      name,
      { must: `be a ${typeof value}`, holds: (other: unknown) => typeof other === typeof value },
    ]),
  ) as Rules<P>
