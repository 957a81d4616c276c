import { livepush } from '../../generated/livepush/index.js'
import { createProvider } from '../http/client.js'

/**
 * A client for Livepush. Each call goes to the server that the spec names for it: streams to `octopus`, accounts to `squid`,
 * the inspector to `vod`. No limits are known. Facts and their certainty: specs/livepush/openapi.yaml.
 *
 * Throws a `UsageError` for an option that is missing or wrong.
 *
 * @example
 * const livepush = createLivepush({ auth: staticToken(accessToken) })
 * const made = await livepush.call('createStream', { body: { category: 'simulcast', name: 'Launch' } })
 * if (made.status === 201) console.log(made.data.id)
 */
export const createLivepush = /* @__PURE__ */ createProvider(livepush)
