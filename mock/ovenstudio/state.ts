import type { OvenStudioWorld } from './world.js'

/** A stream of the machine. Times are epoch milliseconds. */
export interface Stream {
  readonly name: string
  /** Made in the console, or there because an encoder published; making one of the same name turns it into a managed one. */
  kind: 'managed' | 'instant'
  /** The application of the media server: a segment of its addresses. */
  readonly app: string
  description: string
  readonly createdAt: number
  /** The last time that it was published to, or null. It is live while `endedAt` is null. */
  session: { readonly since: number; endedAt: number | null } | null
}

/** A token of the REST API. */
export interface Token {
  readonly id: string
  readonly createdAt: number
  /** Shown once, and never again. */
  value: string
}

/** *Settings → AWS CloudFront*, and what AWS holds behind it. */
export interface CloudFront {
  /** Null until credentials are saved. The secret is not kept: nothing here calls AWS. */
  accessKeyId: string | null
  /** The distribution: seen once its information was loaded with *Refresh*. */
  isLoaded: boolean
  isEnabled: boolean
  /** The switch *Signed URL*. */
  isSigned: boolean
  readonly domain: string
  readonly keyPairId: string
  /** The distribution's trusted key group has the key pair. Without it nothing can be signed. */
  hasKey: boolean
}

/** Everything there is on the machine. */
export interface State {
  /** By their names. */
  readonly streams: Map<string, Stream>
  /** By their ids. Renewed values and deleted tokens are gone. */
  readonly tokens: Map<string, Token>
  /** How many tokens were ever made: no id comes twice. */
  tokensMade: number
  readonly cloudFront: CloudFront
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
})

/** From AWS's documentation. */
export const exampleAccessKeyId = 'AKIAIOSFODNN7EXAMPLE'

/** The one application of the machine; its real name is not known. */
export const appName = 'app'

/** What a token looks like is not known: opaque. */
const newTokenValue = ({ random }: OvenStudioWorld): string => random.secret(40)

export function addToken(world: OvenStudioWorld, value = newTokenValue(world)): Token {
  const { state, clock } = world
  const token = { id: String(++state.tokensMade), createdAt: clock.now(), value }
  state.tokens.set(token.id, token)
  return token
}

/** Gives a token a new value; the old one is dead at once (inferred: renewing is there for tokens that leaked). */
export function renewToken(world: OvenStudioWorld, token: Token): Token {
  token.value = newTokenValue(world)
  return token
}

export const tokenOf = ({ tokens }: State, value: string): Token | undefined =>
  [...tokens.values()].find((token) => token.value === value)

/** Makes a managed stream, or one of the instant stream of this name. Throws a `RangeError` that says what is wrong. */
export function addManaged(world: OvenStudioWorld, name: string, description = ''): Stream {
  const there = world.state.streams.get(name)
  if (there?.kind === 'managed') throw new RangeError('There is a managed stream of this name already.')
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
 * What is wrong with the name of a stream, or null. The vendor says nothing of it (inferred): one line of text that can be a segment of an
 * address.
 */
export function streamNameProblem(name: unknown): string | null {
  if (typeof name !== 'string' || name.trim() === '') return 'Give it a name.'
  // oxlint-disable-next-line no-control-regex -- they are what is looked for.
  if (/[\u0000-\u001f\u007f]/.test(name)) return 'The name is one line, without control characters.'
  if (/\p{Surrogate}/u.test(name)) return 'The name is not well-formed text.'
  return name === '.' || name === '..' || name.includes('/') ? 'The name is one segment of an address.' : null
}

/** Whether delivered URLs are signed: CloudFront is linked, its distribution enabled, and *Signed URL* on. */
export const canSign = ({ accessKeyId, isEnabled, isSigned }: CloudFront): boolean =>
  accessKeyId !== null && isEnabled && isSigned
