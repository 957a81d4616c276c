/** The fields of both events. */
interface Common {
  /** `incoming`: a publisher. `outgoing`: a viewer. */
  readonly direction: AdmissionDirection
  /** In lower case. The engine writes `RTMP`, and its documentation `rtmp`. */
  readonly protocol: AdmissionProtocol
  /** What the publisher or viewer asked for, with the query. A secret if the query has a ticket. */
  readonly url: string
  /** When the engine sent the request, in epoch milliseconds. */
  readonly time: number
  readonly client: AdmissionClient
  /** The whole body as received, unknown fields included. */
  readonly raw: Readonly<Record<string, unknown>>
}

/** A publisher or viewer asks to be let in. The engine waits for the reply: 3 seconds by default. */
export interface AdmissionOpening extends Common {
  readonly status: 'opening'
}

/** A publisher or viewer has left. The engine does not repeat it, and sends none after a crash. */
export interface AdmissionClosing extends Common {
  readonly status: 'closing'
  /** Where the reply to `opening` sent the client, if it did. */
  readonly newUrl?: string
}

/** A request of OvenMediaEngine to a control server. */
export type Admission = AdmissionOpening | AdmissionClosing

export type AdmissionDirection = 'incoming' | 'outgoing'

/** The protocols of the engine's source. Other values are passed on. */
export type AdmissionProtocol =
  | 'rtmp'
  | 'webrtc'
  | 'srt'
  | 'rtsp'
  | 'mpegts'
  | 'ovt'
  | 'llhls'
  | 'thumbnail'
  | 'hlsv3'
  | (string & {})

/** The publisher or viewer. Each field is there only if the engine knows it. */
export interface AdmissionClient {
  /** The address of the connection: a proxy's, if there is one. */
  readonly address?: string
  readonly port?: number
  /**
   * From `X-REAL-IP` or `X-FORWARDED-FOR`, else the address of the connection. Clients can forge these headers unless a proxy sets them.
   * When an LLHLS session closes, it is always the address of the connection.
   */
  readonly realIp?: string
  readonly userAgent?: string
}
