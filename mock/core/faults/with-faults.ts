import { oauthDialectOf } from '../../oauth/dialect.js'
import type { OAuthFailure } from '../../oauth/failure.js'
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

/** Stands for the reply that is missing if the connection is reset before there is one. */
const none: Reply = { status: 0 }

/** Where a call is answered. */
interface FaultContext {
  readonly world: AnyWorld
  readonly parts: Parts
  readonly connection: ServerConnection | undefined
}

/**
 * Answers a call as the faults say that are set for it; `run` does its work.
 * - A fault that the request itself asks for acts alone: those that are set do not see the request.
 * - What a fault does to the connection is left in `call.write`, and the names of the actions in `call.fault`.
 * - The answer is marked as inferred: no provider documents its failures.
 * - If the client goes away during a delay, or the mock is reset, the call ends with a reset of its connection, and does no more work: the
 *   state that it would work on is gone.
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
  const reply = await answer(call, place, run, faults)
  const headers = { ...reply.headers, 'x-onair-evidence': 'inferred' }
  return { ...reply, headers, reason: `fault: ${call.fault}` }
}

async function answer(
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

/** The names by which faults know a call. */
async function namesOf(call: AnyCall, world: AnyWorld, { fields }: Parts): Promise<readonly string[]> {
  const { provider } = world.profile
  const names = [`${provider}.${call.id}`, `${provider}.*`]
  if (!fields?.operations.includes(call.id)) return names
  call.fields = await fields.of(call, world)
  return [...names, ...call.fields.map((field) => `${provider}.${field}`)]
}

/** The answer with a status, in the provider's own words: those of its OAuth server at the token endpoint, if it has some for that status. */
function failure(fault: Fault & { action: 'status' }, call: AnyCall, world: AnyWorld, parts: Parts): Reply {
  const { status, retryAfter } = fault
  const { profile, clock } = world
  const dialect = dialectOf(parts)
  const isToken = call.id === profile.oauth?.token
  if (status === 429) {
    const bucket = isToken ? 'token' : 'api'
    const limit = profile.limits.find((one) => one.bucket === bucket)?.requests ?? 1
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

/** How the token endpoint refuses a grant or a client, if one of the two has this status. */
function tokenRefusal(status: number, call: AnyCall, world: AnyWorld, parts: Parts): Reply | undefined {
  const dialect = oauthDialectOf(parts)
  const grant = dialect.tokenParameters(call, world).get('grant_type')
  const failures: OAuthFailure[] = [
    grant === 'refresh_token' ? { kind: 'refresh_token', problem: 'revoked' } : { kind: 'code', problem: 'expired' },
    { kind: 'invalid_client', basic: false },
  ]
  return failures.map((one) => dialect.refuse(one, world)).find((reply) => reply.status === status)
}
