import type { CallbackRules } from '../core/callbacks.js'
import { describeVerdict } from './admission/ask.js'

/** One attempt, and only HTTP 200 counts (OvenMediaEngine). The settings of the admission webhooks replace the time limits. */
const rules: CallbackRules = { connectTimeout: 3000, responseTimeout: 3000, success: 200, attempts: 1, gap: 0 }

/** The admission webhooks of the media server. */
export const callbacks = {
  admissionOpening: { ...rules, isAsked: true, readReply: 65_536, describeReply: describeVerdict },
  admissionClosing: rules,
}
