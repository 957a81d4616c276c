import { isLive } from './lifecycle.js'
import type { CloudFront, Stream } from './state.js'

/** A stream as `mock.ovenStudio` tells of it. */
export interface StreamView {
  readonly name: string
  readonly kind: 'managed' | 'instant'
  readonly app: string
  readonly description: string
  readonly isLive: boolean
  /** The last time that it was published to, in epoch milliseconds, or null. */
  readonly session: { readonly since: number; readonly endedAt: number | null } | null
}

/** *Settings → AWS CloudFront* as `mock.ovenStudio` tells of them. */
export interface CloudFrontSettings {
  /** Credentials are saved. */
  readonly isLinked: boolean
  /** The distribution is enabled. */
  readonly isEnabled: boolean
  /** *Signed URL* is on: while it is off, the edge serves without a signature. */
  readonly isSigned: boolean
  /** The distribution has the key to sign with; without it signing fails with 500, and what was signed is refused. */
  readonly hasKey: boolean
}

export function serializeStream(stream: Stream): StreamView {
  const { name, kind, app, description, session } = stream
  return { name, kind, app, description, isLive: isLive(stream), session: session && { ...session } }
}

export const serializeCloudFront = ({ accessKeyId, isEnabled, isSigned, hasKey }: CloudFront): CloudFrontSettings => ({
  isLinked: accessKeyId !== null,
  isEnabled,
  isSigned,
  hasKey,
})
