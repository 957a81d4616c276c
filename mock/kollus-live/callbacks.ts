import type { CallbackRules } from '../core/callbacks.js'
import { describeReply } from './player/reply.js'

/** [CB], [CBV]: 2 s to connect, 3 s to respond, only HTTP 200 counts, three more attempts every five minutes. */
const rules: CallbackRules = { connectTimeout: 2000, responseTimeout: 3000, success: 200, attempts: 4, gap: 300_000 }

/** What a player asks or reports is sent once. No page has the timeouts: those of the other callbacks (inferred). */
const once: CallbackRules = { ...rules, attempts: 1, gap: 0 }

/** The names of the webhooks in the document. */
export const callbacks = {
  liveStateChanged: rules,
  recordingFileTransferred: rules,
  // Replies have less than one KiB.
  playbackRequested: { ...once, readReply: 65_536, describeReply },
  viewingReported: once,
}
