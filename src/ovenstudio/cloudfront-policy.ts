import { type Alphabet, decodeBase64, encodeBase64 } from './base64.js'
import { type Ipv4Range, ipv4Range, writeRange } from './ipv4-range.js'

/** What a signature allows. Times are epoch seconds, as CloudFront counts. */
export interface CloudFrontPolicy {
  /** One URL, or a pattern: `*` matches any run of characters, `?` exactly one. */
  readonly resource: string
  readonly lessThan: number
  readonly greaterThan?: number
  readonly ip?: Ipv4Range
}

/** Not base64url: the padding is written, as `_`, and the slash is `~`. */
const alphabet: Alphabet = { plus: '-', slash: '~', pad: '_' }

/** Bytes as CloudFront writes a policy or a signature in a URL. */
export const encodeCloudFront = (bytes: Uint8Array): string => encodeBase64(bytes, alphabet)

/** Decodes it. Undefined for any spelling except that of `encodeCloudFront`. */
export const decodeCloudFront = (text: string): Uint8Array<ArrayBuffer> | undefined => decodeBase64(text, alphabet)

/** The exact JSON that is signed: CloudFront rebuilds a canned policy from the URL, so no space may differ. */
export function writePolicy({ resource, lessThan, greaterThan, ip }: CloudFrontPolicy): Uint8Array<ArrayBuffer> {
  const condition = {
    DateLessThan: { 'AWS:EpochTime': lessThan },
    ...(ip && { IpAddress: { 'AWS:SourceIp': writeRange(ip) } }),
    ...(greaterThan !== undefined && { DateGreaterThan: { 'AWS:EpochTime': greaterThan } }),
  }
  return new TextEncoder().encode(JSON.stringify({ Statement: [{ Resource: resource, Condition: condition }] }))
}

/** Parses the JSON of a policy. Undefined if it is not a policy, or has an unknown condition. */
export function readPolicy(bytes: Uint8Array): CloudFrontPolicy | undefined {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch {
    return undefined
  }
  const statements = members(json, ['Statement'])?.Statement
  const statement =
    Array.isArray(statements) && statements.length === 1 ? members(statements[0], ['Resource', 'Condition']) : undefined
  const condition = members(statement?.Condition, ['DateLessThan', 'IpAddress', 'DateGreaterThan'])
  // A custom policy without one opens everything that the key pair opens (AWS: private-content-creating-signed-url-custom-policy).
  const resource = statement && 'Resource' in statement ? statement.Resource : '*'
  if (!condition || typeof resource !== 'string') return undefined

  const lessThan = value(condition.DateLessThan, 'AWS:EpochTime')
  const greaterThan = value(condition.DateGreaterThan, 'AWS:EpochTime')
  const source = value(condition.IpAddress, 'AWS:SourceIp')
  const ip = typeof source === 'string' ? ipv4Range(source) : undefined
  if (!isSeconds(lessThan)) return undefined
  if ('DateGreaterThan' in condition && !isSeconds(greaterThan)) return undefined
  if ('IpAddress' in condition && !ip) return undefined
  return { resource, lessThan, ...(isSeconds(greaterThan) && { greaterThan }), ...(ip && { ip }) }
}

/** Whether a number is epoch seconds that can be expressed in milliseconds too. */
function isSeconds(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= 8.64e12
}

/** `value` as an object, if it is one and has no other members than these. */
function members(value: unknown, known: readonly string[]): Record<string, unknown> | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject && Object.keys(value).every((key) => known.includes(key))
    ? (value as Record<string, unknown>)
    : undefined
}

const value = (object: unknown, key: string): unknown => members(object, [key])?.[key]
