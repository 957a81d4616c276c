import type * as z from 'zod'
import { slug } from './complete-spec.js'
import type { Spec } from './read-spec.js'
import type { SpecProblem } from './spec-error.js'
import {
  evidence,
  operationVocabulary,
  parameterVocabulary,
  rootVocabulary,
  schemaVocabulary,
  serverVocabulary,
  source,
} from './vocabulary.js'
import { type Path, walk } from './walk.js'

/** Everything in a spec that violates the vocabulary. */
export const checkVocabulary = (spec: Spec): readonly SpecProblem[] => {
  const problems: SpecProblem[] = []
  const check = (path: Path, rule: string, schema: z.ZodType, value: unknown): void => {
    for (const issue of schema.safeParse(value).error?.issues ?? []) {
      // An unknown key is reported at the key itself; zod's path ends at the object around it.
      const key = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
      const where = [...path.slice(-1), ...issue.path].join('.')
      problems.push(spec.problem([...path, ...(issue.path as Path), ...key], rule, `${where}: ${issue.message}`))
    }
  }

  const root = spec.document['x-onair'] ?? {}
  check(['x-onair'], 'x-onair', rootVocabulary, root)
  const { provider } = root as { provider?: unknown }
  if (typeof provider === 'string' && provider !== spec.provider && provider !== slug(spec.provider)) {
    const message = `The provider is called ${provider} but its folder ${spec.provider}. Rename one of them.`
    problems.push(spec.problem(['x-onair', 'provider'], 'x-onair', message))
  }

  for (const [path, node] of walk(spec.document)) {
    if (path.length > 0 && (isServer(path) || 'x-onair' in node)) {
      check([...path, 'x-onair'], 'x-onair', vocabularyAt(path), node['x-onair'] ?? {})
    }
    if ('x-evidence' in node) check([...path, 'x-evidence'], 'x-evidence', evidence, node['x-evidence'])
    if ('x-source' in node) check([...path, 'x-source'], 'x-source', source, node['x-source'])
  }
  return problems
}

const vocabularyAt = (path: Path): z.ZodType => {
  if (isServer(path)) return serverVocabulary
  if (isOperation(path)) return operationVocabulary
  return isParameter(path) ? parameterVocabulary : schemaVocabulary
}

const isServer = (path: Path): boolean => path.at(-2) === 'servers' && typeof path.at(-1) === 'number'
const isOperation = (path: Path): boolean => path.length === 3 && (path[0] === 'paths' || path[0] === 'webhooks')
const isParameter = (path: Path): boolean =>
  path.at(-2) === 'parameters' && (typeof path.at(-1) === 'number' || path.length === 3)
