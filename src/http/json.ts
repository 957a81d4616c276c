import { UsageError } from '../errors/index.js'

/** A value as JSON. Throws a `UsageError` for a number or a date that `JSON.stringify` would silently write as null. */
export function encodeJson(whole: unknown, field = 'body'): string {
  return JSON.stringify(whole, function (this: Record<string, unknown>, name: string, value: unknown) {
    const isInvalidDate = value === null && this[name] instanceof Date
    if (isInvalidDate || (typeof value === 'number' && !Number.isFinite(value)))
      throw new UsageError(
        `Field "${name || field}" is ${String(this[name])}, which JSON cannot express. Give a finite number or a valid Date.`,
      )
    return value
  })
}
