import type { JsonCallback } from '../../core/deliver.js'
import { hmacSha1 } from '../hmac-sha1.js'
import type { AdmissionSettings } from './settings.js'

/** The client that publishes or plays. */
export interface AdmissionClient {
  readonly address: string
  readonly port: number
  readonly realIp: string
  /** Empty if there is none. */
  readonly userAgent: string
}

/** What a webhook is about. */
export interface AdmissionRequest {
  readonly direction: 'incoming' | 'outgoing'
  readonly protocol: string
  readonly url: string
  /** Null if the client was not sent elsewhere. */
  readonly newUrl: string | null
  readonly client: AdmissionClient
}

/**
 * A webhook as OvenMediaEngine sends it: compact JSON with its keys in alphabetical order, signed over its bytes. Source: the engine's
 * src/modules/access_control/admission_webhooks/admission_webhooks.cpp.
 */
export async function webhookOf(
  { direction, protocol, url, newUrl, client }: AdmissionRequest,
  status: 'opening' | 'closing',
  { secret, lowerCase, utcOffset }: AdmissionSettings,
  now: number,
): Promise<JsonCallback> {
  const json = JSON.stringify({
    client: {
      address: client.address,
      port: client.port,
      real_ip: client.realIp,
      ...(client.userAgent !== '' && { user_agent: client.userAgent }),
    },
    request: {
      direction,
      ...(newUrl !== null && { new_url: newUrl }),
      protocol: lowerCase ? protocol.toLowerCase() : protocol,
      status,
      time: localTime(now, utcOffset),
      url,
    },
  })
  return { json, headers: { accept: 'application/json', 'x-ome-signature': await hmacSha1(secret, json) } }
}

/** ISO 8601 with milliseconds and the offset of the server, never with `Z`. */
function localTime(now: number, offset: string): string {
  const [hours = 0, minutes = 0] = offset.slice(1).split(':').map(Number)
  const ms = (hours * 60 + minutes) * 60_000 * (offset.startsWith('-') ? -1 : 1)
  return new Date(now + ms).toISOString().replace('Z', offset)
}
