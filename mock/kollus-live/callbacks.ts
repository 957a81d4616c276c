import type { CallbackRules } from '../core/callbacks.js'

/** [CB], [CBV]: 2 s to connect, 3 s to respond, only HTTP 200 counts, three more attempts every five minutes. */
const rules: CallbackRules = { connectTimeout: 2000, responseTimeout: 3000, success: 200, attempts: 4, gap: 300_000 }

/** The names of the webhooks in the document. */
export const callbacks = { liveStateChanged: rules, recordingFileTransferred: rules }
