import * as z from 'zod'
import { Broadcast, Channel } from '../../generated/kollus-live/schemas.js'
import type { components } from '../../generated/kollus-live/types.js'
import { controlsOf } from '../core/definition/controls.js'
import { publicJwk } from '../core/signing/signing-key.js'
import * as lifecycle from './lifecycle.js'
import { serializeBroadcast, serializeChannel } from './serialize.js'
import { addMember, channelOf, roles } from './state.js'
import type { KollusLiveWorld } from './world.js'

type Schemas = components['schemas']

const control = controlsOf<KollusLiveWorld>()
const channelKey = z.string()
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
    url: z.url({ protocol: /^https?$/, error: 'pass an absolute URL with http or https' }).nullable(),
  }),
  output: z.null(),
  run({ channelKey, url }, world) {
    channelOf(world, channelKey).callbackUrl = url
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

export const publicKey = control({
  summary: 'Returns the public key that verifies access tokens.',
  input: nothing,
  output: jwk,
  run: () => publicJwk,
})
