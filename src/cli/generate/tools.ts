import { UsageError } from '../../errors/on-air-error.js'

const install = {
  openapi: 'npm i -D openapi-typescript@7.13.0 @hey-api/openapi-ts@0.95.0 yaml typescript@5.9.3',
  // Wanted only where there is a schema.graphql.
  graphql:
    'npm i -D @graphql-codegen/core@6 @graphql-codegen/typescript@6 @graphql-codegen/typescript-operations@6 @graphql-codegen/typed-document-node@7',
}

/**
 * Loads one of the generators. They are heavy and only needed here, so they are optional peers and load on first use.
 * Throws an error with the line to type when the package is not installed.
 */
export const loadTool = async <Tool>(name: string, load: () => Promise<Tool>): Promise<Tool> => {
  try {
    return await load()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw error
    const line = name.startsWith('@graphql-codegen/') ? install.graphql : install.openapi
    throw new UsageError(`Generating needs ${name}, or a package under it, which is not installed. Run: ${line}`)
  }
}
