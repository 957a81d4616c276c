import type { ErrorObject } from 'ajv'
import type { SecretNames } from '../../../mock/core/journal/secrets.js'
import { aTypeOf, typeOf, valueToShow } from './describe-value.js'
import type { Finding } from './finding.js'
import type { Applied, Place } from './places.js'

interface Context {
  readonly places: readonly Place[]
  readonly applied: readonly Applied[]
  readonly secrets: SecretNames
  /** The default for places without a mark. */
  readonly fallback: Pick<Place, 'evidence' | 'pointer'>
}

const composites = new Set(['anyOf', 'oneOf', 'allOf', 'if', 'not', '$ref'])

/**
 * The findings from errors of Ajv (`verbose`, `allErrors`). Ajv reports every branch of an `anyOf` or `oneOf`. Only the deepest errors
 * count, so that one difference is one finding.
 */
export function findingsOf(errors: readonly ErrorObject[], context: Context): Finding[] {
  const paths = [...new Set(errors.map(({ instancePath }) => instancePath))]
  return paths.flatMap((path) => {
    const here = errors.filter(({ instancePath }) => instancePath === path)
    const isChoice = here.some(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf')
    const isDeeper = paths.some((one) => one.startsWith(`${path}/`))
    const missing = here.filter(({ keyword }) => keyword === 'required')
    const rest = here.filter(({ keyword }) => keyword !== 'required' && !composites.has(keyword))
    const isNoise = isChoice && (missing.length > 0 || isDeeper)
    return [
      ...missing.map((error) => missingProperty(error, context)),
      ...(isNoise || missing.length === here.length ? [] : wrongValue(rest, here[0]!, context)),
    ]
  })
}

function missingProperty(error: ErrorObject, context: Context): Finding {
  const name = (error.params as { readonly missingProperty: string }).missingProperty
  const place = placeOf(error, context)
  const owner = context.applied.findLast(
    ({ instance, schema }) => instance === error.instancePath && schema.required?.includes(name),
  )
  return {
    kind: 'missing property',
    where: `${place.path}.${name}`,
    at: owner?.pointer ?? place.pointer,
    evidence: owner?.schema.properties?.[name]?.['x-evidence'] ?? owner?.evidence ?? place.evidence,
    seen: 'It is not there.',
    suggestion: `Take ${name} out of the required properties.`,
    foundBy: ['Ajv'],
  }
}

/** One finding for all errors of a value, from the most informative one. */
function wrongValue(errors: readonly ErrorObject[], any: ErrorObject, context: Context): Finding[] {
  const value: unknown = any.data
  const place = placeOf(any, context)
  const found = (kind: Finding['kind'], seen: string, suggestion: string): Finding => ({
    kind,
    where: place.path,
    at: place.pointer,
    evidence: place.evidence,
    seen,
    suggestion,
    foundBy: ['Ajv'],
  })
  const of = (...keywords: string[]) => errors.filter(({ keyword }) => keywords.includes(keyword))
  const types = of('type')
  const [choice] = of('enum', 'const')
  const [format] = of('format')
  if (value === null) return [found('null', 'It is null.', 'Allow null.')]
  if (choice && types.length === 0) {
    const shown = valueToShow(value, isSecret(place, context))
    return [found('enum', `The value is ${shown}, which is not listed.`, 'Add the value to the enum.')]
  }
  if (types.length > 0) {
    const expected = [...new Set(types.flatMap(({ schema }) => schema as string | string[]))].join(' or ')
    return [found('type', `It is ${aTypeOf(value)}, not ${expected}.`, `Allow ${typeOf(value)}.`)]
  }
  if (format) {
    const seen = `It is a string that is not of the format ${String(format.schema)}.`
    return [found('format', seen, 'Correct the format, or take it out.')]
  }
  const [first = any] = errors
  return [found('value', `It ${first.message ?? 'does not fit'}.`, `Correct ${first.keyword}.`)]
}

const isSecret = ({ path, schema }: Place, { secrets }: Context): boolean =>
  schema.format === 'password' ||
  schema.format === 'email' ||
  secrets.ofField(path.split('.').at(-1)!.replace('[]', ''))

/** The place of an error. The last schema of a place is the most specific. */
function placeOf({ instancePath }: ErrorObject, { places, fallback }: Context): Place {
  const place = places.findLast(({ instance }) => instance === instancePath)
  return place ?? { ...fallback, schema: {}, instance: instancePath, path: 'body', value: undefined }
}
