/** Holds what a test gives to a control to a rule. Throws a `RangeError` that says the rule. */
export function must(holds: boolean, rule: string): asserts holds {
  if (!holds) throw new RangeError(`${rule}.`)
}

/** Whether this is a number of things that there can be. */
export const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0

/** Coins as text, exactly. */
export function coinsGiven(value: unknown): bigint {
  must(typeof value === 'string' && /^\d+$/.test(value), "Coins are a whole number in text, such as '150000'")
  return BigInt(value)
}
