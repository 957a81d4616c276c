import type { components } from '../../generated/kollus-live/types.js'

type Schemas = components['schemas']

/**
 * The last broadcast of a channel; undefined if it had none. Sources disagree on the value then: `{}`, `[]` or `null`. Vendor samples:
 * https://github.com/kollus-service/kollus-live-spring
 *
 * @example
 * const { data: channel } = unwrap(await kollus.call('getChannel', { params: { path: { channel_key: channelKey } } }))
 * const isOnAir = latestBroadcast(channel)?.is_onair ?? false
 */
export function latestBroadcast({
  latest_broadcast: latest,
}: Pick<Schemas['Channel'], 'latest_broadcast'>): Schemas['LatestBroadcast'] | undefined {
  return latest && !Array.isArray(latest) && Object.keys(latest).length > 0 ? latest : undefined
}
