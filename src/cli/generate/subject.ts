import type { PathItem, SpecDocument, SpecOperation } from './document.js'
import type { Path } from './walk.js'

/** An operation of a document, and where to report what is wrong with it. */
export interface Subject {
  readonly document: SpecDocument
  readonly item: PathItem
  readonly operation: SpecOperation
  /** Where the path item and the operation stand. */
  readonly itemAt: Path
  readonly at: Path
  readonly report: (at: Path, rule: string, message: string) => void
}
