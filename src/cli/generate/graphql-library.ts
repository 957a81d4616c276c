import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/**
 * The copy of `graphql` that the code generators load, which is the CommonJS one. A test runner or a bundler may give us the
 * other, whose schemas theirs does not know for schemas.
 */
export const graphql = require('graphql') as typeof import('graphql')

/** Not in the package's index: what it says has the places of all mistakes, where `buildASTSchema` throws a bare text. */
export const { validateSDL } =
  require('graphql/validation/validate.js') as typeof import('graphql/validation/validate.js')
