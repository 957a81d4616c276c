import type { MockSpec } from '../../../specs/profile.js'
import { resolve, type OpenApiDocument, type ParameterNode } from '../../../mock/control/reference/document.js'
import { operationsOf, type DescribedOperation } from '../../../mock/control/reference/operations.js'
import { SecretNames } from '../../../mock/core/journal/secrets.js'
import type { Exchange } from './exchange.js'
import { distinct, type Confirmation, type Finding } from './finding.js'
import { judgeBody, secretsIn } from './judge-body.js'
import { judgeHead } from './judge-head.js'
import { fromPrism } from './judge-prism.js'
import type { Prism } from './prism.js'
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
    const { sent, answer } = exchange
    const { document } = this
    const operation = this.operations.get(exchange.operation)!
    const body = parsed(answer.text)
    const head = judgeHead(document, operation, answer, body)
    const options = { document, validator: this.#validator, secrets: this.#names }
    const inBody = head.root ? judgeBody(options, head.root, body) : { places: [], findings: [], confirmations: [] }
    const own = [...head.findings, ...inBody.findings]
    const { output } = await this.#prism.judge({ ...sent, reply: { ...answer, ...(answer.text !== '' && { body }) } })
    const findings = distinct([...own, ...fromPrism(output, own, inBody.places, operation)])
    const wrong = new Set(findings.map(({ where }) => where))
    return {
      findings,
      confirmations: [...head.confirmations, ...inBody.confirmations].filter(({ where }) => !wrong.has(where)),
      body,
      secrets: secretsIn(inBody.places, this.#names),
    }
  }
}

/** JSON that cannot be read stays text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
