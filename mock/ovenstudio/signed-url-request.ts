import { RefusalError } from '../core/http/reply.js'
import { invalidValue } from './dialect.js'
import { streamNameProblem } from './state.js'

/** A valid request for a signed URL. Times are epoch seconds. */
export interface SignedUrlRequest {
  readonly name: string
  readonly until: number
  readonly from: number | undefined
}

/** 2038-01-19T03:14:07Z, the documented limit of both dates. That the limit itself is allowed is inferred. */
const lastSecond = 2 ** 31 - 1

const known: Readonly<Record<string, readonly string[]>> = {
  stream: ['stream_name'],
  policy: ['date_less_than', 'date_greater_than'],
}

type BodyFields = Readonly<Record<string, unknown>>

/**
 * Validates the body of `createSignedUrl`. Throws a `RefusalError` for the first problem, in this order (inferred): name, end, start, limits.
 * Flat fields are ignored, so that the name is missing.
 */
export function readSignedUrlRequest(body: unknown, strictKeys: boolean): SignedUrlRequest {
  const { stream_name: name } = fieldsOf(body, 'stream')
  const { date_less_than: less, date_greater_than: greater } = fieldsOf(body, 'policy')
  if (streamNameProblem(name)) throw new RefusalError(invalidValue('stream_name'))
  const until = readDate(less)
  if (until === null) throw new RefusalError(invalidValue('date_less_than'))
  const from = greater === undefined ? undefined : readDate(greater)
  if (from === null) throw new RefusalError(invalidValue('date_greater_than'))
  if (until > lastSecond) throw new RefusalError(invalidValue('date_less_than'))
  if (from !== undefined && from > lastSecond) throw new RefusalError(invalidValue('date_greater_than'))
  if (strictKeys) requireKnownKeys(body)
  return { name: name as string, until, from }
}

function fieldsOf(body: unknown, name: string): BodyFields {
  const group = isFields(body) ? body[name] : undefined
  return isFields(group) ? group : {}
}

const isFields = (value: unknown): value is BodyFields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Parses the documented date format to epoch seconds. Null if it is not valid, also for 30 February, which `Date` reads as 2 March. */
function readDate(text: unknown): number | null {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(text)) return null
  const date = new Date(text)
  const isReal = !Number.isNaN(date.getTime()) && date.toISOString() === text.replace('Z', '.000Z')
  return isReal ? date.getTime() / 1000 : null
}

function requireKnownKeys(body: unknown): void {
  for (const [group, names] of [['', Object.keys(known)] as const, ...Object.entries(known)]) {
    const fields = group === '' ? (body as BodyFields) : fieldsOf(body, group)
    const unknown = Object.keys(fields).find((name) => !names.includes(name))
    if (unknown !== undefined) throw new RefusalError(invalidValue(unknown))
  }
}
