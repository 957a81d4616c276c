import { signCanned, signCustom, type Validity } from './cloudfront-signing.js'
import { appName } from './state.js'
import type { OvenStudioWorld } from './world.js'

/**
 * The folder of a stream at the edge. The vendor's path is not known: `/{app}/{stream}/playlist.m3u8` is that of its media server
 * (inferred). A real distribution has a domain of its own; here it is the mock that `requestUrl` came to, so that the URL can be used.
 */
function folderOf({ prefix, profile }: OvenStudioWorld, requestUrl: string, name: string): string {
  // A `*` in the name would be a wildcard where it is signed.
  const segment = encodeURIComponent(name).replaceAll('*', '%2A')
  return `${new URL(requestUrl).origin}${prefix}/${profile.provider}/edge/${appName}/${segment}`
}

/** The address of a stream's playlist, unsigned. */
export const playlistUrl = (world: OvenStudioWorld, requestUrl: string, name: string): string =>
  `${folderOf(world, requestUrl, name)}/playlist.m3u8`

/** The same, signed as the policy says. Null if there is no key to sign with. */
export async function signedPlaylistUrl(
  world: OvenStudioWorld,
  requestUrl: string,
  name: string,
  validity: Validity,
): Promise<string | null> {
  const { hasKey, keyPairId } = world.state.cloudFront
  if (!hasKey) return null
  const { signing, hash } = world.policy
  const signer = { keyPairId, hash }
  const url = playlistUrl(world, requestUrl, name)
  if (signing === 'custom') return signCustom(url, `${folderOf(world, requestUrl, name)}/*`, validity, signer)
  if (validity.from !== undefined) return signCustom(url, url, validity, signer)
  return signCanned(url, validity.until, signer)
}
