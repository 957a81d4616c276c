import { UsageError } from '../errors/index.js'

/**
 * A document: its text, with the types of its data and its variables if a generator added them. Generated string documents (`documentMode:
 * 'string'` of GraphQL Code Generator) have types. Any other string has unknown types.
 */
export interface TypedDocument<Data, Variables> extends Pick<string, 'charAt'> {
  toString(): string
  readonly __apiType?: (variables: Variables) => Data
}

/** What can be read from a document without parsing it. */
export interface DocumentFacts {
  readonly text: string
  readonly kind: 'query' | 'mutation' | 'subscription'
  /** The operation's name, if it has one. */
  readonly name?: string
  /** The variables that the operation names, without `$`. */
  readonly variables: ReadonlySet<string>
  /** Every name in the text: keywords, fields, types. */
  readonly names: ReadonlySet<string>
}

/** Spaces, commas and comments; strings, block strings first; names; numbers; punctuation (GraphQL, October 2021, section 2.1). */
const TOKEN =
  /[\s,\uFEFF]+|#[^\n\r]*|"""(?:[^"\\]|\\"""|\\(?!""")|"(?!""))*"""|"(?:\\.|[^"\\\n\r])*"|\.\.\.|[A-Za-z_]\w*|-?\d[\w.+-]*|[{}()[\]:=!|&@$]/y

const CLOSING: Readonly<Record<string, string>> = { '{': '}', '(': ')', '[': ']' }
const KINDS = ['query', 'mutation', 'subscription'] as const

/** Generated documents are constants: each is read once. */
const known = new WeakMap<object, DocumentFacts>()

/**
 * Reads the parts of a document that sending it needs. The server parses it and validates the rest. Throws a `UsageError` for a document
 * that no server can run: not a string, unbalanced brackets, anything but operations and fragments, or not exactly one operation.
 */
export function readDocument(document: unknown): DocumentFacts {
  const isObject = typeof document === 'object' && document !== null
  const before = isObject ? known.get(document) : undefined
  if (before) return before
  // Of any realm: generated documents extend String.
  if (Object.prototype.toString.call(document) !== '[object String]') {
    throw hopeless("is not a string. Generate it with documentMode: 'string', or pass graphql's print(document)")
  }
  const facts = scan(String(document))
  if (isObject) known.set(document, facts)
  return facts
}

function scan(text: string): DocumentFacts {
  const operations: { kind: DocumentFacts['kind']; name?: string }[] = []
  const [variables, names] = [new Set<string>(), new Set<string>()]
  const open: string[] = []
  let [isBetween, mayBeNamed, last] = [true, false, '']
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex
    const token = TOKEN.exec(text)?.[0]
    if (token === undefined) throw hopeless(`has an unexpected ${JSON.stringify(text.charAt(at))}${line(text, at)}`)
    const isName = /^[A-Za-z_]/.test(token)
    if (/^[\s,#"\uFEFF]/.test(token)) continue
    if (isName) names.add(token)
    if (open.length === 0 && isBetween) {
      const kind = token === '{' ? 'query' : KINDS.find((one) => one === token)
      if (kind) operations.push({ kind })
      else if (token !== 'fragment')
        throw hopeless(`has ${JSON.stringify(token)} where an operation or a fragment should begin${line(text, at)}`)
      isBetween = false
      mayBeNamed = kind === token
    } else {
      if (isName && mayBeNamed) operations.at(-1)!.name = token
      else if (isName && last === '$' && open.length === 1) variables.add(token)
      mayBeNamed = false
    }
    if (Object.hasOwn(CLOSING, token)) open.push(CLOSING[token]!)
    else if (/^[})\]]$/.test(token)) {
      if (open.pop() !== token) throw hopeless(`has a ${token} that closes no matching bracket${line(text, at)}`)
      isBetween = token === '}' && open.length === 0
    }
    last = token
  }
  if (!isBetween) throw hopeless('is incomplete: a bracket is open, or the selection is missing')
  const [operation, ...more] = operations
  if (!operation) throw hopeless(names.size === 0 ? 'is empty' : 'has no operation, only fragments')
  if (more.length > 0) throw hopeless('has several operations. Send each in a document of its own')
  return { text, ...operation, variables, names }
}

const line = (text: string, at: number) => `, in line ${text.slice(0, at).split('\n').length}`

function hopeless(what: string): UsageError {
  return new UsageError(`The GraphQL document ${what}. Nothing was sent.`)
}
