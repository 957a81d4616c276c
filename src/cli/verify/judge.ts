import type { MockSpec } from '../../../specs/profile.js'
import {
  resolve,
  type OpenApiDocument,
  type ParameterNode,
  type ResponseNode,
} from '../../../mock/control/reference/document.js'
import { operationsOf, type DescribedOperation } from '../../../mock/control/reference/operations.js'
import { SecretNames } from '../../../mock/core/journal/secrets.js'
import type { Exchange } from './exchange.js'
import { distinct, type Confirmation, type Finding } from './finding.js'
import { escapePointer, readPlaces, type Described, type Place } from './places.js'
import type { Prism, PrismProblem } from './prism.js'
import { findingsOf } from './schema-errors.js'
import { aTypeOf } from './describe-value.js'
import { SchemaValidator, type Validators } from './validators.js'

/** The findings from an answer. */
export interface Judgement {
  readonly findings: readonly Finding[]
  readonly confirmations: readonly Confirmation[]
  /** The body of a success, if it is JSON. */
  readonly body: unknown
  /** Values of the answer that no report may show. */
  readonly secrets: readonly string[]
}

/** Checks answers against a provider's spec: with Ajv, with Prism, and for differences that neither finds, such as undeclared properties. */
export class SpecJudge {
  readonly operations: ReadonlyMap<string, DescribedOperation>
  readonly document: OpenApiDocument
  readonly #validator: SchemaValidator
  readonly #names: SecretNames
  readonly #prism: Prism

  private constructor(
    document: OpenApiDocument,
    spec: MockSpec<unknown, unknown>,
    validators: Validators,
    prism: Prism,
  ) {
    this.document = document
    const whole = (one: ParameterNode) => ({ ...one, ...(one.schema && { schema: resolve(document, one.schema) }) })
    this.operations = new Map(
      operationsOf(document, spec).map((one) => [one.id, { ...one, parameters: one.parameters.map(whole) }]),
    )
    this.#validator = new SchemaValidator(validators, document)
    this.#names = new SecretNames(document)
    this.#prism = prism
  }

  static async create(spec: MockSpec<unknown, unknown>, validators: Validators): Promise<SpecJudge> {
    const document = (await spec.document!()) as unknown as OpenApiDocument
    // Prism changes what it is given.
    const prism = await validators.createPrism(structuredClone(document))
    return new SpecJudge(document, spec, validators, prism)
  }

  async judge(exchange: Exchange): Promise<Judgement> {
    const operation = this.operations.get(exchange.operation)!
    const body = parsed(exchange.answer.text)
    const own = this.#judgeAnswer(operation, exchange, body)
    const { output } = await this.#prism.judge({
      ...exchange.sent,
      reply: { ...exchange.answer, ...(exchange.answer.text !== '' && { body }) },
    })
    const findings = distinct([...own.findings, ...fromPrism(output, own.findings, own.places, operation)])
    const wrong = new Set(findings.map(({ where }) => where))
    return {
      findings,
      confirmations: own.confirmations.filter(({ where }) => !wrong.has(where)),
      body,
      secrets: this.#secretsIn(own.places),
    }
  }

  #judgeAnswer(operation: DescribedOperation, { answer }: Exchange, body: unknown) {
    const { id, row, node } = operation
    const at = `#/paths/${escapePointer(row.path)}/${row.method.toLowerCase()}`
    const nothing = { places: [] as readonly Place[], confirmations: [] as readonly Confirmation[] }
    const finding = (
      of: Pick<Finding, 'kind' | 'where' | 'seen' | 'suggestion'> &
        Partial<Pick<Finding, 'at' | 'evidence' | 'foundBy'>>,
    ): Finding => ({ at: `${at}/responses`, evidence: node['x-evidence'], foundBy: ['Ajv'], ...of })
    const declared = declaredResponse(operation, answer.status)
    if (!declared) {
      const seen = `The status is ${answer.status}. The spec has ${Object.keys(node.responses ?? {}).join(', ')}.`
      const undeclared = finding({
        kind: 'status',
        where: 'status',
        seen,
        suggestion: `Add ${answer.status} to ${id}.`,
        foundBy: ['onair'],
      })
      return { ...nothing, findings: [undeclared] }
    }
    const [key, response] = declared
    const { pointer } = followed(node.responses![key]!, `${at}/responses/${key}`)
    const evidence = response['x-evidence'] ?? node['x-evidence']
    const here = { at: pointer, evidence, foundBy: ['onair'] as const }
    const findings = missingHeaders(this.document, response, answer.headers).map((name) =>
      finding({
        ...here,
        kind: 'header',
        where: `header ${name}`,
        seen: 'It is not there.',
        suggestion: `Say that ${name} is not required.`,
      }),
    )
    const confirmations = [
      ...confirmed('operation', at, node['x-evidence']),
      ...confirmed(`status ${answer.status}`, pointer, evidence),
    ]
    const isSuccess = answer.status < 300
    if (answer.text === '') {
      const isAllowed = !response.content || answer.status === 204 || (isSuccess && row.bodyOptional)
      if (!isAllowed)
        findings.push(
          finding({
            ...here,
            kind: 'body',
            where: 'body',
            seen: 'It is empty.',
            suggestion: 'Take the content out, or set x-onair.bodyOptional.',
          }),
        )
      return { places: [], findings, confirmations }
    }
    if (!response.content) {
      findings.push(
        finding({
          ...here,
          kind: 'body',
          where: 'body',
          seen: `It is ${aTypeOf(body)}. The spec has none.`,
          suggestion: 'Describe the body.',
        }),
      )
      return { places: [], findings, confirmations }
    }
    const type = mediaTypeOf(answer.headers['content-type'])
    const media = Object.keys(response.content).find((one) => fitsType(type, one))
    if (media === undefined) {
      const seen = `It is ${type}. The spec has ${Object.keys(response.content).join(', ')}.`
      findings.push(
        finding({
          ...here,
          kind: 'content type',
          where: 'content type',
          seen,
          suggestion: `Add ${type} to status ${key}.`,
        }),
      )
      return { places: [], findings, confirmations }
    }
    const root: Described = {
      schema: response.content[media]!.schema ?? {},
      pointer: `${pointer}/content/${escapePointer(media)}/schema`,
      evidence,
    }
    const { places, applied, unknown } = readPlaces(
      this.document,
      root,
      body,
      (one, value) => this.#validator.errors(one, value).length === 0,
    )
    const errors = this.#validator.errors(root.pointer, body)
    return {
      places,
      findings: [
        ...findings,
        ...findingsOf(errors, { places, applied, secrets: this.#names, fallback: root }),
        ...unknown.map(({ path, pointer: of, evidence: mark, name, value }) =>
          finding({
            kind: 'unknown property',
            where: path,
            at: of,
            evidence: mark,
            seen: `It is ${aTypeOf(value)}. The spec does not have it.`,
            suggestion: `Add ${name}.`,
            foundBy: ['onair'],
          }),
        ),
      ],
      confirmations: [
        ...confirmations,
        ...places.flatMap(({ path, pointer: of, evidence: mark }) =>
          path === 'body' ? [] : confirmed(path, of, mark),
        ),
      ],
    }
  }

  #secretsIn(places: readonly Place[]): string[] {
    return places.flatMap(({ value, schema, path }) => {
      const isSecret =
        schema.format === 'password' ||
        schema.format === 'email' ||
        this.#names.ofField(path.split('.').at(-1)!.replace('[]', ''))
      return isSecret && typeof value === 'string' ? [value] : []
    })
  }
}

/** The findings of Prism alone. A difference that both validators find is one finding. */
function fromPrism(
  problems: readonly PrismProblem[],
  findings: readonly Finding[],
  places: readonly Place[],
  { row, node }: DescribedOperation,
): Finding[] {
  return problems.flatMap(({ message, path = [] }): Finding[] => {
    const parts = path.filter((part, i) => !(i < 2 && (part === 'response' || part === 'body')))
    const isBody = path.includes('body')
    const instance = parts.map((part) => `/${escapePointer(String(part))}`).join('')
    const place = places.findLast((one) => one.instance === instance)
    const where = isBody ? (place?.path ?? 'body') : 'answer'
    // Without a declared status and content type there is no schema, and Prism may take another.
    const same = findings.filter((one) =>
      isBody && isInBody(one) ? one.where.startsWith(where) || where.startsWith(one.where) : !isInBody(one),
    )
    if (same.length > 0) return same.map((one) => ({ ...one, foundBy: ['Prism'] }))
    const at = place?.pointer ?? `#/paths/${escapePointer(row.path)}/${row.method.toLowerCase()}/responses`
    const evidence = place?.evidence ?? node['x-evidence']
    return [
      { kind: 'value', where, at, evidence, seen: message, suggestion: 'Correct the spec there.', foundBy: ['Prism'] },
    ]
  })
}

const isInBody = ({ where }: Finding): boolean => /^body[.[]/.test(where)

const confirmed = (where: string, at: string, evidence: Confirmation['evidence'] | undefined): Confirmation[] =>
  evidence === 'inferred' || evidence === 'community' ? [{ where, at, evidence }] : []

function declaredResponse({ responses }: DescribedOperation, status: number) {
  const keys = [String(status), `${String(status)[0]}XX`, 'default']
  return keys.flatMap((key) => responses.filter(([one]) => one === key)).at(0)
}

/** The place of a node, or of its `$ref`'s target. */
const followed = (node: object, pointer: string) => ({ pointer: (node as { readonly $ref?: string }).$ref ?? pointer })

const missingHeaders = (
  document: OpenApiDocument,
  { headers = {} }: ResponseNode,
  sent: Readonly<Record<string, string>>,
): string[] =>
  Object.entries(headers).flatMap(([name, header]) =>
    resolve(document, header).required && !(name.toLowerCase() in sent) ? [name] : [],
  )

/** `text/html; charset=utf-8` → `text/html`. */
const mediaTypeOf = (header: string | undefined): string =>
  (header ?? 'no content type').split(';')[0]!.trim().toLowerCase()

const fitsType = (type: string, pattern: string): boolean => {
  const [all, sub] = mediaTypeOf(pattern).split('/')
  return mediaTypeOf(pattern) === type || all === '*' || (sub === '*' && type.startsWith(`${all}/`))
}

/** JSON that cannot be read stays text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
