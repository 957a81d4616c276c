import type { Operation } from '../../../specs/profile.js'
import type { SecurityRequirement, SecurityScheme, SpecDocument } from './document.js'
import type { Subject } from './subject.js'
import { rootVocabulary } from './vocabulary.js'
import { dereference } from './wire-type.js'

/** What authorizes an operation: a token, and the headers of API keys. */
interface Authorization extends Pick<Operation, 'scopes' | 'authorizationScheme'> {
  readonly keys: readonly string[]
}

/** What a security scheme makes the client send. */
type Sent =
  /** A token in `authorization`, after `word`. */
  | { readonly kind: 'token'; readonly word: string; readonly isOAuth: boolean }
  /** A header that a client option fills. */
  | { readonly kind: 'key'; readonly header: string }
  /** The client's own credentials, at the token endpoint. */
  | { readonly kind: 'client' }
  | { readonly kind: 'unknown'; readonly problem: string }

/**
 * How a call of the operation is authorized. Of alternatives, the first that the client can send: those with an OAuth token first, then
 * other tokens, then API keys, then none. If the client can send none, it reports the problem of the best alternative.
 */
export const authorizationOf = ({ document, operation, at, report }: Subject): Authorization => {
  const { authorizationScheme, clientOptions, oauth } = rootVocabulary.parse(document['x-onair'])
  const signIn = ['authorize', 'exchangeToken', oauth?.deviceAuthorization, oauth?.revoke]
  const isSignIn = oauth !== null && signIn.includes(operation.operationId ?? '')
  const ways = (operation.security ?? document.security ?? [])
    .map((requirement) => readRequirement(document, requirement, authorizationScheme))
    .sort((one, other) => one.rank - other.rank)
  const problemsOf = (way: Way): readonly string[] => [
    ...way.sent.flatMap((sent) => {
      if (sent.kind === 'unknown') return [sent.problem]
      if (sent.kind === 'client' && !isSignIn) {
        return [
          '`http: basic` is for the token endpoint. Describe `http: bearer`, with `x-onair.authorizationScheme: Basic` at the root: the token is then the encoded pair.',
        ]
      }
      if (sent.kind === 'key' && !Object.hasOwn(clientOptions, sent.header)) {
        const example = `{ ${sent.header}: apiKey }`
        return [`No client option fills the header ${sent.header}. Name one in \`x-onair.clientOptions\`: ${example}.`]
      }
      return []
    }),
    ...(way.tokens.length > 1 ? ['Two schemes use the header `authorization`. Write them as alternatives.'] : []),
  ]
  const way = ways.find((one) => problemsOf(one).length === 0) ?? ways[0]
  if (!way) return { scopes: null, keys: [] }
  for (const problem of problemsOf(way)) report([...at, 'security'], 'security-scheme', problem)
  for (const problem of unknownScopes(document, way.requirement)) report([...at, 'security'], 'scope-known', problem)
  const [token] = way.tokens
  const isOwn = token && token.sent.word !== authorizationScheme
  return {
    scopes: token?.scopes ?? null,
    ...(isOwn && { authorizationScheme: token.sent.word }),
    keys: way.sent.flatMap((sent) => (sent.kind === 'key' ? [sent.header] : [])),
  }
}

/** One of the alternatives. */
interface Way {
  readonly requirement: SecurityRequirement
  readonly rank: number
  readonly sent: readonly Sent[]
  readonly tokens: readonly { readonly sent: Sent & { kind: 'token' }; readonly scopes: readonly string[] }[]
}

const readRequirement = (document: SpecDocument, requirement: SecurityRequirement, word: string): Way => {
  const entries = Object.entries(requirement).map(([name, scopes]) => ({ sent: read(document, name, word), scopes }))
  const sent = entries.map((entry) => entry.sent)
  const tokens = entries.flatMap(({ sent, scopes }) => (sent.kind === 'token' ? [{ sent, scopes }] : []))
  const isOAuth = tokens.some((token) => token.sent.isOAuth)
  return { requirement, sent, tokens, rank: isOAuth ? 0 : tokens.length > 0 ? 1 : sent.length > 0 ? 2 : 3 }
}

/** HTTP schemes (IANA's registry) with credentials that are computed for each call. */
const computed = /^(concealed|digest|dpop|gnap|hoba|mutual|negotiate|privatetoken|scram-.*|vapid)$/i

const read = (document: SpecDocument, name: string, word: string): Sent => {
  const scheme = schemeOf(document, name)
  switch (scheme?.type) {
    case 'oauth2':
    case 'openIdConnect':
      return { kind: 'token', word, isOAuth: true }
    case 'http': {
      const own = scheme.scheme ?? ''
      if (/^basic$/i.test(own)) return { kind: 'client' }
      if (!computed.test(own)) return { kind: 'token', word: /^bearer$/i.test(own) ? word : own, isOAuth: false }
      break
    }
    case 'apiKey':
      if (scheme.in !== 'header') break
      if (/^authorization$/i.test(scheme.name ?? '')) return { kind: 'token', word: '', isOAuth: false }
      return { kind: 'key', header: scheme.name ?? '' }
  }
  const kinds = 'OAuth, a token after its own scheme (`http`), or an API key in a header'
  return { kind: 'unknown', problem: `The client cannot send ${name}. It knows ${kinds}.` }
}

const schemeOf = (document: SpecDocument, name: string): SecurityScheme | undefined =>
  dereference(document, document.components?.securitySchemes?.[name])

/** Only a flow of OAuth lists its scopes. */
const unknownScopes = (document: SpecDocument, requirement: SecurityRequirement): readonly string[] =>
  Object.entries(requirement).flatMap(([name, scopes]) => {
    const scheme = schemeOf(document, name)
    if (scheme?.type !== 'oauth2') return []
    const known = new Set(Object.values(scheme.flows ?? {}).flatMap((flow) => Object.keys(flow.scopes ?? {})))
    return scopes.filter((scope) => !known.has(scope)).map((scope) => `The scope ${scope} is in no flow of ${name}.`)
  })
