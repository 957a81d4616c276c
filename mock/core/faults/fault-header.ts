import type { CallFields } from '../definition/define-provider.js'
import type { Call } from '../http/call.js'
import type { Reply } from '../http/reply.js'
import { checkName, must } from '../validate.js'
import type { Fault, FaultOptions } from './fault.js'
import type { FaultList } from './fault-list.js'

/** The request header for a fault that acts on this request only. */
export const faultHeader = 'x-onair-fault'

/**
 * Reads the fault in a request's header: `status; status=503; retryAfter=2`. The fields are those of `faults.add`, and `field` names a root
 * field of a GraphQL request. The refusal is a 400 for a value that `faults.add` would refuse.
 */
export function readFaultHeader(
  call: Call<never>,
  text: string,
  provider: string,
  faults: FaultList,
  graphql: CallFields | undefined,
): { readonly fault: Fault } | { readonly refused: Reply } {
  const [action = '', ...pairs] = text.split(';').map((part) => part.trim())
  const fields = Object.fromEntries(
    pairs.map((pair) => {
      const mark = pair.indexOf('=')
      const [name, value] = mark < 0 ? [pair, ''] : [pair.slice(0, mark).trim(), pair.slice(mark + 1).trim()]
      return [name, /^\d+$/.test(value) ? Number(value) : value] as const
    }),
  )
  const { field, ...options } = fields
  try {
    const foreign = ['operation', 'action', 'nth', 'times'].find((name) => name in options)
    must(
      foreign === undefined,
      `The field '${foreign}' is not allowed in the header: the fault acts on this request only`,
    )
    if (field !== undefined) {
      const isGraphql = graphql?.operations.includes(call.id) === true
      must(isGraphql, `The field 'field' names a root field of GraphQL, and ${provider}.${call.id} has none`)
      checkName(`root field of ${provider}`, String(field), graphql.names())
    }
    const operation = `${provider}.${field ?? call.id}`
    return { fault: faults.read({ operation, action, ...options } as FaultOptions) }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const detail = `onair mock: the header X-OnAir-Fault is wrong. ${error.message} Example: X-OnAir-Fault: status; status=503`
    const headers = { 'content-type': 'application/problem+json' }
    const body = { title: 'Bad Request', status: 400, detail }
    return { refused: { status: 400, headers, body, reason: 'fault header' } }
  }
}
