import { oauthDialectOf } from '../../oauth/dialect.js'
import type { OAuthFailure } from '../../oauth/failure.js'
import { readTokenRequest, takesTokenRequests } from '../../oauth/token-request.js'
import type { Parts } from '../definition/define-provider.js'
import { dialectOf } from '../definition/dialect.js'
import type { AnyWorld } from '../definition/world.js'
import type { Call } from '../http/call.js'
import type { ServerConnection, Reply } from '../http/reply.js'
import { milliseconds } from '../time/duration.js'
import { drop, malform, slow, truncate } from './broken-response.js'
import type { Fault } from './fault.js'
import { faultHeader, readFaultHeader } from './fault-header.js'

type AnyCall = Call<never>

/** The reply of a call whose connection is reset before there is a response. */
const none: Reply = { status: 0 }

/** The world and the connection of a call. */
interface FaultContext {
  readonly world: AnyWorld
  readonly parts: Parts
  readonly connection: ServerConnection | undefined
}

/**
 * Runs a call with the faults that act on it. `run` does the call's work.
 * - A fault in the request's header acts alone: the faults of the mock do not see the request.
 * - `call.write` sends a broken response, and `call.fault` has the names of the actions.
 * - The evidence of the response is `inferred`, because no provider documents its failures.
 * - If the client disconnects or the mock is reset during a delay, the connection is reset and the call does no more work, because its state
 *   no longer exists.
 */
export async function withFaults(call: AnyCall, place: FaultContext, run: () => Promise<Reply>): Promise<Reply> {
  const { world, parts } = place
  const names = await namesOf(call, world, parts)
  const asked = call.header(faultHeader)
  const own =
    asked === null ? undefined : readFaultHeader(call, asked, world.profile.provider, world.faults, parts.fields)
  if (own && 'refused' in own) {
    call.fault = 'none'
    return own.refused
  }
  const faults = own ? [own.fault].filter(({ operation }) => names.includes(operation)) : world.faults.take(names)
  if (faults.length === 0) return run()
  call.fault = faults.map(({ action }) => action).join(', ')
  const reply = await applyFaults(call, place, run, faults)
  const headers = { ...reply.headers, 'x-onair-evidence': 'inferred' }
  return { ...reply, headers, reason: `fault: ${call.fault}` }
}

async function applyFaults(
  call: AnyCall,
  { world, parts, connection }: FaultContext,
  run: () => Promise<Reply>,
  faults: readonly Fault[],
): Promise<Reply> {
  const { clock } = world
  const { signal } = call.request
  const { era } = clock
  let reply: Reply | undefined
  for (const fault of faults) {
    if ('phase' in fault && fault.phase === 'after') reply ??= await run()
    switch (fault.action) {
      case 'delay': {
        await clock.sleep(milliseconds(fault.duration), { answering: true, signal }).catch(() => undefined)
        if (!signal.aborted && clock.era === era) break
        call.write = drop(connection)
        return reply ?? none
      }
      case 'status':
        return failure(fault, call, world, parts)
      case 'drop':
        call.write = drop(connection)
        return reply ?? none
      case 'truncate':
        call.write = truncate(connection, fault.bytes)
        break
      case 'malformed':
        call.write = malform(connection)
        break
      case 'slow':
        call.write = slow(connection, fault.bytesPerSecond, clock, signal)
    }
  }
  return reply ?? run()
}

/** The names of a call that faults match. */
async function namesOf(call: AnyCall, world: AnyWorld, { fields }: Parts): Promise<readonly string[]> {
  const { provider } = world.profile
  const names = [`${provider}.${call.id}`, `${provider}.*`]
  if (!fields?.operations.includes(call.id)) return names
  call.fields = await fields.of(call, world)
  return [...names, ...call.fields.map((field) => `${provider}.${field}`)]
}

/** The provider's response with a status. The token endpoint uses the OAuth dialect, if that has a response with the status. */
function failure(fault: Fault & { action: 'status' }, call: AnyCall, world: AnyWorld, parts: Parts): Reply {
  const { status, retryAfter } = fault
  const { profile, clock } = world
  const dialect = dialectOf(parts)
  const isToken = takesTokenRequests(call.id, profile.oauth)
  if (status === 429) {
    const bucket = isToken ? 'token' : 'api'
    const own = profile.limits.find((one) => one.bucket === bucket)
    const limit = own === undefined ? 1 : 'capacity' in own ? own.capacity : own.requests
    const resetsAt = clock.now() + (retryAfter ?? 1) * 1000
    return dialect.tooManyRequests({ allowed: false, limit, remaining: 0, resetsAt }, world)
  }
  const refusal = isToken ? tokenRefusal(status, call, world, parts) : undefined
  const isUnauthenticated = status === 401 && call.operation.scopes !== null
  const reply = refusal ?? (isUnauthenticated ? dialect.unauthenticated(world) : dialect.failure(status, world))
  return retryAfter === undefined
    ? reply
    : { ...reply, headers: { ...reply.headers, 'retry-after': String(retryAfter) } }
}

/** The refusal of a grant or a client by the token endpoint, if one of them has this status. */
function tokenRefusal(status: number, call: AnyCall, world: AnyWorld, parts: Parts): Reply | undefined {
  const dialect = oauthDialectOf(parts)
  const sent = dialect.tokenParameters(call, world)
  const grant = readTokenRequest(world.profile.oauth!, call.id, sent).parameters.get('grant_type')
  const failures: OAuthFailure[] = [
    grant === 'refresh_token' ? { kind: 'refresh_token', problem: 'revoked' } : { kind: 'code', problem: 'expired' },
    { kind: 'invalid_client', basic: false },
  ]
  return failures.map((one) => dialect.refuse(one, world)).find((reply) => reply.status === status)
}
