import { checkOptions, type Rules } from './validate.js'

/**
 * What a provider does where it could do otherwise: its defaults, with what the caller overrides. `rules` say what each switch must be;
 * without them it must be of its default's type. Throws a `RangeError` for a switch that does not exist or a value against its rule.
 */
export function withOverrides<P extends object>(
  defaults: P,
  overrides: Partial<P> | undefined,
  rules: Rules<P> = rulesOf(defaults),
): P {
  checkOptions<Partial<P>>('switch', overrides, rules)
  const given = Object.entries(overrides ?? {}).filter(([, value]) => value !== undefined)
  return { ...defaults, ...Object.fromEntries(given) }
}

/** Rules of switches that need only be of the type of their defaults. */
export const rulesOf = <P extends object>(defaults: P): Rules<P> =>
  Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [
      name,
      { must: `be a ${typeof value}`, holds: (given: unknown) => typeof given === typeof value },
    ]),
  ) as Rules<P>
