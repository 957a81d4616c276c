import { livepush } from '../../generated/livepush/index.js'
import { createProvider } from '../http/client.js'

/**
 * A client for Livepush. Each call goes to the server that the spec names for it: streams to `octopus`, accounts to `squid`,
 * the inspector to `vod`. No limits are known. Facts and their certainty: specs/livepush/openapi.yaml.
 */
export const createLivepush = createProvider(livepush)
