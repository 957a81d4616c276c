import type { OpenApiDocument } from '../../../mock/control/reference/document.js'
import type { SecretNames } from '../../../mock/core/journal/secrets.js'
import { aTypeOf } from './describe-value.js'
import { confirmed, type Finding } from './finding.js'
import { readPlaces, type Described, type Place } from './places.js'
import { findingsOf } from './schema-errors.js'
import type { SchemaValidator } from './validators.js'

interface Options {
  readonly document: OpenApiDocument
  readonly validator: SchemaValidator
  readonly secrets: SecretNames
}

/** Compares a body with its schema: with Ajv, and for properties that the spec does not list, which no validator looks for. */
export function judgeBody({ document, validator, secrets }: Options, root: Described, body: unknown) {
  const fits = (pointer: string, value: unknown) => validator.errors(pointer, value).length === 0
  const { places, applied, unknown } = readPlaces(document, root, body, fits)
  return {
    places,
    findings: [
      ...findingsOf(validator.errors(root.pointer, body), { places, applied, secrets, fallback: root }),
      ...unknown.map(({ path, pointer, evidence, name, value }): Finding => ({
        kind: 'unknown property',
        where: path,
        at: pointer,
        evidence,
        seen: `It is ${aTypeOf(value)}. The spec does not have it.`,
        suggestion: `Add ${name}.`,
        foundBy: ['onair'],
      })),
    ],
    confirmations: places.flatMap(({ path, pointer, evidence }) =>
      path === 'body' ? [] : confirmed(path, pointer, evidence),
    ),
  }
}

/** The values of a body that no report may show. */
export const secretsIn = (places: readonly Place[], names: SecretNames): string[] =>
  places.flatMap(({ value, schema, path }) => {
    const isSecret =
      schema.format === 'password' ||
      schema.format === 'email' ||
      names.ofField(path.split('.').at(-1)!.replace('[]', ''))
    return isSecret && typeof value === 'string' ? [value] : []
  })
