import { isPublic } from '../clients.js'
import { OAuthError } from '../failure.js'
import { required, type GrantHandler, type GrantRequest } from './grant.js'
import type { AuthorizationCode } from '../families.js'

/** RFC 6749, section 4.1.3, and RFC 7636, section 4.6. A success uses the code up; a failed check leaves it unchanged. */
export const authorizationCode: GrantHandler = (request) => {
  const { client, parameters, families, now } = request
  const code = families.code(required(parameters, 'code'), now)
  if (!code) throw new OAuthError({ kind: 'code', problem: 'unknown' })
  if (code.expiresAt <= now) throw new OAuthError({ kind: 'code', problem: 'expired' })
  if (code.used) throw new OAuthError({ kind: 'code', problem: 'used' })
  if (code.clientId !== client.id) throw new OAuthError({ kind: 'code', problem: 'foreign' })
  if (required(parameters, 'redirect_uri') !== code.redirectUri) {
    throw new OAuthError({ kind: 'code', problem: 'redirect_uri' })
  }
  checkVerifier(code, request)
  code.used = true
  return families.issue(families.family(client.id, code.userId, code.scopes), code.scopes, now)
}

function checkVerifier({ challenge }: AuthorizationCode, { client, verifier }: GrantRequest): void {
  if (!challenge) {
    // RFC 9700, section 2.1.1: without a secret, only the verifier proves whose code it is.
    if (isPublic(client)) throw new OAuthError({ kind: 'missing_parameter', parameter: 'code_challenge' })
    if (verifier) throw new OAuthError({ kind: 'verifier', problem: 'unexpected' })
    return
  }
  if (!verifier) throw new OAuthError({ kind: 'missing_parameter', parameter: 'code_verifier' })
  if (!/^[\w.~-]{43,128}$/.test(verifier.value)) throw new OAuthError({ kind: 'verifier', problem: 'malformed' })
  const proof = challenge.method === 'S256' ? verifier.hash : verifier.value
  if (proof !== challenge.value) throw new OAuthError({ kind: 'verifier', problem: 'mismatch' })
}
