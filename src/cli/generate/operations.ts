import { literal } from './literal.js'
import { makeProfile } from './profile.js'
import type { Spec } from './read-spec.js'
import { makeTable } from './table.js'

/** The operation table and the profile as TypeScript. `profileTypes` is the module to import their types from. */
export const renderOperations = (spec: Spec, profileTypes: string): string => {
  const table = makeTable(spec)
  const profile = makeProfile(spec, table)
  return `import type { OperationTable, Profile } from '${profileTypes}'

/** Every operation of ${profile.title}, by operationId. */
export const operations = ${literal(table.operations)} as const satisfies OperationTable

/** ${profile.title} without its operations: servers, scopes, limits, OAuth. */
export const profile = ${literal(profile)} as const satisfies Profile

export type OperationId = keyof typeof operations

export type Scope = keyof typeof profile.scopes
`
}
