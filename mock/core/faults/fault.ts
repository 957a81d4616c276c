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

/** The calls that a fault acts on. */
interface OnCalls {
  /**
   * `<provider>.<operationId>`, `<provider>.<field>` for a root field of GraphQL, or `<provider>.*` for all operations of the provider.
   */
  readonly operation: string
  /**
   * `before`: the call does nothing, and the response is the fault's. `after`: the call takes effect, and the client does not get the real
   * response. Default: `before`
   */
  readonly phase?: 'before' | 'after' | undefined
  /** The first matching call that it acts on. 1 is the first call after the fault was set. Default: 1 */
  readonly nth?: number | undefined
  /** How many calls it acts on. Default: all, until it is cleared. */
  readonly times?: number | undefined
}

/** The same for faults that change the real response: the call always takes effect. */
interface OnResponses extends OnCalls {
  readonly phase?: 'after' | undefined
}

/** The sockets that a fault acts on. */
interface OnSockets {
  /** `<provider>.<server>`. */
  readonly operation: string
}

/** Ends all open sockets at once. With `nth` or `times` it also ends sockets that open later. */
interface EndsSockets extends OnSockets {
  /** The first later socket that it ends. Default: 1 */
  readonly nth?: number | undefined
  /** How many later sockets it ends. Default with `nth`: all, until it is cleared. */
  readonly times?: number | undefined
}

/** The callbacks that a fault acts on. */
interface OnCallbacks {
  /** `<provider>.<webhook>`. */
  readonly operation: string
  /** The first callback that it acts on. Default: 1 */
  readonly nth?: number | undefined
  /** How many callbacks it acts on. Default: all, until it is cleared. */
  readonly times?: number | undefined
}

/** A fault for `mock.faults.add`. */
export type FaultOptions =
  /** An error status from 400 to 599, with the provider's own body. `retryAfter` is in seconds. */
  | (OnCalls & { readonly action: 'status'; readonly status: number; readonly retryAfter?: number | undefined })
  /** The call or the callback waits for a duration of the mock's time, then continues. */
  | (OnCalls & { readonly action: 'delay'; readonly duration: Duration })
  /** The connection is reset before the response. A callback is not sent. */
  | (OnCalls & { readonly action: 'drop' })
  /** The headers announce the whole body, and the connection breaks after this many bytes of it. Default: half of the body. */
  | (OnResponses & { readonly action: 'truncate'; readonly bytes?: number | undefined })
  /** The response is complete, but its JSON is cut in half. */
  | (OnResponses & { readonly action: 'malformed' })
  /** The body is sent at this many bytes per second of the mock's time. */
  | (OnResponses & { readonly action: 'slow'; readonly bytesPerSecond: number })
  /** The connection of each socket is cut. The client sees the close code 1006. */
  | (EndsSockets & { readonly action: 'cut' })
  /** Each socket is closed with this code and reason. Default: 1000, without a reason. */
  | (EndsSockets & {
      readonly action: 'close'
      readonly code?: number | undefined
      readonly reason?: string | undefined
    })
  /** Sockets stay open, but messages from the provider are lost until the fault is cleared. */
  | (OnSockets & { readonly action: 'mute' })
  /** The callback arrives twice. */
  | (OnCallbacks & { readonly action: 'duplicate' })
  /** The callback is held until the next callback of the same name is sent. */
  | (OnCallbacks & { readonly action: 'reorder' })

/** A fault that is set. Plain data. */
export type Fault = FaultOptions & {
  readonly id: number
  /** How many calls or sockets matched since it was set. */
  readonly calls: number
  /** How many of them it acted on. */
  readonly applied: number
}

type FaultFields = Readonly<Record<string, Rule>>

interface Shape {
  /** The default phase. */
  readonly phase?: 'before' | 'after'
  readonly required?: FaultFields
  readonly optional?: FaultFields
}

const counts = { nth: isCount, times: isCount }
const onCalls: FaultFields = { phase: isOneOf('before', 'after'), ...counts }
const onResponses: FaultFields = {
  phase: {
    must: "be 'after': the action changes the response to a call that took effect",
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
  truncate: { phase: 'after', optional: { bytes: isWhole, ...onResponses } },
  malformed: { phase: 'after', optional: onResponses },
  slow: { phase: 'after', required: { bytesPerSecond: isCount }, optional: onResponses },
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

const { reorder: _, ...askedActions } = callbackActions

/** Every action with its fields. An action of both calls and callbacks has the fields of calls. */
export const faultActions: Readonly<Record<string, Shape>> = { ...callbackActions, ...callActions, ...socketActions }

/** The names that faults can act on in a definition, without the provider's name, each with its actions. */
function targetsOf({ spec, fields, sockets, callbacks }: Parts) {
  const each = (names: readonly string[], actions: typeof callActions) => names.map((name) => ({ name, actions }))
  return [
    ...each(['*', ...Object.keys(spec.operations), ...(fields?.names() ?? [])], callActions),
    ...each(Object.keys(sockets), socketActions),
    ...Object.entries(callbacks).map(([name, { isAsked }]) => ({
      name,
      actions: isAsked ? askedActions : callbackActions,
    })),
  ]
}

/** The names that faults can act on in a definition, without the provider's name. */
export const namesForFaults = (parts: Parts): readonly string[] => targetsOf(parts).map(({ name }) => name)

/**
 * Validates the options of a fault against the definitions. Throws a `RangeError`: for an unknown name it lists the known ones, and for a
 * wrong value it says the rule.
 */
export function readFault(options: FaultOptions, definitions: readonly Definition[]): FaultOptions {
  must(isObject.holds(options), 'A fault is an object: { operation, action, … }')
  must(isText.holds(options.operation), "The operation of a fault is text: '<provider>.<operationId>'")
  const { operation, action } = options
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
  checkOptions<object>(`field of the action ${action}`, options, fields)
  const { operation: _, ...rest } = Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  )
  const missing = Object.keys(required).find((field) => !Object.hasOwn(rest, field))
  must(
    missing === undefined,
    `The action ${action} needs the field '${missing}', which must ${required[missing!]?.must}`,
  )
  return { operation, ...(phase && { phase }), ...rest } as FaultOptions
}
