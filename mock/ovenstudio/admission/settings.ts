import { isBoolean, isCount, isList, isListOf, isText, type Rule } from '../../core/validate.js'

/** The protocols of publishers, as the engine's source spells them (OvenMediaEngine, src/base/common_types.h). */
export const publishProtocols = ['RTMP', 'WebRTC', 'SRT'] as const

/** The protocol of a publisher. */
export type PublishProtocol = (typeof publishProtocols)[number]

/**
 * The admission webhooks of the media server. They are a feature of OvenMediaEngine. That OvenStudio has it is inferred: nothing shows that a
 * user of OvenStudio can set it. Without settings everyone is let in.
 */
export interface AdmissionSettings {
  /** The control server: `ControlServerUrl`. */
  readonly url: string
  /** Signs the requests: `SecretKey`. */
  readonly secret: string
  /** Milliseconds to connect, and to wait for the reply. Real time; the mock's time while a fault delays it. */
  readonly timeout: number
  /** The protocols of publishers that are asked for. Upper and lower case are the same. */
  readonly providers: readonly string[]
  /** The protocols of viewers that are asked for. Upper and lower case are the same. */
  readonly publishers: readonly string[]
  /** Sends `protocol` in lower case, as the documentation shows it. The code of the engine sends `LLHLS`. */
  readonly lowerCase: boolean
  /** The server's offset in `time`, such as `+09:00`. */
  readonly utcOffset: string
  /** Milliseconds of the mock's time without a request, after which a viewer has left (inferred). */
  readonly idle: number
}

/** The settings of a seed or a control. */
export type AdmissionOptions = Pick<AdmissionSettings, 'url' | 'secret'> & Partial<AdmissionSettings>

const defaults: Omit<AdmissionSettings, 'url' | 'secret'> = {
  timeout: 3000,
  providers: ['rtmp', 'webrtc', 'srt'],
  publishers: ['llhls'],
  lowerCase: false,
  utcOffset: '+00:00',
  idle: 60_000,
}

/** The settings with their defaults, as plain data that shares nothing with `options`. */
export function withDefaults(options: AdmissionOptions): AdmissionSettings {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  const settings: AdmissionSettings = { ...defaults, ...(given as unknown as AdmissionOptions) }
  return { ...settings, providers: [...settings.providers], publishers: [...settings.publishers] }
}

/** `https://…` or `http://…`. */
export const isHttpUrl = (value: unknown): boolean =>
  typeof value === 'string' && URL.canParse(value) && /^https?:/i.test(value)

/** An offset such as `+09:00`. */
export const offsetPattern = /^[+-]\d\d:\d\d$/

const lists = isListOf<AdmissionSettings>(
  {
    url: { must: 'be an absolute URL with http or https', holds: isHttpUrl },
    secret: { must: 'be text that is not empty', holds: (value) => isText.holds(value) && value !== '' },
    timeout: isCount,
    providers: isList,
    publishers: isList,
    lowerCase: isBoolean,
    utcOffset: {
      must: "be an offset such as '+09:00'",
      holds: (value) => typeof value === 'string' && offsetPattern.test(value),
    },
    idle: isCount,
  },
  ['url', 'secret'],
)

/** The rule for settings in a seed. */
export const areSettings: Rule = {
  must: 'be an object with url and secret',
  holds: (value) => lists.holds([value]),
  misfit(value) {
    const found = lists.misfit!([value])
    return found && { ...found, path: found.path.slice(1) }
  },
}

/** Whether the server asks for this protocol. It lets others in unasked. */
export const asksFor = (enabled: readonly string[], protocol: string): boolean =>
  enabled.some((one) => one.trim().toLowerCase() === protocol.toLowerCase())
