import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { checkReferences } from './check-references.js'
import { checkVocabulary } from './check-vocabulary.js'
import { completeSpec, type LeftOut } from './complete-spec.js'
import { type Drift, type Files, findDrift } from './drift.js'
import { renderDocument, renderIndex, renderMock } from './entries.js'
import { withEvidence } from './evidence.js'
import { renderExamples } from './examples.js'
import { findSpecs, type SpecFile } from './find-specs.js'
import { renderGraphql } from './graphql.js'
import { head } from './head.js'
import { leaveOut } from './leave-out.js'
import { renderFacts, renderOperations } from './operations.js'
import { makeProfile } from './profile.js'
import { withLineFeeds } from './read-source.js'
import { readSpec } from './read-spec.js'
import { renderSchemas } from './schemas.js'
import { lineOf, SpecError, type SpecProblem } from './spec-error.js'
import { recover, replaceDirectory } from './replace-directory.js'
import { readTable } from './table.js'
import { describeTypeChanges } from './type-changes.js'
import { renderTypes } from './types.js'

export interface GenerateOptions {
  /** A folder with one folder for each provider, each with openapi.{yaml,yml,json}, and optionally schema.graphql and operations/*.graphql. */
  readonly specs: string
  /**
   * Folder to write `<provider>/{index,mock,types,operations,facts,schemas,examples,document}.ts` to, and `{graphql,sdl,annotated-sdl,documents}.ts`
   * where there is GraphQL. Everything else in it is removed.
   */
  readonly out: string
  /** Writes nothing, and only reports differences. */
  readonly check?: boolean
  /** Refuses a spec with a part that cannot be generated, or that leaves something open. Default: the part is left out, with a warning. */
  readonly strict?: boolean
  /**
   * Called with one line a provider and one line for each change of its public types, then with one line a file that differs when
   * checking.
   */
  readonly log?: (line: string) => void
  /** Called with a line for each operation that is left out, and for each part that was not read as it is written. */
  readonly warn?: (line: string) => void
  /** Called when a part of the work begins, with its name, such as `github: schemas`. */
  readonly progress?: (phase: string) => void
  /** Called with the absolute path of each file of a spec that is read. */
  readonly onRead?: (file: string) => void
  /** Stops after the current spec. The old output stays complete. */
  readonly signal?: AbortSignal
  /**
   * Module with the types of specs/profile.ts, as the files in `out/<provider>/` import it. Default: specs/profile.js if it is
   * there, else `onair`, and `onair/mock` for what mocks need.
   */
  readonly profileTypes?: string
}

export interface GenerateResult {
  readonly providers: readonly string[]
  /** How the output folder differed from the specs before this run. With `check` it still does. */
  readonly drift: readonly Drift[]
  /** A line for each provider with operations that are left out: `acme: 210 operations, 1 left out`. */
  readonly leftOut: readonly string[]
}

/**
 * Writes the generated folder from the specs, or with `check` compares the two. The same specs give the same bytes on any machine. Throws
 * `SpecError` when a spec is wrong, and the signal's reason when aborted; nothing is written then. An operation that cannot be generated is
 * not wrong: it is left out, unless `strict` says otherwise.
 */
export const generate = async (options: GenerateOptions): Promise<GenerateResult> => {
  const { specs, out, check = false, log = () => undefined, signal } = options
  if (!check) await recover(out)
  const found = await findSpecs(specs)
  const files = new Map<string, string>()
  const problems: SpecProblem[] = []
  const counts: string[] = []
  for (const spec of found) {
    try {
      const made = await render(spec, options)
      for (const [name, text] of made.files) files.set(`${spec.provider}/${name}`, text)
      if (made.leftOut > 0)
        counts.push(`${spec.provider}: ${count(made.operations)}, ${made.leftOut.toLocaleString('en')} left out`)
    } catch (error) {
      if (!(error instanceof SpecError)) throw error
      problems.push(...error.problems)
    }
    signal?.throwIfAborted()
  }
  if (problems.length > 0) throw new SpecError(problems)

  const drift = await findDrift(out, files)
  const changes = await typeChanges(out, files, drift)
  if (!check && drift.length > 0) await replaceDirectory(out, files)

  for (const { provider } of found) {
    const same = !drift.some(({ file }) => file.startsWith(`${provider}/`))
    log(`${provider}: ${same ? 'up to date' : check ? 'differs from its spec' : 'generated'}`)
    for (const line of shorten(changes.get(provider) ?? [])) log(`  ${line}`)
  }
  const left = drift.filter(({ kind }) => check || kind === 'extra')
  for (const { file, kind } of left) log(`  ${kind}: ${join(out, file)}${check ? '' : ', removed'}`)
  for (const line of counts) log(line)
  return { providers: found.map(({ provider }) => provider), drift, leftOut: counts }
}

/** Provider → what changes in its public types, compared with the present output. */
const typeChanges = async (
  out: string,
  files: Files,
  drift: readonly Drift[],
): Promise<ReadonlyMap<string, readonly string[]>> => {
  const changes = new Map<string, readonly string[]>()
  for (const { file, kind } of drift) {
    const [provider = '', name = ''] = file.split('/')
    if (kind !== 'edited' || !/^(types|graphql)\.ts$/.test(name)) continue
    const lines = describeTypeChanges(await readFile(join(out, file), 'utf8'), files.get(file)!)
    changes.set(provider, [...(changes.get(provider) ?? []), ...lines])
  }
  return changes
}

const most = 40

const shorten = (lines: readonly string[]): readonly string[] =>
  lines.length <= most ? lines : [...lines.slice(0, most), `… and ${lines.length - most} more changes of types`]

const count = (operations: number): string =>
  `${operations.toLocaleString('en')} ${operations === 1 ? 'operation' : 'operations'}`

/** The files of one provider, with the number of operations in them and the number of those that are left out. */
interface Rendered {
  readonly files: readonly (readonly [string, string])[]
  readonly operations: number
  readonly leftOut: number
}

const render = async (file: SpecFile, options: GenerateOptions): Promise<Rendered> => {
  const { strict = false, warn = () => undefined, progress = () => undefined, onRead } = options
  const phase = (name: string) => progress(`${file.provider}: ${name}`)
  phase('reading')
  const written = await readSpec(file, onRead)
  if (strict) {
    // Slow to load.
    const { checkStructure } = await import('./check-structure.js')
    refuse([...checkVocabulary(written), ...(await checkStructure(written))])
  }
  const completed = completeSpec(written)
  refuse([...checkVocabulary(completed.spec), ...checkReferences(completed.spec)])
  const { problems, ...read } = readTable(completed.spec)
  const leftOut: readonly LeftOut[] = [...completed.leftOut, ...problems]
  if (strict) refuse([...completed.warnings, ...leftOut.map(({ problem }) => problem)])
  // Operations can share the part that a warning is about.
  for (const line of new Set(completed.warnings.map(lineOf))) warn(line)
  for (const { operation, problem } of leftOut)
    warn(lineOf({ ...problem, message: `${operation} is left out. ${problem.message}` }))

  const { spec, table } = leaveOut(completed.spec, read, problems)
  const profile = makeProfile(spec, table, strict)
  const { command, types, mockTypes } = audience(options)
  const described = withEvidence(spec.document)
  const openapi = head(spec.source, spec.texts, command)
  phase('types')
  const typesText = renderTypes(described)
  phase('schemas')
  const schemasText = await renderSchemas(described)
  phase('examples')
  const files = [
    ['index.ts', openapi + renderIndex(profile, types)],
    ['mock.ts', openapi + renderMock(profile, mockTypes, file.graphql !== undefined)],
    ['types.ts', openapi + typesText],
    ['operations.ts', openapi + renderOperations(table, profile, types)],
    ['facts.ts', openapi + renderFacts(table, spec.document, profile, mockTypes)],
    ['schemas.ts', openapi + schemasText],
    ['examples.ts', openapi + renderExamples(spec.document, table, profile.title)],
    ['document.ts', openapi + renderDocument(spec.document, profile.title)],
    ...(file.graphql ? await renderGraphql(file.graphql, command) : []),
  ] as const
  return {
    files: files.map(([name, text]) => [name, withLineFeeds(text)]),
    operations: Object.keys(table.operations).length,
    leftOut: new Set(leftOut.map(({ operation }) => operation)).size,
  }
}

const refuse = (problems: readonly SpecProblem[]): void => {
  if (problems.length > 0) throw new SpecError(problems)
}

/** In this repository the types of the generated values are next to the specs. Other projects import them from the package. */
const audience = ({ specs, out, profileTypes }: GenerateOptions) => {
  const own = existsSync(join(specs, 'profile.ts'))
  const beside = own ? relative(join(out, 'provider'), join(specs, 'profile.js')).replaceAll('\\', '/') : undefined
  const types = profileTypes ?? beside
  return {
    command: own ? 'npm run generate' : 'npx onair generate',
    types: types ?? 'onair',
    mockTypes: types ?? 'onair/mock',
  }
}
