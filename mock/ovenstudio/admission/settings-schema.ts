import * as z from 'zod'
import { isHttpUrl, offsetPattern, type AdmissionOptions } from './settings.js'

const protocols = z.array(z.string()).optional()

/** The settings as the input of a control. */
export const settingsSchema = z.strictObject({
  url: z.string().refine(isHttpUrl, 'pass an absolute URL with http or https').describe('The control server.'),
  secret: z.string().min(1).describe('Signs the requests.'),
  timeout: z.int().positive().optional().describe('Milliseconds to connect, and to wait for the reply. Default: 3000.'),
  providers: protocols.describe('The protocols of publishers that are asked for. Default: rtmp, webrtc, srt.'),
  publishers: protocols.describe('The protocols of viewers that are asked for. Default: llhls.'),
  lowerCase: z.boolean().optional().describe('Sends `protocol` in lower case. Default: false.'),
  utcOffset: z.string().regex(offsetPattern, 'pass an offset such as +09:00').optional().describe('Default: +00:00.'),
  idle: z
    .int()
    .positive()
    .optional()
    .describe('Milliseconds without a request, after which a viewer has left (inferred). Default: 60000.'),
}) satisfies z.ZodType<AdmissionOptions>
