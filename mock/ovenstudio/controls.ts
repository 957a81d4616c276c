import * as z from 'zod'
import { controlsOf } from '../core/definition/controls.js'
import { privateKeyPem } from '../core/signing/signing-key.js'
import { settingsSchema } from './admission/settings-schema.js'
import { publishProtocols, withDefaults } from './admission/settings.js'
import * as lifecycle from './lifecycle.js'
import * as machine from './state.js'
import type { CloudFront, Stream, Token } from './state.js'
import type { OvenStudioWorld } from './world.js'

const control = controlsOf<OvenStudioWorld>()
const nothing = z.strictObject({})
const named = z.strictObject({ name: z.string() })
const token = z.strictObject({ token: z.string() })
const time = z.number().describe('Epoch milliseconds.')

const stream = z.object({
  name: z.string(),
  kind: z.enum(['managed', 'instant']),
  app: z.string(),
  description: z.string(),
  isLive: z.boolean(),
  session: z.object({ since: time, endedAt: time.nullable() }).nullable().describe('The last session on air, or null.'),
})

const settings = z.strictObject({
  isLinked: z.boolean().describe('Credentials are saved.'),
  isEnabled: z.boolean().describe('The distribution is enabled.'),
  isSigned: z.boolean().describe('Signed URL is on. If it is off, the edge serves unsigned URLs.'),
  hasKey: z
    .boolean()
    .describe(
      'The distribution has the signing key. Without it signing fails with 500, and the edge refuses signed URLs.',
    ),
})

const serializeStream = (one: Stream) => ({ ...one, isLive: lifecycle.isLive(one) })

const settingsOf = ({ accessKeyId, isEnabled, isSigned, hasKey }: CloudFront) => ({
  isLinked: accessKeyId !== null,
  isEnabled,
  isSigned,
  hasKey,
})

function findToken({ state }: OvenStudioWorld, value: string): Token {
  const found = machine.tokenOf(state, value)
  // The message omits the value, because it may be valid in another mock.
  if (!found) throw new RangeError('The token is unknown, or it was renewed or deleted.')
  return found
}

export const publish = control({
  summary:
    'Starts a stream, as an encoder does. Without a managed stream of this name, an instant one appears. Rejects if the control server refuses it.',
  input: named.extend({
    protocol: z.enum(publishProtocols).default('RTMP'),
    query: z.string().default('').describe("The query of the encoder's URL, without `?`."),
  }),
  output: stream,
  run: async (encoder, world) => serializeStream(await lifecycle.publish(world, encoder)),
})

export const unpublish = control({
  summary: 'Ends a stream, as an encoder does.',
  input: named,
  output: stream,
  run: async ({ name }, world) => serializeStream(await lifecycle.unpublish(world, name)),
})

export const addStream = control({
  summary: 'Creates a managed stream, as the console does. An instant stream of this name becomes a managed one.',
  input: named.extend({ description: z.string().optional() }),
  output: stream,
  run: ({ name, description }, world) => serializeStream(machine.addManaged(world, name, description)),
})

export const streams = control({
  summary: 'Lists the streams.',
  input: nothing,
  output: z.array(stream),
  run: (_, { state }) => [...state.streams.values()].map(serializeStream),
})

export const generateToken = control({
  summary: 'Creates another token of the REST API, as Settings → REST API → Tokens does.',
  input: nothing,
  output: token,
  run: (_, world) => ({ token: machine.addToken(world).value }),
})

export const renewToken = control({
  summary: 'Gives a token a new value. The old value is refused from now on.',
  input: token,
  output: token,
  run: (given, world) => ({ token: machine.renewToken(world, findToken(world, given.token)).value }),
})

export const deleteToken = control({
  summary: 'Deletes a token. It is refused from now on.',
  input: token,
  output: z.null(),
  run(given, world) {
    world.state.tokens.delete(findToken(world, given.token).id)
    return null
  },
})

export const cloudFront = control({
  summary: 'Changes Settings → AWS CloudFront. Fields that are left out stay. Returns the new settings.',
  input: settings.partial(),
  output: settings,
  run(change, { state }) {
    const now = settingsOf(state.cloudFront)
    const { isLinked = now.isLinked, isEnabled = now.isEnabled, isSigned = now.isSigned, hasKey = now.hasKey } = change
    const { accessKeyId, isLoaded } = state.cloudFront
    Object.assign(state.cloudFront, {
      accessKeyId: isLinked ? (accessKeyId ?? machine.exampleAccessKeyId) : null,
      isLoaded: isLinked && (isLoaded || isEnabled),
      isEnabled,
      isSigned,
      hasKey,
    })
    return settingsOf(state.cloudFront)
  },
})

export const key = control({
  summary: 'Returns the key that the distribution trusts, for tests that sign URLs.',
  input: nothing,
  output: z.object({
    keyPairId: z.string(),
    domain: z.string(),
    privateKeyPem: z.string().nullable().describe('In PKCS #8. Null if `hasKey` is off.'),
  }),
  async run(_, { state: { cloudFront: distribution } }) {
    const { keyPairId, domain, hasKey } = distribution
    return { keyPairId, domain, privateKeyPem: hasKey ? await privateKeyPem() : null }
  },
})

export const admissionWebhooks = control({
  summary:
    'Sets the control server that decides who may publish and play, or null for none. A feature of OvenMediaEngine; that OvenStudio has it is inferred.',
  input: z.strictObject({ settings: settingsSchema.nullable() }),
  output: z.null(),
  run({ settings }, { state }) {
    state.admission = settings && withDefaults(settings)
    return null
  },
})

export const signedPolicy = control({
  summary:
    'Sets the secret of SignedPolicy: the edge then answers 401 to a playlist without a valid policy. Null for none. A feature of OvenMediaEngine; that OvenStudio has it is inferred.',
  input: z.strictObject({
    settings: z.strictObject({ secret: z.string().min(1).describe('`SecretKey`: signs the policies.') }).nullable(),
  }),
  output: z.null(),
  run({ settings: given }, { state }) {
    state.signedPolicy = given
    return null
  },
})
