import type { MockSpec, OAuthProfile, MockOperation, Profile } from '../../../specs/profile.js'
import { basicPair } from '../../core/definition/api-keys.js'
import { mountsOf } from '../../core/http/mounts.js'
import type { SecretNames } from '../../core/journal/secrets.js'
import { buildBody, type BuiltBody, type ShowField } from './body.js'
import type { DescribedOperation } from './operations.js'
import { pairsOf, type FilledForm } from './pairs.js'
import { quote, quoteAsIs, variableOf } from './shell.js'

/** A request to the mock, and its `curl` command. */
export interface BuiltRequest {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: BuiltBody['content']
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

/** The header for a user name and a password (RFC 7617). Null if both are empty. */
export function password({ username = '', password: secret = '' }: FilledForm['credentials']) {
  if (username === '' && secret === '') return null
  return { header: `Basic ${basicPair(username, secret)}`, option: `-u ${quote(`${username}:$PASSWORD`)}` }
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
  const [mount = ''] = mountsOf(profile, row.server)
  /** The shell variable for a field. Undefined for a field that is not secret. */
  const variable = (name: string) => (secrets.ofParameter(name) ? `$${variableOf(name)}` : undefined)
  /** The values of one place: as they are sent, and as the command line has them. */
  const of = (place: 'path' | 'query' | 'header' | 'cookie'): readonly Sent[] => [
    ...pairsOf(row.fields, filled.fields, place).map(([name, value]) => ({ name, value, shown: variable(name) })),
    ...keysIn(place, profile, row, filled),
  ]
  const show: ShowField = (name, value) => {
    const own = variable(name)
    return own === undefined ? quoteAsIs(`${name}=${value}`) : quote(`${name}=${own}`)
  }
  const body = buildBody(operation, filled, show)

  /** The address with the values of the form, or with variables for secrets. */
  const address = (write: (sent: Sent) => string) => {
    const path = of('path').reduce((all, one) => all.replaceAll(`{${one.name}}`, () => write(one)), row.path)
    const query = of('query').map((one) => `${encodeURIComponent(one.name)}=${write(one)}`)
    return `${base}${mount}${path}${query.length > 0 ? `?${query.join('&')}` : ''}`
  }
  const cookies = (write: (sent: Sent) => string) =>
    of('cookie')
      .map((one) => `${one.name}=${write(one)}`)
      .join('; ')
  const encoded = ({ value }: Sent) => encodeURIComponent(value)
  const shownOrEncoded = (sent: Sent) => sent.shown ?? encoded(sent)

  const headers = [
    ...Object.entries(profile.headers).map(([name, value]): Sent => ({ name, value, shown: undefined })),
    ...of('header'),
  ]
  const cookie = cookies(encoded)
  const parts = [
    ...(needsMethod(row.method, body.content !== undefined) ? [`-X ${row.method}`] : []),
    quote(address(shownOrEncoded)),
    ...headers.map(
      ({ name, value, shown }) =>
        `-H ${shown === undefined ? quoteAsIs(`${name}: ${value}`) : quote(`${name}: ${shown}`)}`,
    ),
    ...(cookie === '' ? [] : [`-b ${quote(cookies(shownOrEncoded))}`]),
    ...(authorization ? [authorization.option] : []),
    ...body.options,
  ]
  return {
    url: address(encoded),
    method: row.method,
    headers: {
      ...Object.fromEntries(headers.map(({ name, value }) => [name, value])),
      ...(cookie !== '' && { Cookie: cookie }),
      ...(body.type !== undefined && { 'Content-Type': body.type }),
      ...(authorization && { Authorization: authorization.header }),
    },
    body: body.content,
    curl: `curl ${parts.join(' \\\n  ')}`,
  }
}

/** A value in the address or the head of a request. */
interface Sent {
  readonly name: string
  readonly value: string
  /** The variable for it on the command line. Undefined if it is not secret. */
  readonly shown: string | undefined
}

/** The API keys that an operation sends in one place. */
const keysIn = (place: string, profile: Profile, { keys = [] }: MockOperation, filled: FilledForm): readonly Sent[] =>
  keys.flatMap((option) => {
    const { in: where, name } = profile.keys?.[option] ?? {}
    const value = filled.credentials[option]?.trim() ?? ''
    return where === place && name !== undefined && value !== ''
      ? [{ name, value, shown: `$${variableOf(option)}` }]
      : []
  })

const needsMethod = (method: string, hasBody: boolean): boolean => method !== (hasBody ? 'POST' : 'GET')
