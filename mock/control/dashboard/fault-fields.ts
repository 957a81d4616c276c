import { faultActions } from '../../core/faults/fault.js'
import type { Rule } from '../../core/validate.js'

/** A field of a fault action. */
export interface FaultField {
  readonly rule: Rule
  readonly isRequired: boolean
}

/** The fields of an action, by name. */
export function fieldsOfAction(action: string): Readonly<Record<string, FaultField>> {
  const { required = {}, optional = {} } = Object.hasOwn(faultActions, action) ? faultActions[action]! : {}
  const of = (rules: Readonly<Record<string, Rule>>, isRequired: boolean) =>
    Object.entries(rules).map(([name, rule]) => [name, { rule, isRequired }] as const)
  return Object.fromEntries([...of(required, true), ...of(optional, false)])
}

/** The actions that have a field. */
export const actionsWith = (field: string): readonly string[] =>
  Object.keys(faultActions).filter((action) => Object.hasOwn(fieldsOfAction(action), field))
