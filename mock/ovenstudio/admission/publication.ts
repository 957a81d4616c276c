import { appName } from '../state.js'
import type { OvenStudioWorld } from '../world.js'
import { ask, tellClosing } from './ask.js'
import { asksFor, type PublishProtocol } from './settings.js'
import { targetOf } from './target.js'
import type { AdmissionRequest } from './webhook.js'

/** The URLs to which encoders publish, without host and path. The ports are those of the engine's sample configuration. */
const ingest: Readonly<Record<PublishProtocol, { readonly scheme: string; readonly port: number }>> = {
  RTMP: { scheme: 'rtmp', port: 1935 },
  WebRTC: { scheme: 'ws', port: 3333 },
  SRT: { scheme: 'srt', port: 9999 },
}

/** An encoder that wants to publish. `query` is that of its URL, without `?`. */
export interface Encoder {
  readonly name: string
  readonly protocol: PublishProtocol
  readonly query: string
}

/** An encoder that was let in, with the webhook to repeat at its end. */
export interface Admitted {
  /** The name of the stream: another one if the control server sent the encoder elsewhere. */
  readonly name: string
  readonly request: AdmissionRequest
  /** Epoch milliseconds. Null for no limit. */
  readonly until: number | null
}

/**
 * Asks whether an encoder may publish. Null if the server does not ask for its protocol. Throws an `Error` if the encoder is refused.
 */
export async function admitEncoder(
  world: OvenStudioWorld,
  { name, protocol, query }: Encoder,
): Promise<Admitted | null> {
  const { clock, state } = world
  const { admission: settings } = state
  if (!settings || !asksFor(settings.providers, protocol)) return null
  const { era } = clock
  const { scheme, port } = ingest[protocol]
  const path = `${appName}/${encodeURIComponent(name)}${query === '' ? '' : `?${query}`}`
  // The port of a connection in process: one that no system gives out for a connection.
  const client = { address: '127.0.0.1', port: 1, realIp: '127.0.0.1', userAgent: '' }
  const request = {
    direction: 'incoming',
    protocol,
    url: `${scheme}://localhost:${port}/${path}`,
    newUrl: null,
    client,
  } as const
  const verdict = await ask(world, request, settings, false)
  if (era !== clock.era) throw refused('the mock was reset')
  if (!verdict.allowed) throw refused(verdict.reason)
  const { newUrl, lifetime } = verdict
  const target = newUrl === null ? { app: appName, stream: name } : targetOf(newUrl, request.url)
  if (target?.app !== appName) throw refused('new_url changes scheme, port or file, or has an unknown application')
  return {
    name: target.stream,
    request: { ...request, newUrl },
    until: lifetime === null ? null : clock.now() + lifetime,
  }
}

const refused = (reason: string) =>
  new Error(`The control server did not let the encoder publish (${reason}). See mock.callbacks.list().`)

/** Tells the control server that an encoder has left, if it let the encoder in. */
export async function tellUnpublished(world: OvenStudioWorld, admitted: Admitted | null): Promise<void> {
  if (admitted) await tellClosing(world, admitted.request)
}
