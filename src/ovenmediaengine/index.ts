/**
 * OvenMediaEngine's admission webhooks: the receiver, which decides who may publish and play. OvenMediaEngine is the open-source media server
 * under OvenStudio; nothing shows that OvenStudio has these webhooks.
 */
export { acknowledge, allow, type AllowOptions, deny } from './admission-reply.js'
export type {
  Admission,
  AdmissionClient,
  AdmissionClosing,
  AdmissionDirection,
  AdmissionOpening,
  AdmissionProtocol,
} from './admission.js'
export type { AdmissionSource } from './admission-body.js'
export { parseAdmission, type ParseAdmissionOptions } from './parse-admission.js'
