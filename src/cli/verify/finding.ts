import type { Evidence } from '../../../specs/profile.js'

/** What kind of difference between an answer and the spec. */
export type FindingKind =
  | 'missing property'
  | 'unknown property'
  | 'type'
  | 'null'
  | 'enum'
  | 'format'
  | 'value'
  | 'status'
  | 'content type'
  | 'body'
  | 'header'

/** Who found it: a validator, or the comparison of this command itself. */
export type Judge = 'Ajv' | 'Prism' | 'onair'

/** A difference between an answer and the spec. It quotes no value that may be a secret. */
export interface Finding {
  readonly kind: FindingKind
  /** Where in the answer: `body[].zone.id`. */
  readonly where: string
  /** Where in the spec: a JSON pointer. */
  readonly at: string
  /** The mark that the spec has there. */
  readonly evidence: Evidence | undefined
  readonly seen: string
  readonly suggestion: string
  readonly foundBy: readonly Judge[]
}

/** A part of the spec that is not documented, and that an answer agrees with. */
export interface Confirmation {
  readonly where: string
  readonly at: string
  readonly evidence: Evidence
}

/** A confirmation of a part of the spec, if it is not documented. */
export const confirmed = (where: string, at: string, evidence: Evidence | undefined): Confirmation[] =>
  evidence === 'inferred' || evidence === 'community' ? [{ where, at, evidence }] : []

/** Each difference once, and once for all items of a list. */
export function distinct(findings: readonly Finding[]): Finding[] {
  const found = new Map<string, Finding>()
  for (const one of findings) {
    const key = `${one.kind} ${one.where} ${one.kind === 'value' || one.kind === 'enum' ? one.seen : ''}`
    const before = found.get(key)
    found.set(key, before ? { ...before, foundBy: [...new Set([...before.foundBy, ...one.foundBy])] } : one)
  }
  return [...found.values()]
}
