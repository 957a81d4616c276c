import { stat } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'
import type { Example, MockSpec } from '../../../specs/profile.js'
import { UsageError } from '../../errors/on-air-error.js'
import { checkVocabulary } from './check-vocabulary.js'
import { completeSpec, slug } from './complete-spec.js'
import { examplesOf } from './examples.js'
import { documentIn, findSpecs, type SpecFile } from './find-specs.js'
import { leaveOut } from './leave-out.js'
import { makeProfile, scopeDescriptionsOf } from './profile.js'
import { readSpec, type Spec } from './read-spec.js'
import { SpecError } from './spec-error.js'
import { readTable } from './table.js'
import { validatorsOf } from './validators.js'

/** A spec in memory, as `onair generate` would write it for mocks. */
type ReadSpec = MockSpec<unknown, unknown>

/**
 * The specs of a file, or of a folder with openapi.yaml or `<name>/openapi.yaml`, for mocks. It accepts any OpenAPI 3 document, and fills
 * in our extensions. Parts that a client cannot send are accepted here. Throws a `SpecError` for a document that cannot be read.
 */
export const readMockSpecs = async (path: string): Promise<readonly ReadSpec[]> =>
  Promise.all((await filesAt(path)).map(async (file) => mockSpecOf(await readSpec(file))))

/**
 * The spec of a file, or of a folder with openapi.yaml, for calls. Operations that a client cannot send are left out. Throws a `SpecError`
 * for a document that cannot be read, and a `UsageError` for a folder with several.
 */
export const readCallSpec = async (path: string): Promise<ReadSpec> => {
  const [file, ...others] = await filesAt(path)
  if (others.length === 0) return mockSpecOf(await readSpec(file!), true)
  throw new UsageError(
    `${path} has several documents. Name one: ${[file!, ...others].map((one) => one.source).join(', ')}.`,
  )
}

const filesAt = async (path: string): Promise<readonly SpecFile[]> => {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`Cannot read ${path} (${error.code}).`)
  })
  const inFolder = found.isDirectory() ? documentIn(path) : undefined
  if (found.isDirectory() && inFolder === undefined) return findSpecs(path)
  const file = resolve(inFolder ?? path)
  const own = basename(file, extname(file))
  const provider = slug(/^(openapi|swagger|index)$/i.test(own) ? basename(dirname(file)) : own)
  return [{ provider, file, source: join(basename(dirname(file)), basename(file)) }]
}

const mockSpecOf = async (written: Spec, isForCalls = false): Promise<ReadSpec> => {
  const { spec: whole } = completeSpec(written)
  const problems = checkVocabulary(whole)
  if (problems.length > 0) throw new SpecError(problems)
  const read = readTable(whole)
  const { spec, table } = leaveOut(whole, read, isForCalls ? read.problems : [])
  const { document } = spec
  return {
    profile: makeProfile(spec, table),
    operations: table.operations,
    scopeDescriptions: scopeDescriptionsOf(document),
    schemas: once(async () => validatorsOf(document, table)),
    examples: once(async () => examplesOf(document, table) as Readonly<Record<string, Example>>),
    document: async () => document as unknown as Readonly<Record<string, unknown>>,
  }
}

const once = <T>(create: () => T): (() => T) => {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: create() }).value
}
