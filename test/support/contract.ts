import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { Exchange } from '../../mock/index.js'

interface ResponseObject {
  readonly $ref?: string
  readonly headers?: Readonly<Record<string, { readonly $ref?: string; readonly required?: boolean }>>
  readonly content?: Readonly<Record<string, unknown>>
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly components: {
    readonly responses: Readonly<Record<string, ResponseObject>>
    readonly parameters: Readonly<Record<string, ParameterObject>>
    readonly requestBodies?: Readonly<Record<string, RequestBody>>
  }
}

interface RequestBody {
  readonly $ref?: string
  readonly required?: boolean
  readonly content: Readonly<Record<string, unknown>>
}

interface ParameterObject {
  readonly $ref?: string
  readonly name: string
  readonly in: string
  readonly required?: boolean
}

interface OperationObject {
  readonly operationId?: string
  readonly parameters?: readonly ParameterObject[]
  readonly requestBody?: RequestBody
  readonly responses: Readonly<Record<string, ResponseObject>>
}

const pointer = (...parts: readonly string[]) =>
  parts.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')

/** Checks requests and replies against one provider's spec, with Ajv over the whole document. */
export class Contract {
  readonly #document: Document
  readonly #ajv: Ajv2020
  /** For values that are strings on the wire: `'5'` is an integer there. */
  readonly #textAjv: Ajv2020
  readonly #validators = new Map<string, ValidateFunction | null>()

  constructor(provider: string, specs = 'specs') {
    this.#document = parse(readFileSync(`${specs}/${provider}/openapi.yaml`, 'utf8')) as Document
    this.#ajv = this.#validatorOf({ coerceTypes: false })
    this.#textAjv = this.#validatorOf({ coerceTypes: 'array' })
  }

  #validatorOf(options: { readonly coerceTypes: boolean | 'array' }): Ajv2020 {
    const ajv = new Ajv2020({
      ...options,
      allErrors: true,
      strict: true,
      strictTypes: false,
      strictTuples: false,
      allowUnionTypes: true,
    })
    addFormats.default(ajv)
    ajv.addVocabulary([...Object.keys(this.#document), 'example', 'x-evidence', 'x-source'])
    ajv.addFormat('password', true)
    ajv.addSchema({ $id: 'spec', ...this.#document })
    return ajv
  }

  /** The errors of a request's query and body. Empty if the spec allows it. */
  requestProblems({ operation, request }: Exchange): string[] {
    const found = this.#operation(operation)
    if (!found) return [`${operation} is not in the spec`]
    const sent = new URL(request.url).searchParams
    const judge = (query: object) => problemsOf(this.#textAjv, `${operation} query`, query, this.#querySchema(found))
    const asLists = judge(fieldsOf(sent))
    // A value that is not a list may be repeated by mistake: the provider decides which one counts.
    const problems = asLists.length > 0 ? judge(Object.fromEntries(sent)) : asLists
    const name = found.object.requestBody?.$ref?.split('/').pop()
    const requestBody = name === undefined ? found.object.requestBody : this.#document.components.requestBodies?.[name]
    if (!requestBody) return problems
    const at = name === undefined ? [...found.path, 'requestBody'] : ['components', 'requestBodies', name]
    if (request.body === '') return requestBody.required ? [...problems, `${operation} body: missing`] : problems
    const type = (request.headers.get('content-type') ?? '').split(';')[0]!
    if (!(type in requestBody.content)) return [...problems, `${operation} body: ${type} is not in the spec`]
    const schema = { $ref: `spec#/${pointer(...at, 'content', type, 'schema')}` }
    const isJson = type === 'application/json'
    const body: unknown = isJson ? JSON.parse(request.body) : fieldsOf(new URLSearchParams(request.body))
    return [...problems, ...problemsOf(isJson ? this.#ajv : this.#textAjv, `${operation} body`, body, schema)]
  }

  #querySchema({ path, object }: { path: string[]; object: OperationObject }): object {
    const named = (object.parameters ?? []).map((parameter, index) => {
      const name = parameter.$ref?.split('/').pop()
      return name === undefined
        ? { parameter, at: [...path, 'parameters', String(index)] }
        : { parameter: this.#document.components.parameters[name]!, at: ['components', 'parameters', name] }
    })
    // A parameter with `content` is a document, and is not judged here.
    const asked = named.filter(({ parameter }) => parameter.in === 'query' && 'schema' in parameter)
    return {
      type: 'object',
      required: asked.filter(({ parameter }) => parameter.required).map(({ parameter }) => parameter.name),
      properties: Object.fromEntries(
        asked.map(({ parameter, at }) => [parameter.name, { $ref: `spec#/${pointer(...at, 'schema')}` }]),
      ),
    }
  }

  /** The errors of a reply. Empty if the spec allows it. */
  problems({ operation, reply }: Exchange): string[] {
    const found = this.#operation(operation)
    if (!found) return [`${operation} is not in the spec`]
    const where = `${operation} ${reply.status}`
    const { responses } = found.object
    const key = [String(reply.status), `${String(reply.status)[0]}XX`].find((one) => one in responses)
    const declared = key === undefined ? undefined : responses[key]
    if (key === undefined || !declared) return [`${where}: the spec has no such status`]
    const name = declared.$ref?.split('/').pop()
    const response = name === undefined ? declared : this.#document.components.responses[name]!
    const missing = Object.entries(response.headers ?? {})
      .filter(([header, object]) => object.required && !(header.toLowerCase() in (reply.headers ?? {})))
      .map(([header]) => `${where}: header ${header} is missing`)
    const type = (reply.headers?.['content-type'] ?? 'application/json').split(';')[0]!
    if (!response.content) {
      return reply.body === undefined ? missing : [...missing, `${where}: a body that the spec does not have`]
    }
    if (!(type in response.content)) return [...missing, `${where}: content type ${type} is not in the spec`]
    const base = name === undefined ? [...found.path, 'responses', key] : ['components', 'responses', name]
    const validate = this.#validator(pointer(...base, 'content', type, 'schema'))
    if (validate(JSON.parse(JSON.stringify(reply.body ?? null)))) return missing
    return [...missing, ...(validate.errors ?? []).map((error) => `${where}: ${error.instancePath} ${error.message}`)]
  }

  #operation(id: string): { path: string[]; object: OperationObject } | undefined {
    for (const [path, item] of Object.entries(this.#document.paths)) {
      for (const [method, object] of Object.entries(item)) {
        if ((object as OperationObject).operationId === id) {
          return { path: ['paths', path, method], object: object as OperationObject }
        }
      }
    }
    return undefined
  }

  #validator(at: string): ValidateFunction {
    let validate = this.#validators.get(at)
    if (!validate) this.#validators.set(at, (validate = this.#ajv.compile({ $ref: `spec#/${at}` })))
    return validate
  }
}

/** Fields by name. A repeated field is a list, as OpenAPI writes lists by default. Ajv turns a single item into a list. */
export function fieldsOf(sent: URLSearchParams): Record<string, string | string[]> {
  const named = [...new Set(sent.keys())].map((name) => [name, sent.getAll(name)] as const)
  return Object.fromEntries(named.map(([name, values]) => [name, values.length === 1 ? values[0]! : values]))
}

function problemsOf(ajv: Ajv2020, where: string, input: unknown, schema: object): string[] {
  const validate = ajv.compile(schema)
  if (validate(input)) return []
  return (validate.errors ?? []).map(({ instancePath, message }) => `${where}: ${instancePath} ${message}`)
}
