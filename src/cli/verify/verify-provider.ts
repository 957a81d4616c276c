import type { MockSpec } from '../../../specs/profile.js'
import { systemClock, type Clock } from '../../clock.js'
import type { TokenSource } from '../../auth/token.js'
import type { Fetch } from '../../http/send.js'
import { callerOf } from './caller.js'
import { recordingFetch } from './exchange.js'
import { SpecJudge } from './judge.js'
import { callReads, isRead, isSignIn } from './reads.js'
import { withoutSecrets, type Report } from './report.js'
import { Session } from './session.js'
import { clientOf, watched, type clientOptionsOf } from './target.js'
import { loadValidators } from './validators.js'
import { Values } from './values.js'
import { bodyOf, callRound, fileReason, needsFile, operationsIn, roundsOf } from './writes.js'
import { unknown } from '../command.js'

export interface VerifyOptions {
  /** Undefined if no operation takes a token. */
  readonly auth: TokenSource | undefined
  readonly baseUrl: string | undefined
  /** Server name → address, in the place of the spec's. */
  readonly servers: Readonly<Record<string, string>>
  readonly clientOptions: ReturnType<typeof clientOptionsOf>
  /** The API keys by client option. Default: none. */
  readonly keys?: Readonly<Record<string, string>>
  /** Values of parameters, by `name` or `operation.name`. */
  readonly given: ReadonlyMap<string, string>
  /** Operations to report on. Empty: all. */
  readonly only: readonly string[]
  /** Also create, change and delete resources. */
  readonly write: boolean
  /** Values that the report must not show. */
  readonly secrets: readonly string[]
  /** Ends the run. The report has the results so far. */
  readonly signal: AbortSignal
  readonly progress: (line: string) => void
  readonly fetch?: Fetch
  readonly clock?: Clock
}

/**
 * Calls the safe reads of a provider, and with `write` the writes that can be undone, and checks every answer against its spec.
 * Rejects with an `AuthError` if there is no token, and with a `UsageError` for an unknown operation or server.
 */
export async function verifyProvider(spec: MockSpec<unknown, unknown>, options: VerifyOptions): Promise<Report> {
  const { baseUrl, only, given, keys = {}, clock = systemClock, write, signal } = options
  const { profile } = spec
  const judge = await SpecJudge.create(spec, await loadValidators())
  const operations = [...judge.operations.values()]
  const ids = operations.map(({ id }) => id)
  const wrong = only.find((id) => !ids.includes(id))
  if (wrong !== undefined) throw unknown(`operation of ${profile.title}`, wrong, ids)

  const filled = Object.fromEntries(options.clientOptions.map(({ parameter, value }) => [parameter, value]))
  const values = new Values(operations, given, filled)
  const recorder = recordingFetch(options.fetch)
  const tokens = new Set<string>()
  const client = clientOf(spec, {
    ...options,
    options: options.clientOptions,
    keys,
    auth: options.auth && watched(options.auth, tokens),
    fetch: recorder.fetch,
  })
  const call = callerOf({ client, recorder, judge, filled })
  const session = new Session({ operations, values, call, only, signal, progress: options.progress })

  const reads = operations.filter((one) => isRead(one, profile.oauth))
  const rounds = roundsOf(operations)
  const undoable = operationsIn(rounds)
  const name = `onair-verify-${new Date(clock.now()).toISOString().replaceAll(/[-:]|\..*/g, '')}`
  const at = new Date(clock.now()).toISOString()
  try {
    await callReads(session, reads)
    for (const one of operations) {
      if (reads.includes(one) || !session.isReported(one)) continue
      if (isSignIn(one.id, profile.oauth)) session.skip(one, 'It is part of the sign-in: onair login calls it.')
      else if (!write) session.skip(one, 'It is not a read. With --write, operations that can be undone are called.')
      else if (needsFile(one)) session.skip(one, fileReason)
      // An idempotent POST creates no new resource.
      else if (one.row.method === 'POST' && one.row.idempotent)
        await session.call(one, { path: {}, body: bodyOf(session, one, name) })
      else if (!undoable.includes(one)) session.skip(one, whyNotUndone(one.row.method))
    }
    if (write) {
      for (const round of rounds)
        if (operationsIn([round]).some((one) => session.isReported(one))) await callRound(session, round, name)
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
  const report: Report = {
    provider: profile.provider,
    title: profile.title,
    address: baseUrl ?? (Object.values(options.servers).join(', ') || null),
    at,
    isMock: session.isMock,
    isComplete: !signal.aborted,
    operations: session.reports(),
    leftBehind: session.leftBehind,
  }
  return withoutSecrets(report, [...options.secrets, ...Object.values(keys), ...tokens, ...session.secrets])
}

const whyNotUndone = (method: string): string =>
  method === 'POST' ? 'The spec has no operation that deletes what it makes.' : 'It changes what was there before.'
