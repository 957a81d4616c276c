import { createConfig, lintFromString } from '@redocly/openapi-core'
import type { Spec } from './read-spec.js'
import type { SpecProblem } from './spec-error.js'

/**
 * The rules that keep the generators from crashing or dropping something. `npm run lint` checks the style: an unfinished spec should still
 * generate.
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
} as const

/** Redocly's findings where the document is not OpenAPI. */
export const checkStructure = async (
  spec: Pick<Spec, 'text' | 'file' | 'problemIn'>,
): Promise<readonly SpecProblem[]> => {
  const config = await createConfig({ rules })
  const found = await lintFromString({ source: spec.text, absoluteRef: spec.file, config })
  return found.map(({ ruleId, message, location }) =>
    spec.problemIn(
      location[0]?.source.absoluteRef ?? spec.file,
      pathOf(location[0]?.pointer ?? ''),
      ruleId,
      message.replaceAll(/\s*\n\s*/g, ' ').trim(),
    ),
  )
}

/** From a pointer such as `#/paths/~1boats/get`. */
const pathOf = (pointer: string): string[] =>
  pointer
    .replace(/^#?\/?/, '')
    .split('/')
    .filter((step) => step !== '')
    .map((step) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'))
