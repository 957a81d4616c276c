import { checkOptions, type Rules } from './validate.js'

/**
 * What a provider does where it could do otherwise: its defaults, with what the caller overrides. Throws a `RangeError` for a
 * switch that does not exist or a value against its rule.
 */
export function withOverrides<P extends object>(defaults: P, overrides: Partial<P> | undefined, rules: Rules<P>): P {
  checkOptions<Partial<P>>('switch', overrides, rules)
  const given = Object.entries(overrides ?? {}).filter(([, value]) => value !== undefined)
  return { ...defaults, ...Object.fromEntries(given) }
}
