import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/**
 * The copy of `graphql` that the code generators load: the CommonJS one. A test runner or a bundler may load the other copy for us, and the
 * generators refuse its schemas.
 */
export const graphql = require('graphql') as typeof import('graphql')

/** It is not exported from the package's index. Its result has the locations of all errors; `buildASTSchema` throws a plain message. */
export const { validateSDL } =
  require('graphql/validation/validate.js') as typeof import('graphql/validation/validate.js')
