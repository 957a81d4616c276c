import { RefusalError } from '../../core/http/reply.js'
import { rest } from '../rest-dialect.js'
import { readSignedUrlRequest } from '../signed-url-request.js'
import { canSign } from '../state.js'
import type { Model, OvenStudioHandlers } from './model.js'

const shapes = {
  object: (url: string) => ({ status: 200, body: { signed_url: url } }) as const,
  'json-string': (url: string) => ({ status: 200, body: url }) as const,
  text: (url: string) => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: url }) as const,
}

export const signedUrlOperations = ({ state, policy, playback, now }: Model): OvenStudioHandlers => ({
  /** The order of what is looked at is inferred. */
  async createSignedUrl(call) {
    const body = parse(call.text)
    if (!canSign(state.cloudFront)) return rest.signingDisabled()
    const { name, until, from } = readSignedUrlRequest(body, policy.strictKeys)
    if (policy.strictWindow) {
      if (until * 1000 <= now()) return rest.invalid('date_less_than')
      if (from !== undefined && from >= until) return rest.invalid('date_greater_than')
    }
    const isKnown = state.streams.get(name)?.kind === 'managed'
    if (!isKnown && policy.unknownStream === '404') return rest.notFound('unknown stream')
    const url = await playback.signedUrl(new URL(call.request.url).origin, name, { until, from })
    return url === null ? rest.fault('no key to sign with') : shapes[policy.responseShape](url)
  },
})

/** Read as JSON whatever it says it is: what OvenStudio does with another content type is not known. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new RefusalError(rest.notJson())
  }
}
