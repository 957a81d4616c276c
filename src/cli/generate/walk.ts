/** Keys and indexes from the root of a document to a node. */
export type Path = readonly (string | number)[]

/** Their keys are names that the author chose, so `example` or `default` below them is a name and not a keyword. */
const named = new Set([
  'properties',
  'patternProperties',
  '$defs',
  'schemas',
  'parameters',
  'responses',
  'headers',
  'securitySchemes',
  'requestBodies',
])

/** Their contents are data, not part of the description. */
const data = new Set(['example', 'examples', 'default', 'const', 'enum'])

/** Every object of the description, outer ones first, with its path; examples and other data are left out. */
export function* walk(root: unknown, from: Path = []): Generator<readonly [Path, Record<string, unknown>]> {
  const open = [{ node: root, path: from, isMap: isMapOfNames(from) }]
  // A list of what is open is several times as fast as a generator in a generator.
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, path, isMap } = next
    if (typeof node !== 'object' || node === null) continue
    const isList = Array.isArray(node)
    if (!isList && !isMap) yield [path, node as Record<string, unknown>]
    for (const [key, child] of Object.entries(node).toReversed()) {
      if (typeof child !== 'object' || child === null || (!isMap && isData(key))) continue
      open.push({ node: child, path: [...path, isList ? Number(key) : key], isMap: !isMap && named.has(key) })
    }
  }
}

const isData = (key: string): boolean => data.has(key) || key.startsWith('x-')

/** Whether the value of a key at a place is data, not part of the description. */
export const isDataAt = (path: Path, key: string): boolean => isData(key) && !isMapOfNames(path)

/** `properties` of `properties` is a schema again, and so on, hence the recursion. */
const isMapOfNames = (path: Path): boolean => named.has(String(path.at(-1))) && !isMapOfNames(path.slice(0, -1))
