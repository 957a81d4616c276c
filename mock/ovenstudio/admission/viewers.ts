import { verifySignedPolicy } from '../edge/signed-policy.js'
import type { State } from '../state.js'
import type { OvenStudioWorld } from '../world.js'
import { ask, tellClosing } from './ask.js'
import { asksFor } from './settings.js'
import { targetOf, type Target } from './target.js'
import type { AdmissionClient, AdmissionRequest } from './webhook.js'

/** A viewer who was let in by a signed policy or a control server. */
export interface Viewer {
  readonly stream: string
  readonly app: string
  /** The second half of the `session` in the URLs of a playlist. */
  readonly key: string
  /** The address of the connection. */
  readonly address: string
  /** The webhook to repeat at its end. Null if no control server was asked. */
  readonly request: AdmissionRequest | null
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
  /** The URL that the client sent, without the parameters that the edge removes: that of a signed policy. */
  readonly sentUrl: string
  readonly client: AdmissionClient
}

/** The stream that a viewer gets, with the session for the URLs in playlists, or the reason of a refusal. */
export type Admittance = (Target & { readonly session: string | undefined }) | { readonly refused: string }

/**
 * Admits a request for a file. Each request for a master playlist opens a session. With access control it needs a signed policy, then the
 * permission of the control server, and any other file needs a session that is known. Source: OvenMediaEngine,
 * src/publishers/llhls/llhls_session.cpp; inferred for OvenStudio.
 */
export async function admitViewer(world: OvenStudioWorld, visit: Visit): Promise<Admittance> {
  return isMaster(visit.file) ? openSession(world, visit) : findSession(world, visit)
}

/** Any playlist whose name does not contain `chunklist`. */
const isMaster = (file: string): boolean => file.endsWith('.m3u8') && !file.includes('chunklist')

/** Whether the server asks a control server for the viewers of the edge. */
const asksForViewers = ({ admission }: State): boolean => admission !== null && asksFor(admission.publishers, 'LLHLS')

async function openSession(world: OvenStudioWorld, visit: Visit): Promise<Admittance> {
  const { clock, random, state } = world
  const { app, stream, client } = visit
  const { era } = clock
  const policy = await verifyPolicy(world, visit)
  if ('refused' in policy) return policy
  const asked = asksForViewers(state) ? await askForViewer(world, visit) : { app, stream, request: null, until: null }
  if (era !== clock.era) return { refused: 'the mock was reset' }
  if ('refused' in asked) return asked
  const id = String(++state.sessionsMade)
  const key = random.secret(8)
  if (hasAccessControl(state)) {
    const since = clock.now()
    const ends = [policy.until, asked.until].filter((end) => end !== null)
    const until = ends.length > 0 ? Math.min(...ends) : null
    state.viewers.set(id, { ...asked, key, address: client.address, since, until, lastSeen: since })
    world.schedule(since + idleOf(state), 'viewerIdle', { id })
  }
  return { app: asked.app, stream: asked.stream, session: `${id}_${key}` }
}

const hasAccessControl = (state: State): boolean => state.signedPolicy !== null || asksForViewers(state)

/** The end of the session by the signed policy. Null for no limit. */
async function verifyPolicy({ state, clock }: OvenStudioWorld, { sentUrl, client }: Visit) {
  if (!state.signedPolicy) return { until: null }
  const { address, realIp } = client
  return verifySignedPolicy(sentUrl, { ...state.signedPolicy, now: clock.now(), address, realIp })
}

/** The permission of the control server: where the viewer goes, the webhook to repeat, and the end of the session. */
type Permission = Target & Pick<Viewer, 'request' | 'until'>

async function askForViewer(
  world: OvenStudioWorld,
  { app, stream, url, client }: Visit,
): Promise<Permission | { readonly refused: string }> {
  const request = { direction: 'outgoing', protocol: 'LLHLS', url, newUrl: null, client } as const
  const verdict = await ask(world, request, world.state.admission!, true)
  if (!verdict.allowed) return { refused: `admission: ${verdict.reason}` }
  const { newUrl, lifetime } = verdict
  const target = newUrl === null ? { app, stream } : targetOf(newUrl, url)
  if (!target) return { refused: 'admission: new_url changes scheme, port or file' }
  return {
    ...target,
    // When a session closes there is no HTTP request, so that only the connection is known. That the user agent is missing is inferred.
    request: { ...request, newUrl, client: { ...client, realIp: client.address, userAgent: '' } },
    until: lifetime === null ? null : world.clock.now() + lifetime,
  }
}

/**
 * The session of a child. A session that is not of the form `id_key` is refused. Without access control the id and the key are not checked,
 * and a URL without a session is served (inferred: the engine has a mode without sessions).
 */
function findSession({ clock, state }: OvenStudioWorld, { app, stream, url }: Visit): Admittance {
  const session = new URL(url).searchParams.get('session') ?? undefined
  const [, id = '', key] = /^(\d+)_(\w+)$/.exec(session ?? '') ?? []
  if (!hasAccessControl(state))
    return session === undefined || key !== undefined ? { app, stream, session } : { refused: 'unknown session' }
  const viewer = state.viewers.get(id)
  if (!viewer || viewer.key !== key) return { refused: 'unknown session' }
  if (viewer.until !== null && clock.now() > viewer.until) return { refused: 'session expired' }
  viewer.lastSeen = clock.now()
  return { app: viewer.app, stream: viewer.stream, session }
}

/** Milliseconds without a request, after which a viewer has left (inferred). */
const idleOf = ({ admission }: State): number => admission?.idle ?? 60_000

export const viewerTimers = {
  /** A viewer has left when there was no request for a while. The engine knows it from the last connection of the session. */
  viewerIdle({ id }: { readonly id: string }, world: OvenStudioWorld) {
    const { clock, state } = world
    const viewer = state.viewers.get(id)
    if (!viewer) return undefined
    const leavesAt = viewer.lastSeen + idleOf(state)
    if (clock.now() < leavesAt) return void world.schedule(leavesAt, 'viewerIdle', { id })
    state.viewers.delete(id)
    return viewer.request ? tellClosing(world, viewer.request) : undefined
  },
}
