import * as z from 'zod'
import { Broadcast, Channel } from '../../generated/kollus-live/schemas.js'
import type { components } from '../../generated/kollus-live/types.js'
import { controlsOf } from '../core/definition/controls.js'
import { withName } from '../core/quoted.js'
import { publicJwk } from '../core/signing/signing-key.js'
import * as lifecycle from './lifecycle.js'
import { parseLmsLines } from './player/lms.js'
import { serializeBroadcast, serializeChannel } from './serialize.js'
import { addMember, channelOf, roles } from './state.js'
import type { KollusLiveWorld } from './world.js'

type Schemas = components['schemas']

const control = controlsOf<KollusLiveWorld>()
const channelKey = z.string()
const webUrl = z.url({ protocol: /^https?$/, error: 'pass an absolute URL with http or https' })
const onChannel = z.strictObject({ channelKey })
const nothing = z.strictObject({})
const broadcast: z.ZodType<Schemas['Broadcast']> = Broadcast
const channel: z.ZodType<Schemas['Channel']> = Channel

const jwk: z.ZodType<JsonWebKey> = z.object({ kty: z.string(), alg: z.string(), n: z.string(), e: z.string() })

export const publish = control({
  summary: "Starts a broadcast, as an encoder does. Default stream key: that of the channel's first creator.",
  input: onChannel.extend({ streamKey: z.string().optional() }),
  output: broadcast,
  run: async ({ channelKey, streamKey }, world) =>
    serializeBroadcast(await lifecycle.publish(world, channelKey, streamKey), world),
})

const step = (summary: string, take: typeof lifecycle.drop) =>
  control({
    summary,
    input: onChannel,
    output: broadcast,
    run: async ({ channelKey }, world) => serializeBroadcast(await take(world, channelKey), world),
  })

export const drop = step('Interrupts the signal. After the grace time the broadcast ends.', lifecycle.drop)
export const republish = step('Restores the signal.', lifecycle.republish)
export const unpublish = step('Ends the broadcast, as an encoder does.', lifecycle.unpublish)

export const setCallbackUrl = control({
  summary:
    "Sets the URL of a channel's callbacks, or null for none. In Kollus's console this is a tab; no API call sets it.",
  input: z.strictObject({
    channelKey,
    url: webUrl.nullable(),
  }),
  output: z.null(),
  run({ channelKey, url }, world) {
    channelOf(world, channelKey).callbackUrl = url
    return null
  },
})

export const setPlayCallbackUrl = control({
  summary: "Sets the URL of a channel's playback callback, or null for none. Only the secure player asks it.",
  input: z.strictObject({ channelKey, url: webUrl.nullable() }),
  output: z.null(),
  run({ channelKey, url }, world) {
    channelOf(world, channelKey).playCallbackUrl = url
    return null
  },
})

export const setLms = control({
  summary: "Sets the receivers of a channel's reports on viewers (LMS callback): one `seconds:url` a line, or no text.",
  input: z.strictObject({ channelKey, lines: z.string() }),
  output: z.null(),
  run({ channelKey, lines }, world) {
    channelOf(world, channelKey).lms = parseLmsLines(lines)
    return null
  },
})

export const setVisibility = control({
  summary:
    'Makes a channel public or private. Anyone can play a public one by its key; a private one needs a signed URL.',
  input: z.strictObject({ channelKey, visibility: z.enum(['public', 'private']) }),
  output: z.null(),
  run({ channelKey, visibility }, world) {
    const channel = channelOf(world, channelKey)
    channel.settings = { ...channel.settings, is_shared: visibility === 'public' ? 1 : 0 }
    return null
  },
})

export const setViewers = control({
  summary: 'Sets the number of viewers of the running broadcast, from now on.',
  input: z.strictObject({ channelKey, count: z.int().nonnegative() }),
  output: z.null(),
  run({ channelKey, count }, world) {
    lifecycle.requireRunning(world, channelKey).viewers.push({ at: world.clock.now(), count })
    return null
  },
})

export const addAccount = control({
  summary: 'Adds an account. Default: an operator of the service account in the credentials. Its password is its name.',
  input: z.strictObject({
    account: z.string().min(1),
    role: z.enum(roles).default('operator'),
    serviceAccount: z.string().min(1).optional(),
  }),
  output: z.null(),
  run({ account, role, serviceAccount }, world) {
    addMember(world, world.users.add(account), role, serviceAccount ?? world.credentials['serviceAccount']!)
    return null
  },
})

export const channels = control({
  summary: 'Lists the channels of every service account.',
  input: nothing,
  output: z.array(channel),
  run: (_, world) => [...world.state.channels.values()].map((one) => serializeChannel(one, world)),
})

export const playerKeys = control({
  summary: "Returns the security key and the custom key of a service account, for code that signs players' URLs.",
  input: z.strictObject({ serviceAccount: z.string().optional() }),
  output: z.object({ securityKey: z.string(), customKey: z.string() }),
  run({ serviceAccount = '' }, { state, credentials }) {
    const key = serviceAccount || credentials['serviceAccount']!
    const found = state.serviceAccounts.get(key)
    if (!found) throw new RangeError(`There is no ${withName('service account', key)}.`)
    return { securityKey: found.securityKey, customKey: found.customKey }
  },
})

export const publicKey = control({
  summary: 'Returns the public key that verifies access tokens.',
  input: nothing,
  output: jwk,
  run: () => publicJwk,
})

export { pause, play, plays, resume, stop } from './play-controls.js'
