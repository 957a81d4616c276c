import { createRequire } from 'node:module'
import type { Spec } from './read-spec.js'
import type { SpecProblem } from './spec-error.js'
import { loadTool } from './tools.js'

/** The part of @redocly/openapi-core 1.x that is used here. */
interface Redocly {
  createConfig(config: { rules: Record<string, string> }): Promise<unknown>
  lintFromString(options: {
    source: string
    absoluteRef: string
    config: unknown
  }): Promise<readonly { ruleId: string; message: string; location: readonly { pointer?: string }[] }[]>
}

/**
 * The rules without which the generators crash or, worse, leave something out. Style is `npm run lint`'s business: a
 * spec in the middle of being written should still generate.
 */
const rules = {
  struct: 'error',
  'no-unresolved-refs': 'error',
  'no-identical-paths': 'error',
  'no-undefined-server-variable': 'error',
  'operation-operationId': 'error',
  'operation-operationId-unique': 'error',
  'operation-parameters-unique': 'error',
  'path-declaration-must-exist': 'error',
  'path-not-include-query': 'error',
  'path-parameters-defined': 'error',
  'security-defined': 'error',
}

/** Where the document is not OpenAPI, as Redocly sees it. */
export const checkStructure = async (spec: Spec): Promise<readonly SpecProblem[]> => {
  const redocly = await loadRedocly()
  const config = await redocly.createConfig({ rules })
  const found = await redocly.lintFromString({ source: spec.text, absoluteRef: spec.file, config })
  return found.map(({ ruleId, message, location }) =>
    spec.problem(pathOf(location[0]?.pointer ?? ''), ruleId, message.replaceAll(/\s*\n\s*/g, ' ').trim()),
  )
}

/** From a pointer such as `#/paths/~1boats/get`. */
const pathOf = (pointer: string): string[] =>
  pointer
    .replace(/^#?\/?/, '')
    .split('/')
    .filter((step) => step !== '')
    .map((step) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'))

/** It is openapi-typescript's own copy: the one version that is there wherever openapi-typescript is. */
const loadRedocly = (): Promise<Redocly> =>
  loadTool('openapi-typescript', async () => {
    const here = createRequire(import.meta.url)
    return createRequire(here.resolve('openapi-typescript'))('@redocly/openapi-core') as Redocly
  })
