import type { MockOperation, Operation } from '../../../specs/profile.js'
import type { Content, SpecSchema } from './document.js'
import type { Subject } from './subject.js'
import { dereference, locate } from './wire-type.js'

/** The media type of HTML forms. */
export const form = 'application/x-www-form-urlencoded'

/** JSON, or a format made of it (RFC 6839, section 3.1). */
export const isJson = (type: string): boolean => /^application\/([^;]+\+)?json *(;|$)/i.test(type)

/** Forms with files (RFC 7578). */
export const multipart = 'multipart/form-data'

/** Media types whose content is text. `application/xml` and similar are text too (RFC 7303, RFC 8259, RFC 9512). */
const isText = (type: string): boolean =>
  /^(text\/|application\/((x-)?(ndjson|jsonl|yaml)|jsonlines|json-seq|xml|csv|javascript|sql|graphql|[^;]+\+(xml|yaml|json-seq)) *(;|$))/i.test(
    type,
  )

/** What the content of a media type is. */
export type Kind = NonNullable<Operation['body']> | 'html' | 'text' | 'bytes' | 'unknown'

/** What the content of a media type is. `*` alone says nothing, so the schema decides: `format: binary` is bytes. */
export const kindOf = (type: string, schema?: SpecSchema): Exclude<Kind, 'raw'> => {
  if (isJson(type)) return 'json'
  if (/^application\/x-www-form-urlencoded *(;|$)/i.test(type)) return 'form'
  if (/^multipart\//i.test(type)) return /^multipart\/form-data *(;|$)/i.test(type) ? 'multipart' : 'unknown'
  if (/^text\/html\b/i.test(type)) return 'html'
  if (isText(type)) return 'text'
  return type === '*/*' && schema?.format !== 'binary' ? 'unknown' : 'bytes'
}

/** The media type of the body that the client writes, of those in the spec: JSON, a form, a multipart form, bytes, text. */
export const bodyTypeOf = (content: Content = {}): { readonly type: string; readonly kind: Kind } | undefined => {
  const types = Object.entries(content).map(([type, { schema }]) => ({ type, kind: kindOf(type, schema) }))
  const order: readonly Kind[] = ['json', 'form', 'multipart', 'bytes', 'text', 'html']
  const plain = types.find(({ type }) => type === 'application/json')
  const known = order.map((kind) => types.find((one) => one.kind === kind)).find((one) => one !== undefined)
  return plain ?? known ?? types.find(({ type }) => type === '*/*')
}

/** The encoding of the request body. Reports a body that the client cannot write. */
export const bodyOf = ({ document, operation, at, report }: Subject): Pick<Operation, 'body' | 'contentType'> => {
  const { node, at: where } = locate(document, operation.requestBody, [...at, 'requestBody'])
  const types = Object.keys(node?.content ?? {})
  if (types.length === 0) return { body: null }
  const method = String(at.at(-1)).toUpperCase()
  if (method === 'GET' || method === 'HEAD') {
    const message = `\`fetch\` sends no body with ${method}. Describe the fields as query parameters, or a POST.`
    report(where, 'body-encoding', message)
  }
  const chosen = bodyTypeOf(node?.content)
  if (!chosen) {
    const kinds = `JSON, a form (${form}, ${multipart}), text, or application/octet-stream`
    report(where, 'body-encoding', `The client cannot write ${types.join(', ')}. Write ${kinds}.`)
    return { body: null }
  }
  const { type, kind } = chosen
  if (kind === 'form' || kind === 'multipart') return { body: kind }
  if (kind === 'json') return { body: 'json', ...(type !== 'application/json' && { contentType: type }) }
  const isDefault = type === 'application/octet-stream' || type.includes('*')
  return { body: 'raw', ...(!isDefault && { contentType: type }) }
}

/** The declared statuses, and the facts about successes. Reports statuses and successes that the client cannot read. */
export const answersOf = ({
  document,
  operation,
  at,
  report,
}: Subject): Pick<MockOperation, 'statuses' | 'answers' | 'empty'> => {
  const { 'x-evidence': evidence = 'documented' } = operation
  const answers = Object.entries(operation.responses ?? {})
  const kinds = new Set<'json' | 'text' | 'bytes'>()
  const full: string[] = []
  const empty: string[] = []
  for (const [status, reference] of answers) {
    if (!/^([1-5](\d\d|XX)|default)$/.test(status)) {
      report([...at, 'responses', status], 'status-known', `${status}: write a status as 200, as 2XX or as default.`)
    }
    if (!status.startsWith('2')) continue
    const types = Object.entries(dereference(document, reference).content ?? {})
    if (types.length === 0) empty.push(status)
    else full.push(status)
    for (const [type, { schema }] of types) {
      const kind = kindOf(type, dereference(document, schema))
      if (kind === 'html') continue
      kinds.add(type === '*/*' && kind === 'unknown' ? 'json' : kind === 'text' || kind === 'json' ? kind : 'bytes')
    }
  }
  if (!answers.some(([status]) => /^[23]/.test(status))) {
    const message = 'No status is a success: `default` is for refusals. Write 200, or 2XX for every success.'
    report([...at, 'responses'], 'status-known', message)
  }
  return {
    ...(kinds.size > 0 && [...kinds].join() !== 'json' && { answers: [...kinds].toSorted() }),
    ...emptyOf(full, empty),
    // A response without a mark has the evidence of its operation.
    statuses: Object.fromEntries(
      answers
        .filter(([status]) => status !== 'default')
        .map(([status, response]) => [status, dereference(document, response)['x-evidence'] ?? evidence]),
    ),
  }
}

/** RFC 9110, section 15.3: the successes that can have content. */
const successes = [200, 201, 202, 203, 206, 207, 208, 226]

/** Which successes have no content, from the declared ones. An undeclared one counts as 2XX, or else has content. */
const emptyOf = (full: readonly string[], empty: readonly string[]): Pick<Operation, 'empty'> => {
  if (full.length === 0) return { empty: true }
  const isEmpty = (status: number) =>
    empty.includes(String(status)) || (empty.includes('2XX') && !full.includes(String(status)))
  const found = successes.filter(isEmpty)
  return found.length === 0 ? {} : { empty: found }
}
