import type { Mock } from '../../../mock/index.js'
import { read, type Answer } from '../caller.js'
import { given, type Fields } from '../sign-in.js'
import { asking } from './caller.js'

export const authorizePath = '/dlive/web/o/authorize'
export const tokenPath = '/dlive/web/o/token'
export const callback = 'http://localhost:3000/callback'

/** An authorization URL for the seed's app. Undefined fields are omitted. */
export function authorizeUrl(mock: Mock, fields: Fields = {}): string {
  const { clientId, redirectUri } = mock.credentials('dlive')
  const query = new URLSearchParams(
    given({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirectUri,
      scope: 'identity email:read phone:read',
      state: 'st4te',
      ...fields,
    }),
  )
  return `${mock.url}${authorizePath}?${query}`
}

/** A code from the user's consent. */
export async function codeFor(mock: Mock, fields: Fields = {}): Promise<string> {
  return new URL(await mock.approve(authorizeUrl(mock, fields))).searchParams.get('code')!
}

/** The authorization header of a client. Default: the seed's. */
export function basic(mock: Mock, client: { clientId?: string; clientSecret?: string } = {}): Record<string, string> {
  const { clientId, clientSecret } = { ...mock.credentials('dlive'), ...client }
  return { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` }
}

/** Calls the token endpoint as the seed's app. Undefined fields are omitted. */
export async function askToken(mock: Mock, fields: Fields, headers = basic(mock)): Promise<Answer> {
  const body = new URLSearchParams(given(fields))
  return read(await mock.fetch(mock.url + tokenPath, { method: 'POST', body, headers }))
}

/** Exchanges a code. */
export function exchangeCode(mock: Mock, code: string, fields: Fields = {}): Promise<Answer> {
  const { redirectUri: redirect_uri } = mock.credentials('dlive')
  return askToken(mock, { grant_type: 'authorization_code', code, redirect_uri, ...fields })
}

/** Exchanges a refresh token. */
export function refresh(mock: Mock, refreshToken: string, scope?: string): Promise<Answer> {
  return askToken(mock, { grant_type: 'refresh_token', refresh_token: refreshToken, scope })
}

/** The fields of its user that a token can read. `token` is the whole header value. */
export async function sees(mock: Mock, authorization: string): Promise<'nothing' | { email: boolean; phone: boolean }> {
  const { body } = await asking(mock, authorization)('{ me { private { email phone } } }')
  const own = body.data?.me?.private
  return own ? { email: own.email !== null, phone: own.phone !== null } : 'nothing'
}

/** A token of the app itself. */
export async function appToken(mock: Mock): Promise<string> {
  return (await askToken(mock, { grant_type: 'client_credentials' })).body.access_token as string
}
