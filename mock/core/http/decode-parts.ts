import type { MockOperation, Profile } from '../../../specs/profile.js'
import { fromWire } from './from-wire.js'
import { InvalidInputError, type Issue } from './invalid-input.js'
import type { Part } from './read-input.js'

/** The fields of a multipart form by the types of the operation table: files, documents in JSON, and texts. Throws `InvalidInputError`. */
export function decodeParts(
  { fields }: MockOperation,
  profile: Profile,
  parts: readonly Part[],
): Record<string, unknown> {
  const decoded: Record<string, unknown> = {}
  const issues: Issue[] = Object.entries(fields)
    .filter(([name, { type, required }]) => type === 'binary' && required && !parts.some(([part]) => part === name))
    .map(([field]) => ({ field, rule: 'required' }))
  for (const [name, value] of parts) {
    const { type = 'string', list = false } = fields[name]?.in === 'form' ? fields[name] : {}
    const read = readPart(type, value, profile)
    if (read === undefined) issues.push({ field: name, rule: 'type', expected: type === 'binary' ? 'file' : 'JSON' })
    else if (list) ((decoded[name] ??= []) as unknown[]).push(read)
    else decoded[name] = read
  }
  if (issues.length > 0) throw new InvalidInputError(issues)
  return decoded
}

/** Undefined for a value that is not of the type. A file in place of a text is left to the schema. */
function readPart(type: string, value: string | File, profile: Profile): unknown {
  if (typeof value !== 'string') return value
  if (type === 'binary') return undefined
  if (type !== 'json') return fromWire(value, type, profile)
  try {
    return JSON.parse(value) as unknown
  } catch {
    return undefined
  }
}
