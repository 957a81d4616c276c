import type { Profile } from '../../../specs/profile.js'
import type { SpecDocument } from './document.js'
import { literal } from './literal.js'

/** `index.ts`: the spec as one value that carries its types. `types` is the module to import `Spec` from. */
export const renderIndex = ({ provider, title }: Profile, types: string): string => {
  const name = nameOf(provider)
  return `import type { Spec } from '${types}'
import { operations, profile } from './operations.js'
import type { operations as Operations, paths } from './types.js'

export type { OperationId, Scope } from './operations.js'
export type { components, paths } from './types.js'

/** ${title} for clients and sign-in: \`createProvider(${name})\`. */
export const ${name}: Spec<paths, Operations, typeof profile, typeof operations> = { profile, operations }
`
}

/**
 * `mock.ts`: the same value with schemas, examples and document, and the GraphQL schema if there is one. `types` is the module to import
 * `MockSpec` from.
 */
export const renderMock = (
  { provider, title }: Profile,
  types: string,
  hasGraphQL: boolean,
): string => `import type { MockSpec } from '${types}'
import { operations, scopeDescriptions } from './facts.js'
import { profile } from './operations.js'
import type { operations as Operations, paths } from './types.js'

/** ${title} for mocks: the value of \`index.ts\`, with facts, schemas, examples and document. */
export const ${nameOf(provider)}: MockSpec<paths, Operations, typeof profile, typeof operations> = {
  profile,
  operations,
  scopeDescriptions,
  schemas: () => import('./schemas.js'),
  examples: async () => (await import('./examples.js')).examples,
  document: async () => (await import('./document.js')).document${
    hasGraphQL
      ? `,
  sdl: async () => (await import('./annotated-sdl.js')).annotatedSdl`
      : ''
  }
}
`

/** `document.ts`: the spec as plain data, for pages that describe it. */
export const renderDocument = (
  document: SpecDocument,
  title: string,
): string => `/** The OpenAPI document of ${title}. */
export const document: Readonly<Record<string, unknown>> = ${literal(document)}
`

/** The provider's name in camelCase. One that starts with a digit gets `_` in front. */
export const nameOf = (provider: string): string =>
  provider.replaceAll(/[^\p{ID_Continue}]+(.?)/gu, (_, next: string) => next.toUpperCase()).replace(/^\p{N}/u, '_$&')
