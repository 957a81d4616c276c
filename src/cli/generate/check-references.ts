import type { Spec } from './read-spec.js'
import type { SpecProblem } from './spec-error.js'
import { walk } from './walk.js'
import { locate } from './wire-type.js'

/** The references of a complete document that lead nowhere, such as that of a header. Those of schemas have been replaced before. */
export const checkReferences = ({ document, problem }: Spec): readonly SpecProblem[] => {
  const problems: SpecProblem[] = []
  for (const [path, { $ref }] of walk(document)) {
    if (typeof $ref !== 'string' || locate<unknown>(document, { $ref }, []).node !== undefined) continue
    problems.push(problem([...path, '$ref'], 'no-unresolved-refs', `${$ref} has no target. Correct the reference.`))
  }
  return problems
}
