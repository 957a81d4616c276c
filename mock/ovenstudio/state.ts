import type { Admitted } from './admission/publication.js'
import type { AdmissionSettings } from './admission/settings.js'
import type { Viewer } from './admission/viewers.js'
import type { SignedPolicySettings } from './edge/signed-policy.js'
import type { OvenStudioWorld } from './world.js'

/** A stream of the machine. Times are epoch milliseconds. */
export interface Stream {
  readonly name: string
  /** `managed`: created in the console. `instant`: created by an encoder; creating it in the console makes it managed. */
  kind: 'managed' | 'instant'
  /** The application of the media server: a segment of its URLs. */
  readonly app: string
  description: string
  readonly createdAt: number
  /** The last session on air, or null. The stream is live while `endedAt` is null. */
  session: Session | null
}

/** A session on air. Times are epoch milliseconds. */
export interface Session {
  readonly since: number
  endedAt: number | null
  /** The key in the names of its files: new for each session, so that caches do not mix up sessions. */
  readonly fileKey: string
  /** Null if no control server was asked. */
  readonly admitted: Admitted | null
}

/** A token of the REST API. */
export interface Token {
  readonly id: string
  readonly createdAt: number
  /** Shown only once. */
  value: string
}

/** *Settings → AWS CloudFront*, with the state of AWS. */
export interface CloudFront {
  /** Null until credentials are saved. The secret is not kept, because the mock does not call AWS. */
  accessKeyId: string | null
  /** Whether the information of the distribution was loaded with *Refresh*. */
  isLoaded: boolean
  isEnabled: boolean
  /** The switch *Signed URL*. */
  isSigned: boolean
  readonly domain: string
  readonly keyPairId: string
  /** Whether the distribution's trusted key group has the key pair. Without it nothing can be signed. */
  hasKey: boolean
}

/** The state of OvenStudio's mock. */
export interface State {
  /** By name. */
  readonly streams: Map<string, Stream>
  /** By id, without renewed values and deleted tokens. */
  readonly tokens: Map<string, Token>
  /** The number of tokens that were ever created: the last id. */
  tokensMade: number
  readonly cloudFront: CloudFront
  /** Null if the server asks no control server. */
  admission: AdmissionSettings | null
  /** Null if the server asks for no signed policies. */
  signedPolicy: SignedPolicySettings | null
  /** The viewers who were let in by a control server or a signed policy, by id. */
  readonly viewers: Map<string, Viewer>
  /** The number of sessions of viewers that were ever created: the last id. */
  sessionsMade: number
}

export const emptyState = (): State => ({
  streams: new Map(),
  tokens: new Map(),
  tokensMade: 0,
  cloudFront: {
    accessKeyId: null,
    isLoaded: false,
    isEnabled: false,
    isSigned: false,
    // Both from AWS's documentation; every mock has the same key pair.
    domain: 'd111111abcdef8.cloudfront.net',
    keyPairId: 'K2JCJMDEHXQW5F',
    hasKey: true,
  },
  admission: null,
  signedPolicy: null,
  viewers: new Map(),
  sessionsMade: 0,
})

/** From AWS's documentation. */
export const exampleAccessKeyId = 'AKIAIOSFODNN7EXAMPLE'

/** The only application of the media server. Its real name is not known. */
export const appName = 'app'

/** A new opaque token. The real format is not known. */
const newTokenValue = ({ random }: OvenStudioWorld): string => random.secret(40)

export function addToken(world: OvenStudioWorld, value = newTokenValue(world)): Token {
  const { state, clock } = world
  const token = { id: String(++state.tokensMade), createdAt: clock.now(), value }
  state.tokens.set(token.id, token)
  return token
}

/** Gives a token a new value. The old value is refused at once (inferred). */
export function renewToken(world: OvenStudioWorld, token: Token): Token {
  token.value = newTokenValue(world)
  return token
}

export const tokenOf = ({ tokens }: State, value: string): Token | undefined =>
  [...tokens.values()].find((token) => token.value === value)

/** Creates a managed stream. An instant stream of this name becomes managed. Throws a `RangeError` that says what is wrong. */
export function addManaged(world: OvenStudioWorld, name: string, description = ''): Stream {
  const there = world.state.streams.get(name)
  if (there?.kind === 'managed') throw new RangeError('A managed stream of this name already exists.')
  return Object.assign(there ?? add(world, name), { kind: 'managed', description } as const)
}

/** The managed stream of this name, else an instant one. Throws a `RangeError` that says what is wrong. */
export const streamToPublish = (world: OvenStudioWorld, name: string): Stream =>
  world.state.streams.get(name) ?? add(world, name)

function add({ state, clock }: OvenStudioWorld, name: string): Stream {
  const problem = streamNameProblem(name)
  if (problem) throw new RangeError(problem)
  const stream: Stream = {
    name,
    kind: 'instant',
    app: appName,
    description: '',
    createdAt: clock.now(),
    session: null,
  }
  state.streams.set(name, stream)
  return stream
}

/**
 * What is wrong with the name of a stream, or null. The rules are not documented. Inferred: one line of text that can be a segment of a
 * path.
 */
export function streamNameProblem(name: unknown): string | null {
  if (typeof name !== 'string' || name.trim() === '') return 'Enter a name.'
  // oxlint-disable-next-line no-control-regex -- it searches for them.
  if (/[\u0000-\u001f\u007f]/.test(name)) return 'The name must be one line without control characters.'
  if (/\p{Surrogate}/u.test(name)) return 'The name must be well-formed text.'
  return name === '.' || name === '..' || name.includes('/') ? 'The name must be one segment of a path.' : null
}

/** Whether URLs are signed: CloudFront is linked, its distribution is enabled, and *Signed URL* is on. */
export const canSign = ({ accessKeyId, isEnabled, isSigned }: CloudFront): boolean =>
  accessKeyId !== null && isEnabled && isSigned
