import type { components } from '../../generated/livepush/types.js'

/** A zone in either of its forms: an id where a stream was just created, an object where one is read. */
export type ZoneRef = components['schemas']['ZoneRef']

/**
 * The id of a zone in either form. Undefined without one. https://api.livepush.io/openapi/streams
 *
 * @example
 * zoneId({ id: 'zn_1', host: 'stream.livepush.io' }) // 'zn_1'
 */
export function zoneId(zone: ZoneRef | null | undefined): string | undefined {
  return (typeof zone === 'string' ? zone : zone?.id) || undefined
}
