import { CallbackError } from '../errors/index.js'
import { readForm } from '../http/read-form.js'
import type { FormSource } from '../http/read-form.js'

/** What both callbacks of Kollus Live say. */
interface Common {
  /** Version of the callback, a date; `2018-11-01` has been seen. */
  readonly version?: string
  readonly serviceAccountKey: string
  readonly channelKey: string
  readonly broadcastKey: string
  /** Stream key of the creator who publishes. A secret: whoever has it can publish. */
  readonly streamKey?: string
  /** Names the delivery; the same in a repeat. */
  readonly requestId?: string
  /** Equal for repeats of one delivery, which are to be expected after a timeout: keep it, and drop what has one you know. */
  readonly dedupeKey: string
  /** All fields as they came, unknown ones included. */
  readonly raw: Readonly<Record<string, string>>
}

/** A broadcast started, stopped, lost its signal (within the channel's grace time) or got it back. */
export interface LiveStateEvent extends Common {
  readonly type: 'live-state'
  readonly state: LiveState
}

/** A recording file was handed over to the customer's storage, or could not be. */
export interface RecordingTransferEvent extends Common {
  readonly type: 'recording-transfer'
  readonly result: 'done' | 'failed'
  readonly recordingFileId: number
  /** Path of the file at Kollus. */
  readonly filename?: string
  /** `segment` has been seen. */
  readonly kind?: string
  /** Name of the file where it was sent. */
  readonly targetFilename?: string
}

export type KollusLiveEvent = LiveStateEvent | RecordingTransferEvent

const STATES = ['start', 'stop', 'pause', 'resume'] as const
export type LiveState = (typeof STATES)[number]

/**
 * The event in a callback of Kollus Live: a `Request`, a body with its headers, or the form itself. Answer 200 when it is
 * safely kept: anything else, or more than three seconds, and it comes again, five minutes later, up to three times.
 *
 * Nothing signs these callbacks: give Kollus an address that cannot be guessed, and read the broadcast by the API before
 * acting on what matters. Throws a `CallbackError` that names the field at fault.
 * https://docs.kollus.com/en/dev-guide/live/api/platform-callback/
 */
export async function parseKollusLiveCallback(source: FormSource): Promise<KollusLiveEvent> {
  const raw = await readForm(source)
  const common = {
    version: raw.version || undefined,
    serviceAccountKey: required(raw, 'service_account_key'),
    channelKey: required(raw, 'channel_key'),
    broadcastKey: required(raw, 'broadcast_key'),
    streamKey: raw.stream_key || undefined,
    requestId: raw.request_id || undefined,
    raw,
  }
  // One vendor sample reads the misspelt name; a later one, wired to a page, reads the other.
  const stateField = 'braoadcast_state' in raw && !raw.broadcast_state ? 'braoadcast_state' : 'broadcast_state'
  if ('recording_file_transfer_result' in raw || 'recording_file_id' in raw) {
    const recordingFileId = fileId(required(raw, 'recording_file_id'))
    const result = transferResult(required(raw, 'recording_file_transfer_result'))
    return {
      type: 'recording-transfer',
      ...common,
      recordingFileId,
      result,
      filename: raw.recording_file_filename || undefined,
      kind: raw.recording_file_kind || undefined,
      targetFilename: raw.target_filename || undefined,
      dedupeKey: common.requestId ?? `${recordingFileId}:${result}`,
    }
  }
  const state = liveState(required(raw, stateField), stateField)
  return { type: 'live-state', ...common, state, dedupeKey: common.requestId ?? `${common.broadcastKey}:${state}` }
}

function required(raw: Readonly<Record<string, string>>, field: string): string {
  const value = raw[field]?.trim()
  if (value) return value
  throw new CallbackError(
    `The callback has no "${field}". Check that Kollus Live, and no other sender, posts to this address.`,
    {
      field,
    },
  )
}

function liveState(value: string, field: string): LiveState {
  const state = STATES.find((known) => known === value)
  if (state) return state
  throw new CallbackError(
    `"${field}" is none of ${STATES.join(', ')}. The provider may have a state we do not know: see \`raw\` of the form.`,
    {
      field,
    },
  )
}

function fileId(value: string): number {
  if (/^\d{1,15}$/.test(value)) return Number(value)
  throw new CallbackError('"recording_file_id" is not a whole number.', { field: 'recording_file_id' })
}

function transferResult(value: string): 'done' | 'failed' {
  if (value === '1') return 'done'
  if (value === '0') return 'failed'
  throw new CallbackError('"recording_file_transfer_result" is neither 1 (done) nor 0 (failed).', {
    field: 'recording_file_transfer_result',
  })
}
