import type { Field, MockSpec, OAuthProfile, MockOperation, Profile } from '../../../specs/profile.js'
import { mountsOf } from '../../core/http/mounts.js'
import type { SecretNames } from '../../core/journal/secrets.js'
import type { DescribedOperation } from './operations.js'

/** The values in the form of an operation. */
export interface FilledForm {
  /** By the name of the parameter or form field. Empty values are not sent. */
  readonly fields: Readonly<Record<string, string>>
  /** The JSON body. */
  readonly body: string
}

/** A request to the mock, and its `curl` command. */
export interface BuiltRequest {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  /** A `curl` command with shell variables for secrets: `$TOKEN`, `$CLIENT_SECRET`. */
  readonly curl: string
}

/** The value of the header `Authorization`, and the option of `curl` for it, without the secret. */
export interface AuthorizationHeader {
  readonly header: string
  readonly option: string
}

/** The header for an access token, in the scheme of the operation. */
export function bearer({ authorizationScheme }: Profile, row: MockOperation, token: string): AuthorizationHeader {
  const scheme = row.authorizationScheme ?? authorizationScheme
  return { header: `${scheme} ${token}`.trim(), option: `-H ${quote(`Authorization: ${`${scheme} $TOKEN`.trim()}`)}` }
}

/** The header for a client's id and secret (RFC 7617; RFC 6749, section 2.3.1). */
export function basic({ basicCredentials }: OAuthProfile, id: string, secret: string): AuthorizationHeader {
  const encode = basicCredentials === 'raw' ? (text: string) => text : encodeURIComponent
  return {
    header: `Basic ${btoa(`${encode(id)}:${encode(secret)}`)}`,
    option: `-u ${quote(`${encode(id)}:$CLIENT_SECRET`)}`,
  }
}

interface RequestOptions {
  readonly spec: MockSpec<unknown, unknown>
  readonly operation: DescribedOperation
  /** The mock's address, with the path of a sandbox. */
  readonly base: string
  readonly filled: FilledForm
  /** Null for a call without a token. */
  readonly authorization: AuthorizationHeader | null
  readonly secrets: SecretNames
}

/** The request that a form describes. */
export function buildRequest({ spec, operation, base, filled, authorization, secrets }: RequestOptions): BuiltRequest {
  const { profile } = spec
  const { row } = operation
  const of = (place: Field['in']) => pairsOf(row.fields, filled.fields, place)
  const [mount = ''] = mountsOf(profile, row.server)

  /** The address with the values of the form, or with variables for secrets. */
  const address = (write: Encode) => {
    const path = of('path').reduce(
      (all, [name, value]) => all.replaceAll(`{${name}}`, () => write(name, value)),
      row.path,
    )
    const query = of('query').map(([name, value]) => `${encodeURIComponent(name)}=${write(name, value)}`)
    return `${base}${mount}${path}${query.length > 0 ? `?${query.join('&')}` : ''}`
  }
  /** The shell variable for a field. Undefined for a field that is not secret. */
  const variable = (name: string) => (secrets.ofParameter(name) ? `$${variableOf(name)}` : undefined)
  const form = of('form')
  const json = row.body === 'json' && filled.body.trim() !== '' ? filled.body : undefined
  const type =
    json === undefined
      ? row.body === 'form' && 'application/x-www-form-urlencoded'
      : (row.contentType ?? 'application/json')
  const headers = {
    ...profile.headers,
    ...Object.fromEntries(of('header')),
    ...(type && { 'Content-Type': type }),
  }

  const shownUrl = address((name, value) => variable(name) ?? encodeURIComponent(value))
  const shownField = (name: string, value: string) => {
    const own = variable(name)
    return own === undefined ? quoteAsIs(`${name}=${value}`) : quote(`${name}=${own}`)
  }
  const parts = [
    ...(needsMethod(row.method, json !== undefined || row.body === 'form') ? [`-X ${row.method}`] : []),
    quote(shownUrl),
    ...Object.entries(headers)
      .filter(([name]) => json !== undefined || name !== 'Content-Type')
      .map(([name, value]) => `-H ${quoteAsIs(`${name}: ${value}`)}`),
    ...(authorization ? [authorization.option] : []),
    ...(row.body === 'form' ? form.map(([name, value]) => `--data-urlencode ${shownField(name, value)}`) : []),
    ...(json === undefined ? [] : [`-d ${quoteAsIs(json)}`]),
  ]
  return {
    url: address((_, value) => encodeURIComponent(value)),
    method: row.method,
    headers: { ...headers, ...(authorization && { Authorization: authorization.header }) },
    body: row.body === 'form' ? new URLSearchParams(form.map(([name, value]) => [name, value])).toString() : json,
    curl: `curl ${parts.join(' \\\n  ')}`,
  }
}

type Encode = (name: string, value: string) => string

/** The pairs to send for the fields of one place. Each line of a list is a value; an object is sent as `name[property]` or `property`. */
function pairsOf(
  fields: Readonly<Record<string, Field>>,
  filled: FilledForm['fields'],
  place: Field['in'],
): readonly (readonly [name: string, value: string])[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const text = filled[name]?.trim() ?? ''
    if (field.in !== place || text === '') return []
    if (field.style === 'commaDelimited') return [[name, text.replaceAll(/\s*\n\s*/g, ',')] as const]
    if (!isOfLines(field)) return [[name, text] as const]
    return text
      .split(/\s*\n\s*/)
      .filter((line) => line !== '')
      .map((line) => {
        if (!isObject(field)) return [name, line] as const
        const [property = '', ...value] = line.split('=')
        return [field.style === 'exploded' ? property : `${name}[${property}]`, value.join('=')] as const
      })
  })
}

/** Whether each line in a field is a separate value. */
export const isOfLines = (field: Field): boolean =>
  isObject(field) || (field.list === true && field.style === undefined)

/** Whether a field takes properties, as `property=value`. */
export const isObject = ({ style }: Field): boolean => style === 'deepObject' || style === 'exploded'

const needsMethod = (method: string, hasBody: boolean): boolean => method !== (hasBody ? 'POST' : 'GET')

/** `client_secret` → `CLIENT_SECRET`. */
const variableOf = (name: string): string => name.toUpperCase().replaceAll(/\W/g, '_')

/** A quoted word of a command line. The shell expands the variables in it. */
const quote = (text: string): string =>
  /\$[A-Z]/.test(text) ? `"${text.replaceAll(/[\\"`]|\$(?![A-Z])/g, '\\$&')}"` : quoteAsIs(text)

const quoteAsIs = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`
