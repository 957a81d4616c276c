import { fault } from './admission-body.js'
import type { Admission, AdmissionClient } from './admission.js'

type Fields = Readonly<Record<string, unknown>>

/** Reads the JSON of a webhook. Throws a `CallbackError` that names a field that is missing or wrong. */
export function readAdmission(body: unknown): Admission {
  if (!isFields(body)) throw fault('The webhook is not a JSON object. Check that OvenMediaEngine sends it.', 'body')
  const { client, request } = body
  if (!isFields(request)) throw wrong('request')
  const common = {
    direction: oneOf(request, 'direction', ['incoming', 'outgoing']),
    protocol: text(request, 'protocol').toLowerCase(),
    url: text(request, 'url'),
    time: timeOf(text(request, 'time')),
    client: isFields(client) ? readClient(client) : {},
    raw: body,
  }
  const status = oneOf(request, 'status', ['opening', 'closing'])
  if (status === 'opening') return { status, ...common }
  const { new_url: newUrl } = request
  return { status, ...common, ...(typeof newUrl === 'string' && { newUrl }) }
}

function readClient({ address, port, real_ip: realIp, user_agent: userAgent }: Fields): AdmissionClient {
  return {
    ...(typeof address === 'string' && { address }),
    ...(typeof port === 'number' && { port }),
    ...(typeof realIp === 'string' && { realIp }),
    ...(typeof userAgent === 'string' && { userAgent }),
  }
}

/** ISO 8601 with `Z` (documentation) or an offset such as `+09:00` (code). Without either, the time would depend on this machine. */
function timeOf(value: string): number {
  const isComplete = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/i.test(value)
  const time = isComplete ? Date.parse(value.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')) : Number.NaN
  if (Number.isNaN(time)) throw wrong('request.time')
  return time
}

function text(request: Fields, name: string): string {
  const value = request[name]
  if (typeof value !== 'string' || value === '') throw wrong(`request.${name}`)
  return value
}

function oneOf<const T extends string>(request: Fields, name: string, values: readonly T[]): T {
  const value = text(request, name).toLowerCase()
  const found = values.find((one) => one === value)
  if (!found) throw wrong(`request.${name}`)
  return found
}

const wrong = (field: string) =>
  fault(`The webhook has no valid "${field}". Check that OvenMediaEngine, and no other sender, posts here.`, field)

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
