import { operations, profile } from '../../generated/ovenstudio/operations.js'
import type { operations as Operations } from '../../generated/ovenstudio/types.js'
import { privateKeyPem } from '../core/signing/signing-key.js'
import { isBoolean } from '../core/validate.js'
import { activeLimits } from '../core/limits.js'
import { withOverrides } from '../core/policy.js'
import type { ProviderMock, World } from '../core/provider.js'
import { mountOperations } from '../core/http/route.js'
import { mountLogIn } from '../oauth/browser.js'
import { Sessions } from '../accounts/sessions.js'
import { Users } from '../accounts/users.js'
import { authorize, type Caller } from './authorize.js'
import { refusalOf } from './cloudfront-verification.js'
import { mountConsole } from './console.js'
import { mountEdge, type Edge } from './edge.js'
import { Lifecycle } from './lifecycle.js'
import { signedUrlOperations } from './operations/signed-url.js'
import { playback } from './playback.js'
import { defaultPolicy, policyRules, type OvenStudioPolicy } from './policy.js'
import { rest } from './rest-dialect.js'
import { seed, type OvenStudioCredentials } from './seed.js'
import { serializeCloudFront, serializeStream, type CloudFrontSettings, type StreamView } from './serialize.js'
import { State } from './state.js'
import { mountTlsPort } from './tls-port.js'

/** What a test can do to OvenStudio that no call of its API can. */
export interface OvenStudioControls {
  /** An encoder begins to publish. Without a managed stream of this name, an instant one appears. */
  publish(name: string): Promise<StreamView>
  /** The encoder stops. */
  unpublish(name: string): Promise<StreamView>
  /** Makes a managed stream, or one of the instant stream of this name, as the console does. */
  addStream(name: string, description?: string): StreamView
  streams(): StreamView[]
  /** The tokens of the REST API, as *Settings → REST API → Tokens* has them. By their values. */
  readonly tokens: {
    /** Makes another one, and gives its value. */
    generate(): string
    /** Gives the token a new value; the old one is dead at once. */
    renew(value: string): string
    /** Ends it. */
    delete(value: string): void
  }
  /** *Settings → AWS CloudFront* as they are, or as they are after a change of some. */
  cloudFront(change?: Partial<CloudFrontSettings>): CloudFrontSettings
  /** What the distribution trusts, for tests that sign for themselves. Its private half in PEM (PKCS #8), null when it was taken away. */
  key(): Promise<{ readonly keyPairId: string; readonly domain: string; readonly privateKeyPem: string | null }>
}

const consolePath = `/${profile.provider}/console`

/** OvenStudio as a mock. Behaviour: design notes in specs/README.md, marks in specs/ovenstudio/openapi.yaml. */
export function createOvenStudioMock(
  world: World<Partial<OvenStudioPolicy>>,
): ProviderMock<OvenStudioControls, OvenStudioCredentials> {
  const { clock, random } = world
  const now = () => clock.now()
  const policy = withOverrides(defaultPolicy, world.policy, policyRules)
  // OvenStudio documents no limits; a name given for one is a mistake.
  activeLimits(profile.limits, world.limits)

  const users = new Users()
  const state = new State(random)
  const { cloudFront } = state
  const lifecycle = new Lifecycle(state, now)
  const credentials = seed(state, users, now())
  const player = playback(cloudFront, policy)
  const server = {
    dialect: { product: profile.title },
    directory: users,
    sessions: new Sessions(random, `/${profile.provider}`, now),
    now,
  }
  let edge: Edge | undefined

  const token = (value: string) => {
    const found = state.tokenOf(value)
    // Without the value: it may be a live one of another mock.
    if (!found) throw new RangeError('There is no such token, or it was renewed or deleted.')
    return found
  }

  return {
    profile,
    oauth: null,
    credentials,

    mount(app) {
      mountLogIn(app, { server, consolePath })
      mountConsole(app, { server, consolePath, state, playback: player })
      edge = mountEdge(app, {
        clock,
        journal: world.journal,
        session: (appName, name) => {
          const stream = state.streams.get(name)
          return stream?.app === appName ? stream.session : null
        },
        refusal: async (url, caller) =>
          cloudFront.isSigned
            ? refusalOf(url, {
                trusted: cloudFront.hasKey ? cloudFront.keyPairId : null,
                now: now(),
                ...caller,
              })
            : null,
      })
      if (policy.tlsPort) mountTlsPort(app, world.journal, now)
      mountOperations<Operations, Caller>(app, {
        profile,
        operations,
        handlers: signedUrlOperations({ state, policy, playback: player, now }),
        dialect: {
          authorize: (call) => authorize({ state }, call),
          // No input is decoded by the core, which would look at it before the settings.
          invalid: () => rest.notJson(),
          unknownRoute: () => rest.notFound('unknown route'),
          wrongVerb: (_verb, _path, allowed) => rest.wrongVerb(allowed),
          fault: rest.fault,
        },
        journal: world.journal,
        now,
        onExchange: world.onExchange,
      })
    },

    controls: {
      async publish(name) {
        const stream = lifecycle.publish(name)
        edge?.wake()
        return serializeStream(stream)
      },
      async unpublish(name) {
        const stream = lifecycle.unpublish(name)
        edge?.wake()
        return serializeStream(stream)
      },
      addStream: (name, description = '') => {
        if (typeof description !== 'string') throw new RangeError('The description of a stream is text.')
        return serializeStream(state.addManaged(name, description, now()))
      },
      streams: () => [...state.streams.values()].map(serializeStream),
      tokens: {
        generate: () => state.addToken(now()).value,
        renew: (value) => state.renew(token(value)),
        delete(value) {
          state.tokens.delete(token(value).id)
        },
      },
      cloudFront: (change = {}) => {
        const { isLinked, isEnabled, isSigned, hasKey } = withOverrides(serializeCloudFront(cloudFront), change, {
          isLinked: isBoolean,
          isEnabled: isBoolean,
          isSigned: isBoolean,
          hasKey: isBoolean,
        })
        Object.assign(cloudFront, {
          accessKeyId: isLinked ? (cloudFront.accessKeyId ?? 'AKIAIOSFODNN7EXAMPLE') : null,
          isLoaded: isLinked && (cloudFront.isLoaded || isEnabled),
          isEnabled,
          isSigned,
          hasKey,
        })
        return serializeCloudFront(cloudFront)
      },
      key: async () => ({
        keyPairId: cloudFront.keyPairId,
        domain: cloudFront.domain,
        privateKeyPem: cloudFront.hasKey ? await privateKeyPem() : null,
      }),
    },
  }
}
