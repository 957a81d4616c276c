import type { PathItem, SpecDocument, SpecOperation } from './document.js'
import type { Path } from './walk.js'

/** An operation of a document, and where to report its problems. */
export interface Subject {
  readonly document: SpecDocument
  readonly item: PathItem
  readonly operation: SpecOperation
  /** The places of the path item and the operation. */
  readonly itemAt: Path
  readonly at: Path
  readonly report: (at: Path, rule: string, message: string) => void
}
