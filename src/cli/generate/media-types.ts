import type { MockOperation, Operation } from '../../../specs/profile.js'
import type { Subject } from './subject.js'
import { dereference, locate } from './wire-type.js'

/** The media type of HTML forms. */
export const form = 'application/x-www-form-urlencoded'

/** JSON, or a format made of it (RFC 6839, section 3.1). */
export const isJson = (type: string): boolean => /^application\/([^;]+\+)?json *(;|$)/i.test(type)

/** The encoding of the request body. Reports a body that the client cannot write. */
export const bodyOf = ({ document, operation, at, report }: Subject): Pick<Operation, 'body' | 'contentType'> => {
  const { node, at: where } = locate(document, operation.requestBody, [...at, 'requestBody'])
  const types = Object.keys(node?.content ?? {})
  if (types.length === 0) return { body: null }
  if (at.at(-1) === 'get') {
    report(where, 'body-encoding', '`fetch` sends no body with GET. Describe the fields as query parameters.')
  }
  if (types.includes(form)) return { body: 'form' }
  const json = types.includes('application/json') ? 'application/json' : types.find(isJson)
  if (json) return { body: 'json', ...(json !== 'application/json' && { contentType: json }) }
  report(where, 'body-encoding', `${types.join(', ')}: only forms (${form}) and JSON are known.`)
  return { body: null }
}

/** The declared statuses, and the facts about successes. Reports statuses and successes that the client cannot read. */
export const answersOf = ({
  document,
  operation,
  at,
  report,
}: Subject): Pick<MockOperation, 'statuses' | 'text' | 'empty'> => {
  const { 'x-evidence': evidence = 'documented' } = operation
  const answers = Object.entries(operation.responses ?? {})
  let isText = false
  const full: string[] = []
  const empty: string[] = []
  for (const [status, reference] of answers) {
    if (!/^([1-5](\d\d|XX)|default)$/.test(status)) {
      report([...at, 'responses', status], 'status-known', `${status}: write a status as 200, as 2XX or as default.`)
    }
    if (!status.startsWith('2')) continue
    const types = Object.keys(dereference(document, reference).content ?? {})
    if (types.length === 0) empty.push(status)
    else full.push(status)
    isText ||= types.some((type) => /^text\/(?!html)/i.test(type))
    if (types.length > 0 && !types.some((type) => isJson(type) || /^(text\/|\*)/i.test(type))) {
      const message = `${types.join(', ')}: only JSON and text are known as a success.`
      report([...at, 'responses', status], 'answer-encoding', message)
    }
  }
  if (!answers.some(([status]) => /^[23]/.test(status))) {
    const message = 'No status is a success: `default` is for refusals. Write 200, or 2XX for every success.'
    report([...at, 'responses'], 'status-known', message)
  }
  return {
    ...(isText && { text: true as const }),
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
