import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'
import type { Example, MockSpec } from '../../../specs/profile.js'
import { UsageError } from '../../errors/on-air-error.js'
import { checkStructure, leastRules } from './check-structure.js'
import { checkVocabulary } from './check-vocabulary.js'
import type { PathItem, SpecDocument, SpecOperation, SpecServer } from './document.js'
import { examplesOf } from './examples.js'
import { findSpecs, type SpecFile } from './find-specs.js'
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
  Promise.all((await filesAt(path)).map(async (file) => mockSpecOf(complete(await readSpec(file)))))

const filesAt = async (path: string): Promise<readonly SpecFile[]> => {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`Cannot read ${path} (${error.code}).`)
  })
  const inFolder = join(path, 'openapi.yaml')
  if (found.isDirectory() && !existsSync(inFolder)) return findSpecs(path)
  const file = resolve(found.isDirectory() ? inFolder : path)
  const own = basename(file, extname(file))
  const provider = slug(/^(openapi|swagger|index)$/i.test(own) ? basename(dirname(file)) : own)
  return [{ provider, file, source: join(basename(dirname(file)), basename(file)) }]
}

/** A provider name. */
const slug = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, '-')
    .replaceAll(/^[-\d]+|-+$/g, '') || 'api'

const mockSpecOf = async (spec: Spec): Promise<ReadSpec> => {
  const problems = [...(await checkStructure(spec, leastRules)), ...checkVocabulary(spec)]
  if (problems.length > 0) throw new SpecError(problems)
  const { document } = spec
  const table = readTable(spec)
  const examples = () => examplesOf(document, table) as Readonly<Record<string, Example>>
  return {
    profile: makeProfile(spec, table),
    operations: table.operations,
    scopeDescriptions: scopeDescriptionsOf(document),
    schemas: async () => validatorsOf(document, table),
    examples: once(async () => examples()),
    document: async () => document as unknown as Readonly<Record<string, unknown>>,
  }
}

const once = <T>(create: () => T): (() => T) => {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: create() }).value
}

/** The spec with the parts that other documents lack: the provider's name, names of servers, and operationIds. */
const complete = (spec: Spec): Spec => {
  const document = structuredClone(spec.document)
  const names = new Map<string, string>()
  const nameServers = (servers: readonly SpecServer[] | undefined) =>
    servers?.map((server) => {
      // An address without an origin belongs to the document's own origin.
      const url = /^[a-z]+:/i.test(server.url) ? server.url : `http://localhost${server.url.replace(/^(?!\/)/, '/')}`
      const name = names.get(url) ?? (names.size === 0 ? 'api' : `api${names.size + 1}`)
      names.set(url, server['x-onair']?.name ?? name)
      return { ...server, url: url.replace(/\/$/, ''), 'x-onair': { name: names.get(url)! } }
    })
  const servers = nameServers(document.servers?.length ? document.servers : [{ url: '/' }])
  const ids = new Set<string>()
  const paths = Object.fromEntries(
    Object.entries(document.paths ?? {}).map(([path, item]) => {
      const operations = methodsOf(item).map((method) => {
        const operation = item[method] as SpecOperation
        const operationId = unique(operation.operationId ?? idOf(method, path), ids)
        return [
          method,
          { ...operation, operationId, ...(operation.servers && { servers: nameServers(operation.servers) }) },
        ]
      })
      return [
        path,
        { ...item, ...(item.servers && { servers: nameServers(item.servers) }), ...Object.fromEntries(operations) },
      ]
    }),
  ) as SpecDocument['paths']
  const root = { provider: slug(spec.provider), ...(document['x-onair'] as object | undefined) }
  return { ...spec, provider: root.provider, document: { ...document, servers, paths, 'x-onair': root } }
}

const methodsOf = (item: PathItem): readonly string[] =>
  ['get', 'post', 'put', 'patch', 'delete'].filter((method) => item[method] !== undefined)

/** `get`, `/pets/{petId}/toys` → `getPetsPetIdToys`. */
const idOf = (method: string, path: string): string =>
  method + path.replaceAll(/[^\w]+(\w?)/g, (_, next: string) => next.toUpperCase())

const unique = (id: string, taken: Set<string>): string => {
  let name = id
  for (let count = 2; taken.has(name); count++) name = `${id}${count}`
  taken.add(name)
  return name
}
