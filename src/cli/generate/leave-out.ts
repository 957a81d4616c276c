import type { Spec } from './read-spec.js'
import type { OperationProblem, Table } from './table.js'
import { dereference } from './wire-type.js'

/** A spec and its table without the operations that have problems. */
export const leaveOut = (
  spec: Spec,
  table: Table,
  problems: readonly Pick<OperationProblem, 'path' | 'method'>[],
): { readonly spec: Spec; readonly table: Table } => {
  if (problems.length === 0) return { spec, table }
  const document = structuredClone(spec.document)
  const ids = new Set<string>()
  for (const { path, method } of problems) {
    const item = dereference(document, document.paths![path]!) as Record<string, { operationId?: string } | undefined>
    ids.add(item[method]?.operationId ?? '')
    delete item[method]
  }
  const operations = Object.fromEntries(Object.entries(table.operations).filter(([id]) => !ids.has(id)))
  return { spec: { ...spec, document }, table: { ...table, operations } }
}
