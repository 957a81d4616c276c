import type { OAuthProfile, TokenResponseField } from '../../specs/profile.js'
import type { TokenSet } from './dialect.js'

/** The body of a token response (RFC 6749, section 5.1), with the names and the place that the profile gives its fields. */
export function tokenResponse(tokens: TokenSet, oauth: OAuthProfile): object {
  const { answerFields, answerAt, expiry, expiryForm, scopeForm } = oauth
  const { accessToken, refreshToken, expiresIn, expiresAt, scopes } = tokens
  const known: Readonly<Record<TokenResponseField | 'token_type', unknown>> = {
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: expiry === undefined ? expiresIn : null,
    refresh_token: refreshToken,
    scope: scopeForm === 'list' ? [...scopes] : scopes.join(' '),
  }
  const names = Object.entries(answerFields ?? Object.fromEntries(Object.keys(known).map((name) => [name, name])))
  const fields = [
    ...names.map(([name, own]) => [own, known[name as TokenResponseField]] as const),
    ...(expiry === undefined || expiresAt === null ? [] : [[expiry, timeOf(expiresAt, expiryForm)] as const]),
  ]
  const body = Object.fromEntries(fields.filter(([, value]) => value !== null))
  return (answerAt?.split('.') ?? []).reduceRight<object>((inner, key) => ({ [key]: inner }), body)
}

function timeOf(time: number, form: OAuthProfile['expiryForm']): string | number {
  if (form === undefined) return new Date(time).toISOString()
  return form === 'epoch-seconds' ? Math.floor(time / 1000) : time
}
