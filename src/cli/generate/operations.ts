import type { MockOperation, Operation, Profile, SentField } from '../../../specs/profile.js'
import type { SpecDocument } from './document.js'
import { literal } from './literal.js'
import { scopeDescriptionsOf } from './profile.js'
import type { Table } from './table.js'

/** `operations.ts`: the profile, and the operation table of a client. `types` is the module to import their types from. */
export const renderOperations = (
  { operations }: Table,
  profile: Profile,
  types: string,
): string => `import type { OperationTable, Profile } from '${types}'

/** Every operation of ${profile.title}, by operationId. */
export const operations = ${literal(each(operations, (row) => clientRow(row, profile)))} as const satisfies OperationTable

/** ${profile.title} without its operations: servers, scopes, limits, OAuth. */
export const profile = ${literal(profile)} as const satisfies Profile

export type OperationId = keyof typeof operations

export type Scope = (typeof profile.scopes)[number]
`

/** `facts.ts`: the rows of `operations.ts` with what only a mock needs. `types` is the module to import `MockOperationTable` from. */
export const renderFacts = (
  { operations }: Table,
  document: SpecDocument,
  { title }: Profile,
  types: string,
): string => `import type { MockOperationTable } from '${types}'
import { operations as rows } from './operations.js'

/** Every operation of ${title}, with its fields and how sure we are of it. */
export const operations = {
${Object.entries(operations).map(mockRow).join(',\n')}
} as const satisfies MockOperationTable

/** Scope → what it allows. */
export const scopeDescriptions = ${literal(scopeDescriptionsOf(document))} as const
`

const mockRow = ([id, { fields, evidence, statuses }]: [string, MockOperation]): string =>
  [
    `  ${id}: {`,
    `    ...rows.${id},`,
    ...Object.entries({ fields, evidence, statuses }).map(([name, value], place, { length }) => {
      const comma = place === length - 1 ? '' : ','
      return `    ${name}: ${literal(value, '    ', 6 + name.length)}${comma}`
    }),
    '  }',
  ].join('\n')

const each = <T, R>(entries: Readonly<Record<string, T>>, change: (value: T) => R): Record<string, R> =>
  Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, change(value)]))

/** The row without what a client never reads. */
const clientRow = (
  { fields, evidence: _evidence, statuses: _statuses, ...row }: MockOperation,
  { clientOptions }: Profile,
): Operation => {
  const sent = Object.entries(fields).filter(
    ([name, { in: place, style, reserved, contentType }]) =>
      (style ?? reserved ?? contentType) !== undefined || (place === 'header' && Object.hasOwn(clientOptions, name)),
  )
  return sent.length === 0 ? row : { ...row, fields: each(Object.fromEntries(sent), sentField) }
}

const sentField = ({ in: place, style, reserved, contentType }: SentField): SentField => ({
  in: place,
  style,
  reserved,
  contentType,
})
