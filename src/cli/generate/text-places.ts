import { isAlias, isMap, isSeq, LineCounter, parseDocument, type Document, type Node, type Pair } from 'yaml'
import type { Path } from './walk.js'

/** Where a node of a parsed text stands. Both count from 1. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** A parsed text, and the places of its nodes. */
export interface ParsedText {
  readonly value: unknown
  /** Syntax errors. With one, `value` is undefined. */
  readonly errors: readonly (Place & { readonly message: string })[]
  /** The place of the key or item at the end of `path`. For a missing one, it is that of the nearest parent. */
  place(path: Path): Place
}

/** Parses YAML or JSON. JSON is YAML too, but the platform's parser is a hundred times as fast, which large specs need. */
export const parseText = (text: string): ParsedText => parseJson(text) ?? parseYaml(text)

/** Undefined for a text that is not JSON. */
const parseJson = (text: string): ParsedText | undefined => {
  if (!/^\s*\{/.test(text)) return undefined
  try {
    const value: unknown = JSON.parse(text)
    const childrenOf = jsonChildren(text)
    const lines = linesOf(text)
    const place = (path: Path): Place => {
      let value = text.search(/\S/)
      let offset = value
      for (const step of path) {
        const child = childrenOf(value).get(String(step))
        if (!child) break
        offset = child.key
        value = child.value
      }
      return at(lines, offset)
    }
    return { value, errors: [], place }
  } catch {
    // Flow mappings of YAML look like JSON.
    return undefined
  }
}

const parseYaml = (text: string): ParsedText => {
  const lines = new LineCounter()
  const yaml = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const errors = yaml.errors.map((error) => ({
    ...at(lines, error.pos[0]),
    message: error.message.split('\n')[0] ?? '',
  }))
  const value: unknown = errors.length > 0 ? undefined : yaml.toJS({ maxAliasCount: -1 })
  return { value, errors, place: (path) => at(lines, yamlOffset(yaml, path)) }
}

const yamlOffset = (yaml: Document.Parsed, path: Path): number => {
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
  return offset
}

const linesOf = (text: string): LineCounter => {
  const lines = new LineCounter()
  lines.addNewLine(0)
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) lines.addNewLine(end + 1)
  return lines
}

const at = (lines: LineCounter, offset: number): Place => {
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(line, 1), column: Math.max(col, 1) }
}

interface JsonChild {
  /** Offsets of the key (for an item: of the value) and of the value. */
  readonly key: number
  readonly value: number
}

/** The children of the JSON object or array at an offset. Valid JSON only. Each is scanned once. */
const jsonChildren = (text: string): ((offset: number) => ReadonlyMap<string, JsonChild>) => {
  const known = new Map<number, ReadonlyMap<string, JsonChild>>()
  const string = /"[^"\\]*(?:\\.[^"\\]*)*"/y
  const endOfString = (start: number): number => {
    string.lastIndex = start
    string.test(text)
    return string.lastIndex
  }
  const skipSpace = (offset: number): number => {
    while (/\s/.test(text[offset] ?? '')) offset++
    return offset
  }
  const endOfValue = (start: number): number => {
    let depth = 0
    for (let offset = start; offset < text.length; offset++) {
      const sign = text[offset]
      if (sign === '"') offset = endOfString(offset) - 1
      else if (sign === '{' || sign === '[') depth++
      else if (sign === '}' || sign === ']') depth--
      else if (sign === ',' && depth === 0) return offset
      if (depth < 0) return offset
      if (depth === 0 && (sign === '}' || sign === ']' || sign === '"')) return offset + 1
    }
    return text.length
  }
  return (start) => {
    const found = known.get(start)
    if (found) return found
    const children = new Map<string, JsonChild>()
    known.set(start, children)
    const isObject = text[start] === '{'
    if (!isObject && text[start] !== '[') return children
    for (let offset = skipSpace(start + 1); text[offset] !== '}' && text[offset] !== ']';) {
      const key = offset
      if (isObject) offset = skipSpace(text.indexOf(':', endOfString(offset)) + 1)
      children.set(isObject ? (JSON.parse(text.slice(key, endOfString(key))) as string) : String(children.size), {
        key,
        value: offset,
      })
      offset = skipSpace(endOfValue(offset))
      if (text[offset] === ',') offset = skipSpace(offset + 1)
    }
    return children
  }
}
