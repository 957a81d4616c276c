import { isListOf, isText, type Rules } from '../core/validate.js'
import { addManaged, addToken, exampleAccessKeyId } from './state.js'
import type { OvenStudioWorld } from './world.js'

/** The seed of OvenStudio's mock. */
export interface OvenStudioSeed {
  /** Managed streams. */
  readonly streams: readonly { readonly name: string; readonly description?: string }[]
  /** The token of the REST API. Default: generated. */
  readonly accessToken?: string
}

/** The streams of OvenStudio's examples. None is on air. */
export const defaultSeed: OvenStudioSeed = {
  streams: [
    { name: 'OvenStudio', description: 'Around the clock' },
    { name: 'OvenStudio_Xmas', description: 'From Christmas Eve to Boxing Day' },
  ],
}

export const seedRules: Rules<OvenStudioSeed> = {
  streams: isListOf({ name: isText, description: isText }, ['name']),
  accessToken: isText,
}

/** Puts the seed into the state, with CloudFront linked and *Signed URL* on. Throws a `RangeError` for a name that is not valid. */
export function plantSeed(
  { streams, accessToken }: OvenStudioSeed,
  world: OvenStudioWorld,
): { readonly accessToken: string } {
  const linked = { accessKeyId: exampleAccessKeyId, isLoaded: true, isEnabled: true, isSigned: true }
  Object.assign(world.state.cloudFront, linked)
  for (const { name, description } of streams) addManaged(world, name, description)
  return { accessToken: addToken(world, accessToken).value }
}
