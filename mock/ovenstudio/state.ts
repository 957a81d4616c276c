import type { Random } from '../core/time/random.js'

/** A stream of the machine. Times are epoch milliseconds. */
export interface Stream {
  readonly name: string
  /** Made in the console, or there because someone published; making one of the same name turns it into a managed one. */
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
  /** What it is compared with. Shown once, and never again. */
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

/** The one application of the machine; its real name is not known. */
export const appName = 'app'

/** Everything there is on the machine. */
export class State {
  /** By their names. */
  readonly streams = new Map<string, Stream>()
  /** By their ids. Renewed values and deleted tokens are gone. */
  readonly tokens = new Map<string, Token>()
  readonly cloudFront: CloudFront
  readonly #random: Random
  #ordinal = 0

  constructor(random: Random) {
    this.#random = random
    this.cloudFront = {
      accessKeyId: null,
      isLoaded: false,
      isEnabled: false,
      isSigned: false,
      domain: `d${random.key(13)}.cloudfront.net`,
      keyPairId: `K${random.key(13).toUpperCase()}`,
      hasKey: true,
    }
  }

  addToken(now: number): Token {
    const token = { id: String(++this.#ordinal), createdAt: now, value: this.#tokenValue() }
    this.tokens.set(token.id, token)
    return token
  }

  /** Gives a token a new value; the old one is dead at once (inferred: renewing is there for tokens that leaked). */
  renew(token: Token): string {
    token.value = this.#tokenValue()
    return token.value
  }

  tokenOf(value: string): Token | undefined {
    return [...this.tokens.values()].find((token) => token.value === value)
  }

  /** Makes a managed stream, or one of an instant stream with this name. Throws a `RangeError` that says what is wrong with it. */
  addManaged(name: string, description: string, now: number): Stream {
    const problem = streamNameProblem(name)
    if (problem) throw new RangeError(problem)
    const there = this.streams.get(name)
    if (there?.kind === 'managed') throw new RangeError('There is a managed stream of this name already.')
    if (!there) return this.#add(name, 'managed', description, now)
    there.kind = 'managed'
    there.description = description
    return there
  }

  /** The stream that someone publishes to: the managed one of this name, else an instant one. Throws a `RangeError`. */
  streamToPublish(name: string, now: number): Stream {
    const problem = streamNameProblem(name)
    if (problem) throw new RangeError(problem)
    return this.streams.get(name) ?? this.#add(name, 'instant', '', now)
  }

  #add(name: string, kind: Stream['kind'], description: string, now: number): Stream {
    const stream: Stream = { name, kind, app: appName, description, createdAt: now, session: null }
    this.streams.set(name, stream)
    return stream
  }

  /** Opaque: what a token looks like is not known. */
  #tokenValue(): string {
    return this.#random.secret(40)
  }
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
