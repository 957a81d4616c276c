import { signCanned, signCustom, type Validity } from './cloudfront-signing.js'
import { appName } from './state.js'
import type { OvenStudioWorld } from './world.js'

/**
 * The folder of a stream at the edge. The path is not documented: `/{app}/{stream}/playlist.m3u8` is that of OvenStudio's media server
 * (inferred). A real distribution has its own domain. Here it is the origin of `requestUrl`, so that the URL works.
 */
function folderOf({ prefix, profile }: OvenStudioWorld, requestUrl: string, name: string): string {
  // A `*` in the name would be a wildcard in the policy.
  const segment = encodeURIComponent(name).replaceAll('*', '%2A')
  return `${new URL(requestUrl).origin}${prefix}/${profile.provider}/edge/${appName}/${segment}`
}

/** The unsigned URL of a stream's playlist. */
export const playlistUrl = (world: OvenStudioWorld, requestUrl: string, name: string): string =>
  `${folderOf(world, requestUrl, name)}/playlist.m3u8`

/** The signed URL, by the policy. Null if there is no key. */
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
