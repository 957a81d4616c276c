import type { Operation } from '../../specs/profile.js'
import type { AccessToken, TokenSource } from '../auth/token.js'
import { UsageError } from '../errors/index.js'
import { headerValue } from './headers.js'
import { isStream } from './raw-body.js'
import type { BufferedResponse, Layer, LightRequest } from './light-request.js'
import { refusedToken } from './refused-token.js'

/** Whether an answer says that the token was not accepted. */
export type IsRefused = (answer: BufferedResponse, operation: Operation, token: AccessToken) => boolean

/**
 * Signs requests with a token of `source`, under `scheme` (`''` for a bare token).
 *
 * - Operations without a token are sent without one. An operation's own scheme replaces `scheme`.
 * - A refused token is reported to the source. If the source has another token, the request is sent once more. The provider did not
 *   do what it refused, so this is safe for any method. A request whose body is a stream is not sent again.
 * - An error of the source ends the call: a retry here would repeat a refresh.
 */
export function withAuthorization(source: TokenSource, scheme: string, isRefused: IsRefused = refusedToken()): Layer {
  const sign = (request: LightRequest, token: AccessToken) => {
    const own = request.call.operation.authorizationScheme ?? scheme
    request.call.tokens.add(token.value)
    const value = headerValue(own === '' ? token.value : `${own} ${token.value}`)
    if (value === undefined)
      throw new UsageError(
        'The access token has characters that are invalid in a header. Paste it again, without line breaks.',
      )
    request.fields.authorization = value
  }
  const ask = async (request: LightRequest, rejected?: string) => {
    try {
      return await source.token({
        rejected,
        get signal() {
          return request.call.signal
        },
      })
    } catch (error) {
      request.call.final = true
      throw error
    }
  }
  return (next) => async (request) => {
    const { operation } = request.call
    if (operation.scopes === null) return next(request)
    const token = await ask(request)
    sign(request, token)
    const answer = await next(request)
    if (!isRefused(answer, operation, token)) return answer
    const renewed = await ask(request, token.value)
    if (renewed.value === token.value || isStream(request.body)) return answer
    sign(request, renewed)
    return next(request)
  }
}
