import { createHash } from 'node:crypto'
import type { Clock } from '../../src/clock.js'

/** A request as the server received it. */
export interface TokenCall {
  readonly url: string
  readonly init: RequestInit
  /** The form or the query, depending on the request. */
  readonly text: string
  readonly fields: Readonly<Record<string, string>>
}

/** What happens to one call instead of the normal answer. */
export interface Fault {
  /** `before`: nothing happened at the server. `after`: it committed, and the client gets no answer. */
  readonly phase: 'before' | 'after'
  /** A system error code, or the answer. */
  readonly with: string | (() => Response | Promise<Response>)
}

/** Every secret of this server contains it, so that tests can search for leaks. */
export const PLANTED = 'PLANTED'

/** A small, strict OAuth server in league/oauth2-server's two dialects, as a `fetch` function. It uses the test's clock. */
export function oauthServer(
  clock: Clock,
  options: { readonly dialect?: 'L8' | 'L9'; readonly lifetime?: number; readonly rotate?: boolean } = {},
) {
  const { dialect = 'L8', lifetime = 31_622_400, rotate = true } = options
  let serial = 0
  const secret = (kind: string) => `${PLANTED}-${kind}-${++serial}`
  const clientId = '7'
  // Percent-encoding changes it.
  const clientSecret = `${PLANTED}/secret+`
  const codes = new Map<
    string,
    { redirectUri: string; challenge?: string; scopes: string[]; used: boolean; at: number }
  >()
  const refreshTokens = new Map<string, { scopes: string[]; accessToken: string; revoked: boolean }>()
  const accessTokens = new Map<string, { expiresAt: number; scopes: string[]; revoked: boolean }>()
  const calls: TokenCall[] = []
  const faults: Fault[] = []
  /** Changes the body of the next successes, for unusual providers. */
  let reshape: (body: Record<string, unknown>) => unknown = (body) => body

  const json = (status: number, body: unknown, headers = {}) => Response.json(body, { status, headers })
  const refuse = (status: number, error: string, description: string, hint?: string) =>
    json(status, {
      error,
      error_description: description,
      ...(hint ? { hint } : {}),
      ...(dialect === 'L8' ? { message: description } : {}),
    })

  function issue(scopes: string[], withRefresh: boolean) {
    const accessToken = secret('access')
    accessTokens.set(accessToken, { expiresAt: clock.now() + lifetime * 1000, scopes, revoked: false })
    const body: Record<string, unknown> = { token_type: 'Bearer', expires_in: lifetime, access_token: accessToken }
    if (withRefresh) {
      const refreshToken = secret('refresh')
      refreshTokens.set(refreshToken, { scopes, accessToken, revoked: false })
      body.refresh_token = refreshToken
    }
    return body
  }

  function token(fields: Record<string, string>): Response {
    if (fields.client_id !== clientId || fields.client_secret !== clientSecret) {
      return refuse(401, 'invalid_client', 'Client authentication failed')
    }
    if (fields.grant_type === 'client_credentials') {
      return json(200, reshape(issue((fields.scope ?? '').split(' '), false)))
    }
    if (fields.grant_type === 'refresh_token') {
      const sent = refreshTokens.get(fields.refresh_token ?? '')
      if (!sent || sent.revoked) {
        const [status, error] =
          dialect === 'L8' ? ([401, 'invalid_request'] as const) : ([400, 'invalid_grant'] as const)
        return refuse(status, error, 'The refresh token is invalid.', 'Token has been revoked')
      }
      const scopes = fields.scope?.split(' ') ?? sent.scopes
      if (scopes.some((scope) => !sent.scopes.includes(scope)))
        return refuse(400, 'invalid_scope', 'The requested scope is invalid, unknown, or malformed')
      const body = issue(scopes, rotate)
      if (rotate) {
        sent.revoked = true
        accessTokens.get(sent.accessToken)!.revoked = true
      } else {
        sent.accessToken = String(body.access_token)
      }
      return json(200, reshape(body))
    }
    const code = codes.get(fields.code ?? '')
    const verifier = fields.code_verifier
    const bad = (hint: string) =>
      refuse(400, dialect === 'L8' ? 'invalid_request' : 'invalid_grant', 'The grant is invalid.', hint)
    if (!code) return bad('Cannot decrypt the authorization code')
    if (code.used) return bad('Authorization code has been revoked')
    if (clock.now() - code.at > 600_000) return bad('Authorization code has expired')
    if (code.redirectUri !== fields.redirect_uri) return bad('Invalid redirect URI')
    const challenge = verifier && createHash('sha256').update(verifier).digest('base64url')
    if (challenge !== code.challenge) return bad('Failed to verify `code_verifier`.')
    code.used = true
    return json(200, reshape(issue(code.scopes, true)))
  }

  return {
    clientId,
    clientSecret,
    calls,
    /** The next calls fail, in this order. */
    fail: (...next: Fault[]) => void faults.push(...next),
    /** No more faults. */
    heal: () => void (faults.length = 0),
    reshape: (change: typeof reshape) => void (reshape = change),
    accepts: (accessToken: string) => {
      const found = accessTokens.get(accessToken)
      return found !== undefined && !found.revoked && clock.now() < found.expiresAt
    },
    knows: (refreshToken: string) => refreshTokens.get(refreshToken)?.revoked === false,
    /** Every refresh token is invalid from now on. */
    revokeAll: () => refreshTokens.forEach((known) => (known.revoked = true)),
    refreshes: () =>
      calls.flatMap(({ fields }) => (fields.grant_type === 'refresh_token' ? [fields.refresh_token!] : [])),

    /** The result of the user's click: the address to which the browser is sent back. */
    approve(authorizeUrl: string): string {
      const { searchParams } = new URL(authorizeUrl)
      const code = secret('code')
      codes.set(code, {
        redirectUri: searchParams.get('redirect_uri') ?? '',
        challenge: searchParams.get('code_challenge') ?? undefined,
        scopes: (searchParams.get('scope') ?? '').split(' '),
        used: false,
        at: clock.now(),
      })
      const back = new URL(searchParams.get('redirect_uri')!)
      back.searchParams.set('code', code)
      back.searchParams.set('state', searchParams.get('state')!)
      return back.href
    },

    fetch: async (url: string, init: RequestInit): Promise<Response> => {
      const text = init.method === 'GET' ? new URL(url).search.slice(1) : String(init.body)
      const fields = Object.fromEntries(new URLSearchParams(text))
      calls.push({ url, init, text, fields })
      const fault = faults.shift()
      const answer = fault?.phase === 'before' ? undefined : token(fields)
      if (!fault) return answer!
      if (typeof fault.with === 'function') return fault.with()
      // The same structure as Node's own: the system's code is in the cause.
      throw new TypeError('fetch failed', { cause: Object.assign(new Error(text), { code: fault.with, input: url }) })
    },
  }
}

export type OAuthServer = ReturnType<typeof oauthServer>
