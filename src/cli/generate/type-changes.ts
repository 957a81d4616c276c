import ts from 'typescript'

/** A generated type, as far as two of its versions are compared. */
type Shape =
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, Member> }
  | { readonly kind: 'list'; readonly item: Shape }
  | { readonly kind: 'union'; readonly texts: readonly string[] }

interface Member {
  readonly isOptional: boolean
  readonly shape: Shape
}

/**
 * What differs between two versions of generated types, for a reader: one line for each operation, field or status that was added (`+`), removed
 * (`-`) or changed (`~`), in the order of the new version. Comments do not count.
 */
export const describeTypeChanges = (before: string, after: string): readonly string[] =>
  compareMembers(readMembers(before), readMembers(after), '')

/** The exported declarations of a file. The parts of `operations`, `webhooks` and `components` count as declarations of their own. */
const readMembers = (text: string): ReadonlyMap<string, Member> => {
  const declared = new Map<string, Shape>()
  for (const one of ts.createSourceFile('types.ts', text, ts.ScriptTarget.Latest).statements) {
    if (ts.isInterfaceDeclaration(one)) declared.set(one.name.text, shapeOfMembers(one.members))
    else if (ts.isTypeAliasDeclaration(one)) declared.set(one.name.text, shapeOf(one.type))
  }
  const addresses = addressesOf(membersOf(declared.get('paths')))
  const members = new Map<string, Member>()
  for (const [name, shape] of declared) {
    if (name === 'operations') {
      for (const [id, operation] of membersOf(shape)) {
        const address: Member = { isOptional: false, shape: { kind: 'union', texts: addresses.get(id) ?? [] } }
        const parts = new Map([['address', address], ...membersOf(operation.shape)])
        members.set(`operation ${id}`, { ...operation, shape: { kind: 'object', members: parts } })
      }
    } else if (name === 'webhooks') {
      for (const [id, member] of membersOf(shape)) members.set(`webhook ${id}`, member)
    } else if (name === 'components') {
      for (const [kind, { shape: part }] of membersOf(shape))
        for (const [key, member] of membersOf(part)) members.set(kind === 'schemas' ? key : `${kind}.${key}`, member)
    } else if (!alwaysThere.test(name)) members.set(name, { isOptional: false, shape })
  }
  return members
}

const alwaysThere = /^(paths|\$defs|Maybe|InputMaybe|Scalars)$/

const membersOf = (shape: Shape | undefined): ReadonlyMap<string, Member> =>
  shape?.kind === 'object' ? shape.members : new Map<string, Member>()

/** Operation → its method and path. */
const addressesOf = (paths: ReadonlyMap<string, Member>): ReadonlyMap<string, readonly string[]> => {
  const addresses = new Map<string, readonly string[]>()
  for (const [path, { shape }] of paths) {
    for (const [method, { shape: operation }] of membersOf(shape)) {
      const id = operation.kind === 'union' && /^operations\["(.+)"\]$/.exec(operation.texts[0] ?? '')?.[1]
      if (id) addresses.set(id, [`${method.toUpperCase()} ${path}`])
    }
  }
  return addresses
}

const shapeOf = (type: ts.TypeNode): Shape => {
  if (ts.isTypeLiteralNode(type)) return shapeOfMembers(type.members)
  if (ts.isParenthesizedTypeNode(type)) return shapeOf(type.type)
  if (ts.isTypeOperatorNode(type)) return shapeOf(type.type)
  if (ts.isArrayTypeNode(type)) return { kind: 'list', item: shapeOf(type.elementType) }
  if (ts.isUnionTypeNode(type)) return { kind: 'union', texts: type.types.map(print) }
  return { kind: 'union', texts: [print(type)] }
}

const shapeOfMembers = (nodes: ts.NodeArray<ts.TypeElement>): Shape => {
  const members = new Map<string, Member>()
  for (const node of nodes) {
    // An index signature stands for any other field. `never` says that there is no such part.
    if (!ts.isPropertySignature(node) || !node.type || node.type.kind === ts.SyntaxKind.NeverKeyword) continue
    const name = ts.isStringLiteral(node.name) || ts.isNumericLiteral(node.name) ? node.name.text : print(node.name)
    members.set(name, { isOptional: node.questionToken !== undefined, shape: shapeOf(node.type) })
  }
  return { kind: 'object', members }
}

const printer = ts.createPrinter({ removeComments: true, omitTrailingSemicolon: true })

const print = (node: ts.Node): string =>
  printer
    .printNode(ts.EmitHint.Unspecified, node, node.getSourceFile())
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/components\["\w+"\]\["([^"]+)"\]/g, '$1')

const isStatus = /^(\d\w\w|default)$/

const compareMembers = (
  before: ReadonlyMap<string, Member>,
  after: ReadonlyMap<string, Member>,
  path: string,
): readonly string[] => {
  const lines: string[] = []
  for (const name of before.keys()) if (!after.has(name)) lines.push(`- ${nameIn(path, name)}`)
  for (const [name, member] of after) {
    const old = before.get(name)
    const at = nameIn(path, name)
    if (!old) lines.push(`+ ${at}${member.isOptional || path === '' || isStatus.test(name) ? '' : ' (required)'}`)
    else {
      if (old.isOptional !== member.isOptional)
        lines.push(`~ ${at}: ${member.isOptional ? 'now optional' : 'now required'}`)
      lines.push(...compare(old.shape, member.shape, at))
    }
  }
  return lines
}

/** `listStreams query.limit`, `getStream 200.title`: without the levels that every operation and every answer has. */
const nameIn = (path: string, name: string): string => {
  if (path === '') return name
  if (/^(operation|webhook) \S+$/.test(path))
    return /^(parameters|responses)$/.test(name) ? path : `${path} ${name === 'requestBody' ? 'body' : name}`
  const isContent = /^((operation|webhook) \S+ |(responses|requestBodies)\.)\w+$/.test(path)
  return isContent && /^(content|.+\/.+)$/.test(name) ? path : `${path}.${name}`
}

const compare = (before: Shape, after: Shape, path: string): readonly string[] => {
  if (before.kind === 'object' && after.kind === 'object') return compareMembers(before.members, after.members, path)
  if (before.kind === 'list' && after.kind === 'list') return compare(before.item, after.item, `${path}[]`)
  const [old, now] = [textsOf(before), textsOf(after)]
  const gone = old.filter((text) => !now.includes(text))
  const come = now.filter((text) => !old.includes(text))
  if (gone.length === 0 && come.length === 0) return []
  if (come.length === 0) return [`~ ${path}: narrowed, no longer ${gone.join(' | ')}`]
  if (gone.length === 0) return [`~ ${path}: widened, also ${come.join(' | ')}`]
  return [`~ ${path}: ${now.join(' | ')}, was ${old.join(' | ')}`]
}

const textsOf = (shape: Shape): readonly string[] =>
  shape.kind === 'union' ? shape.texts : [shape.kind === 'list' ? 'a list' : 'an object']
