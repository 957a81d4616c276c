import type { ApiKeyPlace, Authorization, Operation } from '../../../specs/profile.js'
import type { SecurityRequirement, SecurityScheme, SpecDocument } from './document.js'
import type { Subject } from './subject.js'
import { takenOptions } from './taken-options.js'
import { rootVocabulary } from './vocabulary.js'
import { dereference } from './wire-type.js'

/** What authorizes an operation. */
interface OperationAuthorization extends Pick<Operation, 'alternatives'>, Authorization {
  /** The headers of API keys that `x-onair.clientOptions` fills. */
  readonly headers: readonly string[]
}

/** What a security scheme makes the client send. */
type Sent =
  /** A token in `authorization`, after `word`. */
  | { readonly kind: 'token'; readonly word: string; readonly isOAuth: boolean }
  /** A header that an option of `x-onair.clientOptions` fills. */
  | { readonly kind: 'header'; readonly header: string }
  /** An API key, from the client option of this name. */
  | { readonly kind: 'key'; readonly option: string }
  /** The client's own credentials, at the token endpoint. */
  | { readonly kind: 'client' }
  | { readonly kind: 'unknown'; readonly problem: string }

/**
 * How a call of the operation is authorized, and the alternatives that the client can send: those with an OAuth token first, then other
 * tokens, then API keys, then none. If the client can send none of them, it reports the problem of the best one.
 */
export const authorizationOf = ({ document, operation, at, report }: Subject): OperationAuthorization => {
  const { authorizationScheme, oauth } = rootVocabulary.parse(document['x-onair'])
  const { deviceAuthorization, revoke, tokenRefresh } = oauth ?? {}
  const signIn = ['authorize', oauth?.token ?? 'exchangeToken', tokenRefresh, deviceAuthorization, revoke]
  const isSignIn = oauth !== null && signIn.includes(operation.operationId ?? '')
  const ways = (operation.security ?? document.security ?? [])
    .map((requirement) => readRequirement(document, requirement, { word: authorizationScheme, isSignIn }))
    .sort((one, other) => one.rank - other.rank)
  const problemsOf = (way: Way): readonly string[] => [
    ...way.sent.flatMap((sent) => (sent.kind === 'unknown' ? [sent.problem] : [])),
    ...(way.tokens.length > 1 ? ['Two schemes use the header `authorization`. Write them as alternatives.'] : []),
  ]
  const sendable = ways.filter((one) => problemsOf(one).length === 0)
  const way = sendable[0] ?? ways[0]
  if (!way) return { scopes: null, headers: [] }
  for (const problem of problemsOf(way)) report([...at, 'security'], 'security-scheme', problem)
  const headers = headersOf(way)
  const first = sentBy(way, authorizationScheme)
  // A header of a client option is sent by each call: it is no alternative.
  const others = headers.length > 0 ? [] : sendable.filter((one) => headersOf(one).length === 0)
  const alternatives = new Map(others.map((one) => [idOf(sentBy(one, authorizationScheme)), one] as const))
  alternatives.delete(idOf(first))
  return {
    ...first,
    ...(alternatives.size > 0 && {
      alternatives: [...alternatives.values()].map((one) => sentBy(one, authorizationScheme)),
    }),
    headers,
  }
}

const headersOf = ({ sent }: Way): readonly string[] =>
  sent.flatMap((one) => (one.kind === 'header' ? [one.header] : []))

const sentBy = ({ sent, tokens: [token] }: Way, authorizationScheme: string): Authorization => {
  const keys = sent.flatMap((one) => (one.kind === 'key' ? [one.option] : []))
  return {
    scopes: token?.scopes ?? null,
    ...(token && token.sent.word !== authorizationScheme && { authorizationScheme: token.sent.word }),
    ...(keys.length > 0 && { keys }),
  }
}

/** Two ways with the same id are the same for a client: it has one token, and its scopes are for the provider to check. */
const idOf = ({ scopes, authorizationScheme, keys = [] }: Authorization): string =>
  JSON.stringify([scopes !== null, authorizationScheme, [...keys].sort()])

/** Client option → where its API key is sent, for the API keys of the document that no option of `x-onair.clientOptions` fills. */
export const apiKeysOf = (document: SpecDocument): Readonly<Record<string, ApiKeyPlace>> => {
  const { clientOptions } = rootVocabulary.parse(document['x-onair'])
  const schemes = Object.keys(document.components?.securitySchemes ?? {}).map(
    (name) => [name, schemeOf(document, name)] as const,
  )
  return Object.fromEntries(
    schemes.flatMap(([name, scheme]) => {
      const { in: place, name: key = '' } = scheme ?? {}
      if (scheme?.type !== 'apiKey' || (place !== 'header' && place !== 'query' && place !== 'cookie')) return []
      if (place === 'header' && (Object.hasOwn(clientOptions, key) || isAuthorization(key))) return []
      return [[optionOf(name, Object.values(clientOptions)), { in: place, name: key }]]
    }),
  )
}

/** The client option of a scheme: its name in camelCase. A name that is taken gets `Key` behind it. */
const optionOf = (scheme: string, others: readonly string[]): string => {
  const [first = 'key', ...rest] = scheme.match(/[a-z\d]+/gi) ?? []
  const start = /[a-z]/.test(first) ? first.charAt(0).toLowerCase() + first.slice(1) : first.toLowerCase()
  const name = [start, ...rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())].join('')
  return Object.hasOwn(takenOptions, name) || others.includes(name) ? `${name}Key` : name
}

const isAuthorization = (header: string): boolean => /^authorization$/i.test(header)

/** One of the alternatives. */
interface Way {
  readonly requirement: SecurityRequirement
  readonly rank: number
  readonly sent: readonly Sent[]
  readonly tokens: readonly { readonly sent: Sent & { kind: 'token' }; readonly scopes: readonly string[] }[]
}

/** The root's scheme for tokens, and whether the operation is a step of the sign-in. */
interface Place {
  readonly word: string
  readonly isSignIn: boolean
}

const readRequirement = (document: SpecDocument, requirement: SecurityRequirement, place: Place): Way => {
  const entries = Object.entries(requirement).map(([name, scopes]) => ({ sent: read(document, name, place), scopes }))
  const sent = entries.map((entry) => entry.sent)
  const tokens = entries.flatMap(({ sent, scopes }) => (sent.kind === 'token' ? [{ sent, scopes }] : []))
  const isOAuth = tokens.some((token) => token.sent.isOAuth)
  return { requirement, sent, tokens, rank: isOAuth ? 0 : tokens.length > 0 ? 1 : sent.length > 0 ? 2 : 3 }
}

/** HTTP schemes (IANA's registry) with credentials that are computed for each call. */
const computed = /^(concealed|digest|dpop|gnap|hoba|mutual|negotiate|privatetoken|scram-.*|vapid)$/i

const read = (document: SpecDocument, name: string, { word, isSignIn }: Place): Sent => {
  const scheme = schemeOf(document, name)
  switch (scheme?.type) {
    case 'oauth2':
    case 'openIdConnect':
      return { kind: 'token', word, isOAuth: true }
    case 'http': {
      const own = scheme.scheme ?? ''
      if (/^basic$/i.test(own)) return isSignIn ? { kind: 'client' } : { kind: 'token', word: 'Basic', isOAuth: false }
      if (!computed.test(own)) return { kind: 'token', word: /^bearer$/i.test(own) ? word : own, isOAuth: false }
      break
    }
    case 'apiKey': {
      if (scheme.in === 'header' && isAuthorization(scheme.name ?? ''))
        return { kind: 'token', word: '', isOAuth: false }
      const key = Object.entries(apiKeysOf(document)).find(
        ([, one]) => one.in === scheme.in && one.name === scheme.name,
      )
      return key ? { kind: 'key', option: key[0] } : { kind: 'header', header: scheme.name ?? '' }
    }
  }
  const problem = scheme
    ? `The client cannot send ${name}. Write an alternative with a token, \`basic\` or an API key, or \`security: []\`.`
    : `\`securitySchemes\` has no ${name}. Describe it there, or correct the name.`
  return { kind: 'unknown', problem }
}

const schemeOf = (document: SpecDocument, name: string): SecurityScheme | undefined =>
  dereference(document, document.components?.securitySchemes?.[name])
