import type { Field, MockSpec, OAuthProfile, MockOperation, Profile } from '../../../specs/profile.js'
import { mountsOf } from '../../core/http/mounts.js'
import type { SecretNames } from '../../core/journal/secrets.js'
import type { DescribedOperation } from './operations.js'

/** What stands in the form of an operation. */
export interface FilledForm {
  /** By the name of a parameter or of a form field. What is empty is not sent. */
  readonly fields: Readonly<Record<string, string>>
  /** The body of an operation that takes JSON. */
  readonly body: string
}

/** A request to the mock, and the same as a command line. */
export interface BuiltRequest {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  /** A `curl` command in which variables stand for secrets: `$TOKEN`, `$CLIENT_SECRET`. */
  readonly curl: string
}

/** Who calls: the value of the header `Authorization`, and the option of `curl` that says the same without a secret. */
export interface AuthorizationHeader {
  readonly header: string
  readonly option: string
}

/** An access token, in the scheme of the operation. */
export function bearer({ authorizationScheme }: Profile, row: MockOperation, token: string): AuthorizationHeader {
  const scheme = row.authorizationScheme ?? authorizationScheme
  return { header: `${scheme} ${token}`.trim(), option: `-H ${quote(`Authorization: ${`${scheme} $TOKEN`.trim()}`)}` }
}

/** A client's id and secret (RFC 7617; RFC 6749, section 2.3.1). */
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

/** The request that a filled form stands for. */
export function buildRequest({ spec, operation, base, filled, authorization, secrets }: RequestOptions): BuiltRequest {
  const { profile } = spec
  const { row } = operation
  const of = (place: Field['in']) => pairsOf(row.fields, filled.fields, place)
  const [mount = ''] = mountsOf(profile, row.server)

  /** An address with what was filled in, or with variables for what is secret. */
  const address = (write: Encode) => {
    const path = of('path').reduce(
      (all, [name, value]) => all.replaceAll(`{${name}}`, () => write(name, value)),
      row.path,
    )
    const query = of('query').map(([name, value]) => `${encodeURIComponent(name)}=${write(name, value)}`)
    return `${base}${mount}${path}${query.length > 0 ? `?${query.join('&')}` : ''}`
  }
  /** The variable that stands for a field in a command line; undefined for one that is no secret. */
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

/** What goes over the wire of the fields of one place: a list goes line by line, an object as `name[property]`. */
function pairsOf(
  fields: Readonly<Record<string, Field>>,
  filled: FilledForm['fields'],
  place: Field['in'],
): readonly (readonly [name: string, value: string])[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const text = filled[name]?.trim() ?? ''
    if (field.in !== place || text === '') return []
    if (!isOfLines(field)) return [[name, text] as const]
    return text
      .split(/\s*\n\s*/)
      .filter((line) => line !== '')
      .map((line) => {
        if (field.style !== 'deepObject') return [name, line] as const
        const [property = '', ...value] = line.split('=')
        return [`${name}[${property}]`, value.join('=')] as const
      })
  })
}

/** Whether each line that is filled in is a value of its own. */
export const isOfLines = ({ list, style }: Field): boolean =>
  style === 'deepObject' || (list === true && style === undefined)

const needsMethod = (method: string, hasBody: boolean): boolean => method !== (hasBody ? 'POST' : 'GET')

/** `client_secret` → `CLIENT_SECRET`. */
const variableOf = (name: string): string => name.toUpperCase().replaceAll(/\W/g, '_')

/** A word of a command line, in which the shell fills in variables. */
const quote = (text: string): string =>
  /\$[A-Z]/.test(text) ? `"${text.replaceAll(/[\\"`]|\$(?![A-Z])/g, '\\$&')}"` : quoteAsIs(text)

const quoteAsIs = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`
