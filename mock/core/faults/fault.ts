import type { Definition, Parts } from '../definition/define-provider.js'
import { isForFrames, isTooLong } from '../sockets/socket-end.js'
import type { Duration } from '../time/duration.js'
import {
  checkName,
  checkOptions,
  isCount,
  isDuration,
  isObject,
  isOneOf,
  isText,
  must,
  type Rule,
} from '../validate.js'

/** Which calls a fault acts on. */
interface OnCalls {
  /**
   * `<provider>.<operationId>`; `<provider>.<field>` for a root field where the provider has GraphQL; `<provider>.*` for all operations
   * of the provider.
   */
  readonly operation: string
  /**
   * `before`: the call does nothing, and the answer is the fault's. `after`: the server has done and committed the work, and the client
   * never hears the real answer. Default: `before`
   */
  readonly phase?: 'before' | 'after' | undefined
  /** From which matching call on it acts: 1 is the first call after the fault was set. Default: 1 */
  readonly nth?: number | undefined
  /** How many calls it acts on. Default: all, until it is cleared. */
  readonly times?: number | undefined
}

/** The same for what happens to a real answer on its way: the work is always done. */
interface OnAnswers extends OnCalls {
  readonly phase?: 'after' | undefined
}

/** Which sockets a fault acts on. */
interface OnSockets {
  /** `<provider>.<server>`. */
  readonly operation: string
}

/** Sockets that are open are ended at once. With `nth` or `times` the next ones to open are too, as they open. */
interface EndsSockets extends OnSockets {
  /** From which of the next sockets on. Default: 1 */
  readonly nth?: number | undefined
  /** How many of the next sockets. Default, if there is `nth`: all, until it is cleared. */
  readonly times?: number | undefined
}

/** Which callbacks a fault acts on. */
interface OnCallbacks {
  /** `<provider>.<webhook>`. */
  readonly operation: string
  /** From which callback on. Default: 1 */
  readonly nth?: number | undefined
  /** On how many. Default: all, until it is cleared. */
  readonly times?: number | undefined
}

/** A failure for `mock.faults.add`. */
export type FaultOptions =
  /** An error status from 400 to 599 in the provider's own words. `retryAfter` is in seconds. */
  | (OnCalls & { readonly action: 'status'; readonly status: number; readonly retryAfter?: number | undefined })
  /** The call or the callback waits for so long of the mock's time, and goes on. */
  | (OnCalls & { readonly action: 'delay'; readonly duration: Duration })
  /** The connection is reset before the answer; a callback is never sent. */
  | (OnCalls & { readonly action: 'drop' })
  /** The headers promise the whole body, and the connection breaks after so many bytes of it. Default: half of the body. */
  | (OnAnswers & { readonly action: 'truncate'; readonly bytes?: number | undefined })
  /** The answer is complete, and its JSON is cut short. */
  | (OnAnswers & { readonly action: 'malformed' })
  /** The body comes at so many bytes a second of the mock's time. */
  | (OnAnswers & { readonly action: 'slow'; readonly bytesPerSecond: number })
  /** The connection of each socket is cut: the peer sees 1006. */
  | (EndsSockets & { readonly action: 'cut' })
  /** Each socket is closed with this code and reason. Default: 1000, without a reason. */
  | (EndsSockets & {
      readonly action: 'close'
      readonly code?: number | undefined
      readonly reason?: string | undefined
    })
  /** Sockets stay open, and what the provider sends on them is lost until the fault is cleared. */
  | (OnSockets & { readonly action: 'mute' })
  /** The callback arrives twice. */
  | (OnCallbacks & { readonly action: 'duplicate' })
  /** The callback is held until the next one of its name was sent. */
  | (OnCallbacks & { readonly action: 'reorder' })

/** A failure that is set. Plain data. */
export type Fault = FaultOptions & {
  readonly id: number
  /** How many calls or sockets matched it since it was set. */
  readonly calls: number
  /** On how many of them it acted. */
  readonly applied: number
}

type FaultFields = Readonly<Record<string, Rule>>

interface Shape {
  /** Where it acts unless its options say so. */
  readonly phase?: 'before' | 'after'
  readonly required?: FaultFields
  readonly optional?: FaultFields
}

const counts = { nth: isCount, times: isCount }
const onCalls: FaultFields = { phase: isOneOf('before', 'after'), ...counts }
const onAnswers: FaultFields = {
  phase: {
    must: "be 'after': the action changes the answer to work that is done",
    holds: (value) => value === 'after',
  },
  ...counts,
}

const isErrorStatus: Rule = {
  must: 'be an error status from 400 to 599',
  holds: (value) => Number.isInteger(value) && (value as number) >= 400 && (value as number) <= 599,
}
const isWhole: Rule = {
  must: 'be a whole number from 0 up',
  holds: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
}
const isCloseCode: Rule = {
  must: 'be a code for a close frame: 1000 or one from 3000 to 4999, for example',
  holds: (value) => isForFrames(value as number),
}
const isCloseReason: Rule = {
  must: 'be text of at most 123 bytes',
  holds: (value) => typeof value === 'string' && !isTooLong(value),
}

const callActions: Readonly<Record<string, Shape>> = {
  status: { phase: 'before', required: { status: isErrorStatus }, optional: { retryAfter: isWhole, ...onCalls } },
  delay: { phase: 'before', required: { duration: isDuration }, optional: onCalls },
  drop: { phase: 'before', optional: onCalls },
  truncate: { phase: 'after', optional: { bytes: isWhole, ...onAnswers } },
  malformed: { phase: 'after', optional: onAnswers },
  slow: { phase: 'after', required: { bytesPerSecond: isCount }, optional: onAnswers },
}

const socketActions: Readonly<Record<string, Shape>> = {
  cut: { optional: counts },
  close: { optional: { code: isCloseCode, reason: isCloseReason, ...counts } },
  mute: {},
}

const callbackActions: Readonly<Record<string, Shape>> = {
  drop: { optional: counts },
  delay: { required: { duration: isDuration }, optional: counts },
  duplicate: { optional: counts },
  reorder: { optional: counts },
}

/** Every action with its fields. What calls and callbacks have under one name has the fields of calls. */
export const faultActions: Readonly<Record<string, Shape>> = { ...callbackActions, ...callActions, ...socketActions }

/** What faults can act on in a definition, without the provider's name, with the actions on it. */
function targetsOf({ spec, fields, sockets, callbacks }: Parts) {
  const each = (names: readonly string[], actions: typeof callActions) => names.map((name) => ({ name, actions }))
  return [
    ...each(['*', ...Object.keys(spec.operations), ...(fields?.names() ?? [])], callActions),
    ...each(Object.keys(sockets), socketActions),
    ...each(Object.keys(callbacks), callbackActions),
  ]
}

/** Everything in a definition that a fault can act on, without the provider's name. */
export const namesForFaults = (parts: Parts): readonly string[] => targetsOf(parts).map(({ name }) => name)

/**
 * The fault that options describe, for the operations, fields, sockets and callbacks of these definitions. Throws a `RangeError` that lists what is
 * known if a name is not, and that says the rule for a value that is wrong.
 */
export function readFault(given: FaultOptions, definitions: readonly Definition[]): FaultOptions {
  must(isObject.holds(given), 'A fault is an object: { operation, action, … }')
  must(isText.holds(given.operation), "The operation of a fault is text: '<provider>.<operationId>'")
  const { operation, action } = given
  const [provider] = operation.split('.', 1) as [string]
  const name = operation.slice(provider.length + 1)
  checkName(
    'provider',
    provider,
    definitions.map((one) => one.name),
  )
  const { parts } = definitions.find((one) => one.name === provider)!
  checkName(`operation of ${provider}`, name, namesForFaults(parts))
  const { actions } = targetsOf(parts).find((target) => target.name === name)!
  checkName(`action on ${operation}`, action, Object.keys(actions))
  const { phase, required = {}, optional = {} } = actions[action]!
  const fields: FaultFields = { operation: isText, action: isText, ...required, ...optional }
  checkOptions<object>(`field of the action ${action}`, given, fields)
  const { operation: _, ...rest } = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const missing = Object.keys(required).find((field) => !Object.hasOwn(rest, field))
  must(
    missing === undefined,
    `The action ${action} needs the field '${missing}', which must ${required[missing!]?.must}`,
  )
  return { operation, ...(phase && { phase }), ...rest } as FaultOptions
}
