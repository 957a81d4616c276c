/**
 * What a provider does where it could do otherwise: its defaults, with what the caller overrides. Throws a `RangeError` for a
 * switch that there is not.
 */
export function withOverrides<P extends object>(defaults: P, overrides: Partial<P> | undefined = {}): P {
  const unknown = Object.keys(overrides).find((name) => !Object.hasOwn(defaults, name))
  if (unknown === undefined) return { ...defaults, ...overrides }
  throw new RangeError(`There is no switch '${unknown}'; there are ${Object.keys(defaults).join(', ')}.`)
}
