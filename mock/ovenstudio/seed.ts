import { isListOf, isText, type Rules } from '../core/validate.js'
import { areSettings, withDefaults, type AdmissionOptions } from './admission/settings.js'
import { addManaged, addToken, exampleAccessKeyId } from './state.js'
import type { OvenStudioWorld } from './world.js'

/** The seed of OvenStudio's mock. */
export interface OvenStudioSeed {
  /** Managed streams. */
  readonly streams: readonly { readonly name: string; readonly description?: string }[]
  /** The token of the REST API. Default: generated. */
  readonly accessToken?: string
  /** The control server that decides who may publish and play: a feature of OvenMediaEngine. Default: none. */
  readonly admissionWebhooks?: AdmissionOptions
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
  admissionWebhooks: areSettings,
}

/** Puts the seed into the state, with CloudFront linked and *Signed URL* on. Throws a `RangeError` for a name that is not valid. */
export function plantSeed(
  { streams, accessToken, admissionWebhooks }: OvenStudioSeed,
  world: OvenStudioWorld,
): { readonly accessToken: string } {
  const linked = { accessKeyId: exampleAccessKeyId, isLoaded: true, isEnabled: true, isSigned: true }
  Object.assign(world.state.cloudFront, linked)
  if (admissionWebhooks) world.state.admission = withDefaults(admissionWebhooks)
  for (const { name, description } of streams) addManaged(world, name, description)
  return { accessToken: addToken(world, accessToken).value }
}
