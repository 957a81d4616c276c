import type { Mock } from '../../../mock/index.js'
import { bearer, read, type Answer, type Call } from '../caller.js'
import { given, type Fields } from '../sign-in.js'

/** Calls the API with a token. Paths start with the server, as in `/octopus/streams`. */
export const withToken = (mock: Mock, token: string | null): Call => bearer(mock, token, 'livepush')

/** Calls the API as an account. Default: `alice` with all scopes. */
export async function as(mock: Mock, account = 'alice', scopes?: readonly string[]): Promise<Call> {
  const { accessToken } = await mock.grant('livepush', { account, ...(scopes && { scopes }) })
  return withToken(mock, accessToken)
}

/** The seed's streams: one to publish to, and one that the scheduler plays on. */
export const streamIds = { simulcast: 'st_a1b2c3d4', schedule: 'st_e5f6a7b8' }

/** An authorization URL for the seed's app. Undefined fields are omitted. */
export function authorizeUrl(mock: Mock, fields: Fields = {}): string {
  const { clientId, redirectUri } = mock.credentials('livepush')
  const query = new URLSearchParams(
    given({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirectUri,
      scope: 'streams.read,streams.create',
      state: 'st4te',
      ...fields,
    }),
  )
  return `${mock.url}/livepush/id/oauth2/authorize?${query}`
}

/** A code from the user's consent. */
export async function codeFor(mock: Mock, fields: Fields = {}): Promise<string> {
  return new URL(await mock.approve(authorizeUrl(mock, fields))).searchParams.get('code')!
}

export const tokenPath = '/livepush/tokens/oauth2/access_token'

/** Calls the token endpoint as the seed's app. Undefined fields are omitted. */
export async function askToken(mock: Mock, fields: Fields, init: RequestInit = {}): Promise<Answer> {
  const { clientId: client_id, clientSecret: client_secret } = mock.credentials('livepush')
  const query = new URLSearchParams(given({ client_id, client_secret, ...fields }))
  return read(await mock.fetch(`${mock.url}${tokenPath}?${query}`, init))
}

/** Exchanges a code. */
export function exchangeCode(mock: Mock, code: string, fields: Fields = {}): Promise<Answer> {
  const { redirectUri: redirect_uri } = mock.credentials('livepush')
  return askToken(mock, { grant_type: 'authorization_code', code, redirect_uri, ...fields })
}

/** Exchanges a refresh token. */
export function refresh(mock: Mock, refreshToken: string, fields: Fields = {}): Promise<Answer> {
  return askToken(mock, { grant_type: 'refresh_token', refresh_token: refreshToken, ...fields })
}
