import { basename, dirname, extname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isSchemaAt, kindAt } from './reference-kind.js'
import type { SourceText } from './read-source.js'
import { SpecError, type SpecProblem } from './spec-error.js'
import type { ParsedText } from './text-places.js'
import { isDataAt, type Path } from './walk.js'

/** A file of a spec, read and parsed. */
export interface ParsedSource extends SourceText {
  readonly parsed: ParsedText
}

/** The part of a document that comes from another file. */
interface Origin {
  readonly at: Path
  readonly source: ParsedSource
  readonly path: Path
}

/** A document in one piece. */
export interface Bundle {
  readonly document: Record<string, unknown>
  readonly problems: readonly SpecProblem[]
  /** The file of a place of the document, and the place in that file. */
  origin(path: Path): { readonly source: ParsedSource; readonly path: Path }
}

type Node = Record<string, unknown>

/**
 * Puts the files that a document refers to into the document:
 *
 * - what OpenAPI keeps in `components` becomes a component there, once for each target, so that circular references work;
 * - the target of any other reference, such as a path item, replaces the reference.
 *
 * References in extensions (`x-…`) are dropped. Reports addresses (`remote-ref`), and files that cannot be read and targets that do not
 * exist (`local-ref`). A reference within the main file stays, whether it has a target or not. `read` throws for a file that cannot be read.
 */
export const followReferences = async (
  root: ParsedSource,
  read: (file: string) => Promise<ParsedSource>,
): Promise<Bundle> => {
  const document = root.parsed.value as Node
  const origins: Origin[] = []
  const problems: SpecProblem[] = []
  /** Target → its component. */
  const moved = new Map<string, string>()

  const follow = async (node: unknown, at: Path, from: Origin, inlined: readonly string[]): Promise<void> => {
    if (typeof node !== 'object' || node === null) return
    const values = node as Node
    if (typeof values.$ref === 'string' && !isNameAt(at)) {
      if (await replace(values, at, from, inlined)) return
    }
    if (isDiscriminator(values, at)) await followMapping(values.mapping as Node, [...at, 'mapping'], from)
    for (const [key, child] of Object.entries(values)) {
      if (typeof child !== 'object') continue
      // Examples may be references. OpenAPI allows it for `examples` only, but some documents write it for `example` too.
      const isExample = key === 'examples' || (key === 'example' && isReference(child))
      if (!isExample && isDataAt(at, key)) {
        if (key.startsWith('x-')) dropReferences(child)
        continue
      }
      const step = Array.isArray(node) ? Number(key) : key
      await follow(child, [...at, step], { ...from, path: [...from.path, step] }, inlined)
    }
  }

  /** Replaces a reference to another file. True if its content has been followed, or stays unknown. */
  const replace = async (node: Node & { $ref?: string }, at: Path, from: Origin, inlined: readonly string[]) => {
    const target = await find(node.$ref!, from)
    if (!target) return target === null
    if (target.pointer !== undefined) {
      node.$ref = target.pointer
      return true
    }
    const name = keyOf(target)
    const kind = kindAt(at)
    const isComponent = at.length === 3 && at[0] === 'components'
    if (kind && moved.has(name)) {
      node.$ref = moved.get(name)!
      return true
    }
    if (kind && !isComponent) {
      node.$ref = await move(kind, target)
      return true
    }
    if (inlined.includes(name)) {
      report(from, 'circular-ref', `${node.$ref} contains itself. Move the repeated part into a schema of its own.`)
      return true
    }
    if (isComponent) moved.set(name, pointerTo(at))
    const { $ref: _, ...beside } = node
    delete node.$ref
    Object.assign(node, target.value, beside)
    origins.push({ at, ...target })
    await follow(node, at, { at, ...target }, [...inlined, name])
    return true
  }

  /** Makes a component of a target. Returns the pointer to it. */
  const move = async (kind: string, target: Target): Promise<string> => {
    const known = moved.get(keyOf(target))
    if (known !== undefined) return known
    const components = ((document.components ??= {}) as Record<string, Node>)[kind] ?? {}
    ;(document.components as Record<string, Node>)[kind] = components
    const at = ['components', kind, freeName(nameOf(target), components)]
    moved.set(keyOf(target), pointerTo(at))
    components[at[2]!] = target.value
    origins.push({ at, ...target })
    await follow(target.value, at, { at, ...target }, [])
    return pointerTo(at)
  }

  const followMapping = async (mapping: Node, at: Path, from: Origin): Promise<void> => {
    for (const [value, reference] of Object.entries(mapping)) {
      if (typeof reference !== 'string' || !/[./#]/.test(reference)) continue
      const target = await find(reference, { ...from, path: [...from.path, 'mapping', value] })
      if (target) mapping[value] = target.pointer ?? (await move('schemas', target))
    }
  }

  /** The target in another file. Undefined for a reference that stays, null for one that is reported. */
  const find = async (reference: string, from: Origin): Promise<Target | undefined | null> => {
    const [address = '', pointer = ''] = reference.split('#', 2)
    if (/^(?!file:)[a-z][a-z\d+.-]+:/i.test(address) || address.startsWith('//')) {
      const message = `${reference} is on the network. Download it into the folder of the spec, and refer to the file.`
      report(from, 'remote-ref', message)
      return null
    }
    const near = /^file:/i.test(address) ? fileURLToPath(address) : decode(address)
    const file = address === '' ? from.source.file : resolve(dirname(from.source.file), near)
    if (file === root.file) {
      if (address === '') return undefined
      // Back to the main file: its parts stay where they are.
      return { source: root, path: stepsOf(pointer), value: {}, pointer: `#${pointer}` }
    }
    try {
      const source = await read(file)
      const path = stepsOf(pointer)
      const value = path.reduce<unknown>((parent, step) => (parent as Node | undefined)?.[step], source.parsed.value)
      if (value !== undefined) return { source, path, value: JSON.parse(JSON.stringify(value)) as Node }
      report(from, 'local-ref', `${reference}: the file has no ${pointer}. Correct the reference.`)
    } catch (error) {
      if (error instanceof SpecError) {
        problems.push(...error.problems)
        return null
      }
      const reason = (error as NodeJS.ErrnoException).code ?? (error as Error).message
      const message = `Cannot read ${reference} (${reason}). Put the file there, or correct the reference.`
      report(from, 'local-ref', message)
    }
    return null
  }

  const report = ({ source, path }: Origin, rule: string, message: string): void => {
    problems.push({ file: source.path, ...source.parsed.place([...path, '$ref']), rule, message })
  }

  // Components first: others then refer to them by the names that the author gave them.
  const whole: Origin = { at: [], source: root, path: [] }
  if ('components' in document)
    await follow(document.components, ['components'], { ...whole, path: ['components'] }, [])
  await follow(document, [], whole, [])

  return {
    document,
    problems,
    origin(path) {
      const containing = origins.filter(({ at }) => at.length <= path.length && at.every((step, i) => step === path[i]))
      const [nearest = whole] = containing.sort((one, other) => other.at.length - one.at.length)
      return { source: nearest.source, path: [...nearest.path, ...path.slice(nearest.at.length)] }
    },
  }
}

interface Target {
  readonly source: ParsedSource
  readonly path: Path
  readonly value: Node
  /** Of a target in the main file: the reference to it. */
  readonly pointer?: string
}

const keyOf = ({ source, path }: Target): string => `${source.file}#${path.join('/')}`

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The steps of a JSON pointer in a fragment (RFC 6901, section 6). */
const stepsOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => decode(step).replaceAll('~1', '/').replaceAll('~0', '~'))

const pointerTo = (path: Path): string =>
  `#/${path.map((step) => String(step).replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`

/** A component's name: the last step of the pointer, or the name of the file. */
const nameOf = ({ source, path }: Target): string => {
  const own = path.length > 0 ? String(path.at(-1)) : basename(source.file, extname(source.file))
  return own.replaceAll(/[^\w.-]+/g, '_')
}

const freeName = (name: string, taken: Node): string => {
  let free = name
  for (let count = 2; Object.hasOwn(taken, free); count++) free = `${name}${count}`
  return free
}

const isReference = (node: unknown): boolean =>
  typeof node === 'object' && node !== null && typeof (node as Node).$ref === 'string'

/** Nothing reads a reference in an extension of the vendor, but the generators would look for its target. */
const dropReferences = (node: unknown): void => {
  if (typeof node !== 'object' || node === null) return
  delete (node as Node).$ref
  for (const child of Object.values(node)) dropReferences(child)
}

/** A property may be called `$ref`. */
const isNameAt = (at: Path): boolean => at.at(-1) === 'properties' && isSchemaAt(at.slice(0, -1))

const isDiscriminator = ({ mapping }: Node, at: Path): boolean =>
  at.at(-1) === 'discriminator' && typeof mapping === 'object' && mapping !== null
