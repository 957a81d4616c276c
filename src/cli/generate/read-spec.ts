import type { SpecDocument } from './document.js'
import type { SpecFile } from './find-specs.js'
import { followReferences, type ParsedSource } from './follow-references.js'
import { readSource } from './read-source.js'
import { SpecError, type SpecProblem } from './spec-error.js'
import { parseText } from './text-places.js'
import type { Path } from './walk.js'

/** A spec as read from disk, with the files that it refers to. */
export interface Spec extends SpecFile {
  /** The main file, with line feeds only, so that a checkout on Windows generates the same bytes. */
  readonly text: string
  /** The texts of all files, in the order in which they were read. The first is `text`. */
  readonly texts: readonly string[]
  /** In one piece: `$ref`s lead to places of the document only. */
  readonly document: SpecDocument
  /** Reports a finding at a place of the document, in the file of that place. For a missing place it uses the nearest parent. */
  problem(path: Path, rule: string, message: string): SpecProblem
  /** The same at a place of one of the files. `file` is an absolute path. */
  problemIn(file: string, path: Path, rule: string, message: string): SpecProblem
}

/**
 * Reads a spec. Throws `SpecError` if a file is not well-formed, cannot be read or has a reference to an address, and if the version of
 * OpenAPI is unknown. Calls `onRead` with the absolute path of each file.
 */
export const readSpec = async (spec: SpecFile, onRead: (file: string) => void = () => undefined): Promise<Spec> => {
  const sources = new Map<string, Promise<ParsedSource>>()
  const read = (file: string): Promise<ParsedSource> => {
    onRead(file)
    const reading = sources.get(file) ?? readParsed({ ...spec, file })
    sources.set(file, reading)
    return reading
  }
  const root = await read(spec.file)
  const rootProblem = (path: Path, rule: string, message: string): SpecProblem => ({
    file: root.path,
    ...root.parsed.place(path),
    rule,
    message,
  })
  const { value } = root.parsed
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SpecError([
      rootProblem([], 'yaml-syntax', 'The document is not a mapping. Start it with `openapi: 3.1.0`.'),
    ])
  }
  const { openapi, swagger } = value as { openapi?: unknown; swagger?: unknown }
  if (!/^3\.[01](\.\d+.*)?$/.test(String(openapi))) {
    const message =
      swagger === undefined
        ? 'Only OpenAPI 3.1 and 3.0 are known. Write `openapi: 3.1.0`.'
        : 'This is Swagger 2.0. Convert it to OpenAPI 3, for example with `npx swagger2openapi`.'
    throw new SpecError([rootProblem(['openapi'], 'openapi-version', message)])
  }
  const { document, problems, origin } = await followReferences(root, read)
  if (problems.length > 0) throw new SpecError(problems)
  const all = await Promise.all(sources.values())
  return {
    ...spec,
    text: root.text,
    texts: all.map(({ text }) => text),
    document: document as unknown as SpecDocument,
    problem(path, rule, message) {
      const { source, path: own } = origin(path)
      return { file: source.path, ...source.parsed.place(own), rule, message }
    },
    problemIn(file, path, rule, message) {
      const source = all.find((one) => one.file === file) ?? root
      return { file: source.path, ...source.parsed.place(path), rule, message }
    },
  }
}

/** Throws `SpecError` for a text that is not well-formed, and the error of the file system for a file that cannot be read. */
const readParsed = async (file: SpecFile): Promise<ParsedSource> => {
  const source = await readSource(file)
  const parsed = parseText(source.text)
  const broken = parsed.errors.map((error) => ({ file: source.path, rule: 'yaml-syntax', ...error }))
  if (broken.length > 0) throw new SpecError(broken)
  return { ...source, parsed }
}
