import { operations, profile } from '../../generated/livepush/operations.js'
import type { operations as Operations, paths } from '../../generated/livepush/types.js'
import { createProvider } from '../http/client.js'

/**
 * A client for Livepush. Each call goes to the server that the spec names for it: streams to `octopus`, accounts to `squid`,
 * the inspector to `vod`. No limits are known. Facts and their certainty: specs/livepush/openapi.yaml.
 */
export const createLivepush = createProvider<paths, Operations, typeof profile, typeof operations>(profile, operations)
