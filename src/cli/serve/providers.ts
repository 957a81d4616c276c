import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Definition } from '../../../mock/index.js'
import { providers, type ProviderName } from '../../../mock/providers.js'
import { UsageError } from '../../errors/on-air-error.js'
import { unknown } from '../command.js'

/** A provider that is served. Its definition is loaded on demand: a mock listens before it has its providers. */
export interface Served {
  readonly name: string
  /** As `createMock` takes it. */
  readonly provider: ProviderName | Definition
  definition(): Promise<Definition>
}

/** The package's providers. */
const ownProviders: readonly Served[] = Object.entries(providers).map(([name, load]) => ({
  name,
  provider: name as ProviderName,
  definition: load,
}))

/** The providers of these names, among the package's and those of `more`. Default: all. */
export function selectProviders(names: readonly string[] | undefined, more: readonly Definition[]): readonly Served[] {
  const added = more.map(serveDefinition)
  // Your own definition replaces the package's.
  const all = [...ownProviders.filter(({ name }) => !added.some((one) => one.name === name)), ...added]
  const known = all.map(({ name }) => name)
  return (
    names?.map((name) => {
      const found = all.find((one) => one.name === name)
      if (!found) throw unknown('provider', name, known)
      return found
    }) ?? all
  )
}

const serveDefinition = (definition: Definition): Served => ({
  name: definition.name,
  provider: definition,
  definition: async () => definition,
})

/** The definitions that a module exports, under any name. Throws a `UsageError` for a module that has none. */
export async function readDefinitions(file: string): Promise<readonly Definition[]> {
  const module = await import(pathToFileURL(resolve(file)).href).catch((error: unknown) => {
    throw new UsageError(`Cannot load ${file}: ${error instanceof Error ? error.message : String(error)}`)
  })
  const found = new Set(Object.values(module as Record<string, unknown>).filter(isDefinition))
  if (found.size > 0) return [...found]
  throw new UsageError(
    `${file} exports no definition. Export what defineProvider() gives, by any name or as the default.`,
  )
}

const isDefinition = (value: unknown): value is Definition => {
  const { name, parts } = (value ?? {}) as Partial<Definition>
  return typeof name === 'string' && typeof parts === 'object' && typeof parts.spec === 'object'
}
