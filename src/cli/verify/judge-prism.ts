import type { DescribedOperation } from '../../../mock/control/reference/operations.js'
import type { Finding } from './finding.js'
import { pointerOf } from './judge-head.js'
import { escapePointer, type Place } from './places.js'
import type { PrismProblem } from './prism.js'

/** The findings of Prism. One that is found already is the same finding, found by Prism too. */
export function fromPrism(
  problems: readonly PrismProblem[],
  findings: readonly Finding[],
  places: readonly Place[],
  operation: DescribedOperation,
): Finding[] {
  return problems.flatMap(({ message, path = [] }): Finding[] => {
    const parts = path.filter((part, i) => !(i < 2 && (part === 'response' || part === 'body')))
    const isBody = path.includes('body')
    const instance = parts.map((part) => `/${escapePointer(String(part))}`).join('')
    const place = places.findLast((one) => one.instance === instance)
    const where = isBody ? (place?.path ?? 'body') : 'answer'
    // Without a declared status and content type there is no schema, and Prism may take another.
    const same = findings.filter((one) =>
      isBody && isInBody(one) ? one.where.startsWith(where) || where.startsWith(one.where) : !isInBody(one),
    )
    if (same.length > 0) return same.map((one) => ({ ...one, foundBy: ['Prism'] }))
    const at = place?.pointer ?? `${pointerOf(operation)}/responses`
    const evidence = place?.evidence ?? operation.node['x-evidence']
    return [
      { kind: 'value', where, at, evidence, seen: message, suggestion: 'Correct the spec there.', foundBy: ['Prism'] },
    ]
  })
}

const isInBody = ({ where }: Finding): boolean => /^body[.[]/.test(where)
