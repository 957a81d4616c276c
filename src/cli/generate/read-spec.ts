import { isAlias, isMap, isSeq, LineCounter, parseDocument, type Node, type Pair } from 'yaml'
import type { SpecDocument } from './document.js'
import type { SpecFile } from './find-specs.js'
import { readSource } from './read-source.js'
import { SpecError, type SpecProblem } from './spec-error.js'
import type { Path } from './walk.js'

/** A spec as read from disk. */
export interface Spec extends SpecFile {
  /** With line feeds only, so that a checkout on Windows generates the same bytes. */
  readonly text: string
  readonly document: SpecDocument
  /** Reports a finding at a place of the document. For a missing place it uses the nearest parent. */
  problem(path: Path, rule: string, message: string): SpecProblem
}

/** Reads and parses a spec. Throws `SpecError` if it is not well-formed YAML, or has another version of OpenAPI. */
export const readSpec = async (spec: SpecFile): Promise<Spec> => {
  const { text, path: file } = await readSource(spec)
  const lines = new LineCounter()
  const yaml = parseDocument(text, { lineCounter: lines, prettyErrors: false })

  const at = (offset: number, rule: string, message: string): SpecProblem => {
    const { line, col } = lines.linePos(offset)
    return { file, line: Math.max(line, 1), column: Math.max(col, 1), rule, message }
  }
  const problem = (path: Path, rule: string, message: string): SpecProblem => {
    let node: Node | null | undefined = yaml.contents
    let offset = node?.range?.[0] ?? 0
    for (const step of path) {
      if (isAlias(node)) node = node.resolve(yaml)
      const items: readonly Pair<Node, Node>[] = isMap<Node, Node>(node) ? node.items : []
      const pair = items.find(({ key }) => String(key) === String(step))
      node = isSeq<Node>(node) ? node.items[Number(step)] : pair?.value
      // The key is the better place to report: its value may start lines below.
      const place = pair?.key ?? node
      if (!place) break
      offset = place.range?.[0] ?? offset
    }
    return at(offset, rule, message)
  }

  const broken = yaml.errors.map((error) => at(error.pos[0], 'yaml-syntax', error.message.split('\n')[0] ?? ''))
  if (broken.length > 0) throw new SpecError(broken)
  const document: unknown = yaml.toJS()
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw new SpecError([at(0, 'yaml-syntax', 'The document is not a mapping. Start it with `openapi: 3.1.0`.')])
  }
  const { openapi } = document as { openapi?: unknown }
  if (!/^3\.[01]\.\d+$/.test(String(openapi))) {
    throw new SpecError([
      problem(['openapi'], 'openapi-version', 'Only OpenAPI 3.1 and 3.0 are known: `openapi: 3.1.0`.'),
    ])
  }
  return { ...spec, text, document: document as SpecDocument, problem }
}
