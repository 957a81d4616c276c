import { signCanned, signCustom, type Validity } from './cloudfront-signing.js'
import type { OvenStudioPolicy } from './policy.js'
import { appName, type CloudFront } from './state.js'

/** Signs what a player of one stream loads. */
export interface Playback {
  /** The address of the playlist, unsigned; `origin` is the one that the mock was called by. */
  url(origin: string, name: string): string
  /** The same, signed as the policy has it; null when there is no key to sign with. */
  signedUrl(origin: string, name: string, validity: Validity): Promise<string | null>
}

/**
 * Where streams are played. The vendor's path is not known: `/{app}/{stream}/playlist.m3u8` is that of its media server (inferred).
 * A real distribution has a domain of its own; here it is the mock's edge, so that the URL can be used.
 */
export function playback(cloudFront: CloudFront, { signing, hash }: OvenStudioPolicy): Playback {
  const folder = (origin: string, name: string) => `${origin}/ovenstudio/edge/${appName}/${segment(name)}`
  const url = (origin: string, name: string) => `${folder(origin, name)}/playlist.m3u8`
  return {
    url,
    async signedUrl(origin, name, validity) {
      const { hasKey, keyPairId } = cloudFront
      if (!hasKey) return null
      const signer = { keyPairId, hash }
      const address = url(origin, name)
      if (signing === 'custom') return signCustom(address, `${folder(origin, name)}/*`, validity, signer)
      if (validity.from !== undefined) return signCustom(address, address, validity, signer)
      return signCanned(address, validity.until, signer)
    },
  }
}

/** A name as a segment of an address; a `*` in it would be a wildcard where it is signed. */
const segment = (name: string): string => encodeURIComponent(name).replaceAll('*', '%2A')
