import type { OvenStudioWorld } from '../world.js'
import { ask, tellClosing } from './ask.js'
import { asksFor } from './settings.js'
import { targetOf, type Target } from './target.js'
import type { AdmissionClient, AdmissionRequest } from './webhook.js'

/** A viewer who was let in. */
export interface Viewer extends Target {
  readonly id: string
  /** The second half of the `session` in the URLs of a playlist. */
  readonly key: string
  /** The webhook to repeat at its end. */
  readonly request: AdmissionRequest
  /** Epoch milliseconds. */
  readonly since: number
  /** Epoch milliseconds. Null for no limit. */
  readonly until: number | null
  /** Epoch milliseconds of the last request. */
  lastSeen: number
}

/** A request for a file, as the engine sees it. */
export interface Visit extends Target {
  readonly file: string
  /** The URL at the engine, with its query. */
  readonly url: string
  readonly client: AdmissionClient
}

/** A viewer, or the reason of a refusal. */
export type Admittance = { readonly viewer: Viewer } | { readonly refused: string }

/** Whether the server asks for the viewers of the edge. */
export const asksForViewers = ({ state: { admission } }: OvenStudioWorld): boolean =>
  admission !== null && asksFor(admission.publishers, 'LLHLS')

/**
 * Admits a request for a file. Each request for a master playlist asks the control server and opens a session. Any other file needs a
 * session in its URL. Source: OvenMediaEngine, src/publishers/llhls/llhls_session.cpp.
 */
export async function admitViewer(world: OvenStudioWorld, visit: Visit): Promise<Admittance> {
  return isMaster(visit.file) ? openSession(world, visit) : findSession(world, new URL(visit.url).searchParams)
}

/** Any playlist whose name does not contain `chunklist`. */
const isMaster = (file: string): boolean => file.endsWith('.m3u8') && !file.includes('chunklist')

/** The value of `session` in the URLs of a playlist. */
export const sessionOf = ({ id, key }: Viewer): string => `${id}_${key}`

async function openSession(world: OvenStudioWorld, { app, stream, url, client }: Visit): Promise<Admittance> {
  const { clock, random, state } = world
  const { era } = clock
  const settings = state.admission!
  const request = { direction: 'outgoing', protocol: 'LLHLS', url, newUrl: null, client } as const
  const verdict = await ask(world, request, settings, true)
  if (era !== clock.era) return { refused: 'the mock was reset' }
  if (!verdict.allowed) return { refused: `admission: ${verdict.reason}` }
  const { newUrl, lifetime } = verdict
  const target = newUrl === null ? { app, stream } : targetOf(newUrl, url)
  if (!target) return { refused: 'admission: new_url changes scheme, port or file' }
  const now = clock.now()
  const id = String(++state.viewersMade)
  const viewer: Viewer = {
    ...target,
    id,
    key: random.secret(8),
    // When a session closes there is no HTTP request, so that only the connection is known. That the user agent is missing is inferred.
    request: { ...request, newUrl, client: { ...client, realIp: client.address, userAgent: '' } },
    since: now,
    until: lifetime === null ? null : now + lifetime,
    lastSeen: now,
  }
  state.viewers.set(id, viewer)
  world.schedule(now + settings.idle, 'viewerIdle', { id })
  return { viewer }
}

function findSession({ clock, state }: OvenStudioWorld, search: URLSearchParams): Admittance {
  const [, id = '', key] = /^(\d+)_(\w+)$/.exec(search.get('session') ?? '') ?? []
  const viewer = state.viewers.get(id)
  if (!viewer || viewer.key !== key) return { refused: 'unknown session' }
  if (viewer.until !== null && clock.now() > viewer.until) return { refused: 'session expired' }
  viewer.lastSeen = clock.now()
  return { viewer }
}

export const viewerTimers = {
  /** A viewer has left when there was no request for a while. The engine knows it from the last connection of the session. */
  viewerIdle({ id }: { readonly id: string }, world: OvenStudioWorld) {
    const { clock, state } = world
    const viewer = state.viewers.get(id)
    if (!viewer) return undefined
    const idle = state.admission?.idle ?? 0
    if (clock.now() < viewer.lastSeen + idle) return void world.schedule(viewer.lastSeen + idle, 'viewerIdle', { id })
    state.viewers.delete(id)
    return tellClosing(world, viewer.request)
  },
}
