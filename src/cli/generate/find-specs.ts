import { UsageError } from '../../errors/on-air-error.js'
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'

/** A file from which something is generated. */
export interface SourceFile {
  /** Absolute path. */
  readonly file: string
  /** The path in generated files: relative to the specs folder, the same on every machine. */
  readonly source: string
}

/** The location of a provider's spec: its OpenAPI document. */
export interface SpecFile extends SourceFile {
  /** Name of its folder, and of the folder generated from it. */
  readonly provider: string
  /** Its schema.graphql, and the documents in `operations/*.graphql` by name. Undefined without a schema. */
  readonly graphql?: { readonly schema: SourceFile; readonly operations: readonly SourceFile[] } | undefined
}

/** The OpenAPI document of a folder: openapi.yaml, openapi.yml or openapi.json. Throws `UsageError` if there are several. */
export const documentIn = (folder: string): string | undefined => {
  const found = ['openapi.yaml', 'openapi.yml', 'openapi.json'].filter((name) => existsSync(join(folder, name)))
  if (found.length > 1) throw new UsageError(`${folder} has ${found.join(' and ')}. Keep one of them.`)
  return found[0] && join(folder, found[0])
}

/**
 * The document of every `<specs>/<provider>` by name, with its GraphQL files. Throws if the folder has none or cannot be read, and if there
 * are documents without a schema.
 */
export const findSpecs = async (specs: string): Promise<readonly SpecFile[]> => {
  const root = resolve(specs)
  const entries = await readdir(root, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`Cannot read the specs folder ${specs} (${error.code}). Name another with --specs.`)
  })
  const at = (path: string): SourceFile => ({ file: join(root, path), source: `${basename(root)}/${path}` })
  const providers = entries
    .filter((entry) => entry.isDirectory() && documentIn(join(root, entry.name)) !== undefined)
    .map(({ name }) => name)
  if (providers.length === 0)
    throw new UsageError(
      `${specs} has no <provider>/openapi.yaml, .yml or .json. Put one there, or name another folder with --specs.`,
    )
  return Promise.all(
    inOrder(providers).map(async (provider) => {
      const schema = at(`${provider}/schema.graphql`)
      const names = await readdir(join(root, provider, 'operations')).catch(() => [])
      const operations = inOrder(names.filter((name) => name.endsWith('.graphql')))
      const spec = { provider, ...at(`${provider}/${basename(documentIn(join(root, provider))!)}`) }
      if (existsSync(schema.file)) {
        return {
          ...spec,
          graphql: { schema, operations: operations.map((name) => at(`${provider}/operations/${name}`)) },
        }
      }
      if (operations.length === 0) return spec
      throw new UsageError(`${specs}/${provider}/operations has documents, but there is no schema.graphql beside it.`)
    }),
  )
}

/** Not by locale: the order must be the same on every machine. */
const inOrder = (names: readonly string[]): readonly string[] => [...names].sort((one, other) => (one < other ? -1 : 1))
