import { CallbackError } from '../errors/index.js'
import { readForm } from '../http/read-form.js'
import type { FormSource } from '../http/read-form.js'

/** The fields of every callback of Kollus Live. */
interface Common {
  /** Version of the callback, a date; `2018-11-01` has been seen. */
  readonly version?: string
  readonly serviceAccountKey: string
  readonly channelKey: string
  readonly broadcastKey: string
  /** Stream key of the creator who publishes. A secret: anyone who has it can publish. */
  readonly streamKey?: string
  /** Identifies the delivery. One vendor sample declares the field, and no captured callback has it. */
  readonly requestId?: string
  /** All fields as received, unknown ones included. */
  readonly raw: Readonly<Record<string, string>>
}

/** A broadcast started, stopped, lost its signal (within the channel's grace time) or got it back. */
export interface LiveStateEvent extends Common {
  readonly type: 'live-state'
  readonly state: LiveState
}

/** A recording file was transferred to the customer's storage, or the transfer failed. */
export interface RecordingTransferEvent extends Common {
  readonly type: 'recording-transfer'
  readonly result: 'done' | 'failed'
  readonly recordingFileId: number
  /** Path of the file at Kollus. */
  readonly filename?: string
  /** `segment` has been seen. */
  readonly kind?: string
  /** Name of the transferred file. */
  readonly targetFilename?: string
}

/** A callback with a state, a transfer result or a subject that is not documented. `raw` has all of it. */
export interface UnknownEvent extends Partial<Common> {
  readonly type: 'unknown'
  readonly serviceAccountKey: string
  readonly raw: Common['raw']
}

export type KollusLiveEvent = LiveStateEvent | RecordingTransferEvent | UnknownEvent

const STATES = ['start', 'stop', 'pause', 'resume'] as const
export type LiveState = (typeof STATES)[number]

/**
 * The event in a callback of Kollus Live: a `Request`, a body with its headers, or the form itself. Answer 200 once it is safely stored.
 * After any other answer, or after three seconds, Kollus sends it again five minutes later, up to three times; see {@link isRepeat}.
 * Undocumented callbacks are `unknown` events.
 *
 * Nothing signs these callbacks: give Kollus an address that cannot be guessed, and read the broadcast by the API before you act on it.
 * Throws a `CallbackError` that names the wrong field if the form cannot be one of Kollus Live.
 * https://docs.kollus.com/en/dev-guide/live/api/platform-callback/
 *
 * @example
 * const event = await parseKollusLiveCallback(request)
 * if (event.type === 'live-state') console.log(event.broadcastKey, event.state)
 */
export async function parseKollusLiveCallback(source: FormSource): Promise<KollusLiveEvent> {
  const raw = await readForm(source)
  const common = {
    version: raw.version || undefined,
    serviceAccountKey: required(raw, 'service_account_key'),
    channelKey: raw.channel_key || undefined,
    broadcastKey: raw.broadcast_key || undefined,
    streamKey: raw.stream_key || undefined,
    requestId: raw.request_id || undefined,
    raw,
  }
  const known = liveState(raw) ?? recordingTransfer(raw)
  if (!known) return { type: 'unknown', ...common }
  const keys = { channelKey: required(raw, 'channel_key'), broadcastKey: required(raw, 'broadcast_key') }
  return { ...known, ...common, ...keys }
}

/**
 * Whether an event repeats an earlier one. `last` is the `state` of the last event of the same broadcast, or the `result` of the last one
 * of the same recording file, as you stored it.
 *
 * Deliveries have no id, so only the last state distinguishes a retry from a second `pause`. A broadcast starts once and ends once: a later
 * `start`, and every event after `stop`, is a repeat. A `pause` that is retried after a `resume` looks like a new one: if that matters,
 * read the broadcast by the API. An `unknown` event is never a repeat.
 *
 * @example
 * const event = await parseKollusLiveCallback(request)
 * if (event.type === 'live-state' && !isRepeat(event, states.get(event.broadcastKey))) {
 *   states.set(event.broadcastKey, event.state)
 * }
 */
export function isRepeat(event: KollusLiveEvent, last: string | null | undefined): boolean {
  if (event.type === 'recording-transfer') return event.result === last
  if (event.type === 'unknown' || !last) return false
  return event.state === last || event.state === 'start' || last === 'stop'
}

function required(raw: Readonly<Record<string, string>>, field: string): string {
  const value = raw[field]?.trim()
  if (value) return value
  const message = `The callback has no "${field}". Check that Kollus Live, and no other sender, posts to this address.`
  throw new CallbackError(message, { field })
}

/** One vendor sample reads the misspelled name. A later one, linked from a page, reads the other. */
function liveState(raw: Readonly<Record<string, string>>) {
  const value = (raw.broadcast_state || raw.braoadcast_state)?.trim()
  const state = STATES.find((known) => known === value)
  return state && ({ type: 'live-state', state } as const)
}

const RESULTS = new Map<string, RecordingTransferEvent['result']>([
  ['0', 'failed'],
  ['1', 'done'],
])

function recordingTransfer(raw: Readonly<Record<string, string>>) {
  const { recording_file_id: id = '', recording_file_transfer_result: said = '' } = raw
  const result = RESULTS.get(said.trim())
  if (!result || !/^\s*\d{1,15}\s*$/.test(id)) return undefined
  return {
    type: 'recording-transfer',
    result,
    recordingFileId: Number(id),
    filename: raw.recording_file_filename || undefined,
    kind: raw.recording_file_kind || undefined,
    targetFilename: raw.target_filename || undefined,
  } as const
}
