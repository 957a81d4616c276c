import type { Profile } from '../../../specs/profile.js'

/** Converts a text to a type of the operation table. A text that does not parse is unchanged. */
export function fromWire(value: string, type: string, profile: Profile): unknown {
  if (type === 'integer' && /^-?\d{1,15}$/.test(value)) return Number(value)
  if (type === 'number' && /^-?\d+(\.\d+)?$/.test(value)) return Number(value)
  if (type === 'boolean') {
    if (profile.booleans === 'numeric') return /^[01]$/.test(value) ? Number(value) : value
    if (/^(true|false)$/.test(value)) return value === 'true'
  }
  if (type === 'json') {
    try {
      return JSON.parse(value) as unknown
    } catch {
      return value
    }
  }
  return value
}
