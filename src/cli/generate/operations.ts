import type { Profile } from '../../../specs/profile.js'
import { literal } from './literal.js'
import type { Table } from './table.js'

/** The operation table and the profile as TypeScript. `types` is the module to import their types from. */
export const renderOperations = (
  { operations }: Table,
  profile: Profile,
  types: string,
): string => `import type { OperationTable, Profile } from '${types}'

/** Every operation of ${profile.title}, by operationId. */
export const operations = ${literal(operations)} as const satisfies OperationTable

/** ${profile.title} without its operations: servers, scopes, limits, OAuth. */
export const profile = ${literal(profile)} as const satisfies Profile

export type OperationId = keyof typeof operations

export type Scope = keyof typeof profile.scopes
`
