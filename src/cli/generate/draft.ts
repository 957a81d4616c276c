import { locate, type Located } from './wire-type.js'
import type { SpecDocument } from './document.js'
import type { Path } from './walk.js'

/** An object of a document that is being completed. */
export type DraftNode = Record<string, unknown>

/** A document that is being completed, in place. Nothing in it has been validated. */
export interface Draft {
  readonly document: DraftNode
  /** Notes what was changed, because the document is wrong or says too little. */
  readonly warn: (at: Path, rule: string, message: string) => void
  /** Says why the operation of a path and a method cannot be generated. */
  readonly leaveOut: (at: Path, rule: string, message: string) => void
}

/** An operation of a draft, with its path item. */
export interface DraftOperation {
  readonly path: string
  readonly method: string
  readonly item: DraftNode
  readonly operation: DraftNode
  /** Where the operation stands. */
  readonly at: Path
}

/** The methods that a client can call. */
export const methods: readonly string[] = ['get', 'head', 'post', 'put', 'patch', 'delete']

/** The operations of a draft, in its order. */
export const operationsOf = ({ document }: Draft): readonly DraftOperation[] =>
  Object.entries(nodeOf(document.paths)).flatMap(([path, reference]) => {
    const { node, at } = find(document, reference, ['paths', path])
    const item = nodeOf(node)
    return Object.keys(item)
      .filter((key) => methods.includes(key) && isNode(item[key]))
      .map((method) => ({ path, method, item, operation: item[method] as DraftNode, at: [...at, method] }))
  })

/** The target of a node that may be a `$ref`, and its place. */
export const find = (document: DraftNode, node: unknown, at: Path): Located<unknown> =>
  locate(document as unknown as SpecDocument, node, at)

export const isNode = (value: unknown): value is DraftNode =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The value if it is an object, else an empty one. */
export const nodeOf = (value: unknown): DraftNode => (isNode(value) ? value : {})

/** The value if it is a list, else an empty one. */
export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : [])
