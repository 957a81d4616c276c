import type { operations } from '../../../generated/ovenstudio/types.js'
import type { Handlers } from '../../core/definition/define-provider.js'
import { RefusalError } from '../../core/http/reply.js'
import { invalidValue, noKey, notFound, notJson, signingDisabled } from '../dialect.js'
import { signedPlaylistUrl } from '../playback.js'
import { readSignedUrlRequest } from '../signed-url-request.js'
import { canSign } from '../state.js'
import type { OvenStudioWorld } from '../world.js'

const shapes = {
  object: (url: string) => ({ status: 200, body: { signed_url: url } }) as const,
  'json-string': (url: string) => ({ status: 200, body: url }) as const,
  text: (url: string) => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: url }) as const,
}

export const signedUrlOperations: Handlers<operations, OvenStudioWorld, void> = {
  /** The order of the checks is inferred. */
  async createSignedUrl(call, world) {
    const { state, policy, clock } = world
    const body = parse(call.text)
    if (!canSign(state.cloudFront)) return signingDisabled
    const { name, until, from } = readSignedUrlRequest(body, policy.strictKeys)
    if (policy.strictWindow) {
      if (until * 1000 <= clock.now()) return invalidValue('date_less_than')
      if (from !== undefined && from >= until) return invalidValue('date_greater_than')
    }
    const isKnown = state.streams.get(name)?.kind === 'managed'
    if (!isKnown && policy.unknownStream === '404') return notFound('unknown stream')
    const url = await signedPlaylistUrl(world, call.request.url, name, { until, from })
    return url === null ? noKey : shapes[policy.responseShape](url)
  },
}

/** Parses the body as JSON, with any content type, because OvenStudio's behavior for others is not known. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new RefusalError(notJson)
  }
}
