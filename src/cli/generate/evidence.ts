import type { SpecDocument } from './document.js'
import { walk } from './walk.js'

/**
 * A copy of the document in which each description ends with its evidence, so that the generated doc comments state it too: `Evidence:
 * inferred (PASSPORT).`
 */
export const withEvidence = (document: SpecDocument): SpecDocument => {
  const copy = structuredClone(document)
  for (const [, node] of walk(copy)) {
    if (!('x-evidence' in node)) continue
    const { 'x-evidence': evidence, 'x-source': source = [] } = node as {
      'x-evidence': string
      'x-source'?: string | string[]
    }
    const sources = [source].flat().join(', ')
    const note = `Evidence: ${evidence}${sources === '' ? '' : ` (${sources})`}.`
    node.description = typeof node.description === 'string' ? `${node.description.trimEnd()}\n${note}` : note
  }
  return copy
}
