import type { MockOperation } from '../../../specs/profile.js'
import { checkName } from '../validate.js'
import type { Definition } from '../definition/define-provider.js'
import { pathTemplate, sourceOf } from './path-template.js'

/** A server of a provider at its real address. */
interface RealHost {
  readonly provider: string
  /** Its path in the mock: `/<provider>/<server>`. */
  readonly mount: string
  /** The host and the path of its address, which may have variables. */
  readonly host: string
  readonly path: string
  readonly isHost: (host: string) => boolean
  /** What is left of a path below the server's own; null for a path that is elsewhere. */
  readonly below: (path: string) => string | null
  readonly operations: readonly MockOperation[]
}

/** Addresses by provider and server. */
type ServerAddresses = Readonly<Record<string, Readonly<Record<string, string>> | undefined>>

/** Host and path of a server's address, without the port that it has by default. */
const address = /^\w+:\/\/([^/?#]+?)(?::(?:80|443))?(\/[^?#]*?)?\/*(?:[?#].*)?$/

/**
 * The real hosts of providers, and where in the mock their addresses are.
 * - Of several servers at one host, the one with the longest path that fits is meant. If they have the same path, it is the one with an
 *   operation that fits, and for a page the one without operations.
 * - A variable in a server's address stands for one label of a host, or for one segment of a path.
 * - The pages of the mock lead to each other by paths that begin with `/<provider>/`. These mean the same at the provider's real hosts, so
 *   that a browser can log in and consent there.
 */
export class RealHosts {
  readonly #places: readonly RealHost[]
  readonly #basePath: string

  /** `servers` are addresses to use instead of the specs'. Throws a `RangeError` for a server that a provider does not have. */
  constructor(definitions: readonly Definition[], servers: ServerAddresses, basePath: string) {
    this.#basePath = basePath
    this.#places = definitions
      .flatMap((definition) => placesOf(definition, servers[definition.name]))
      .sort((one, other) => other.path.length - one.path.length)
  }

  /** Their names, each once. */
  get names(): readonly string[] {
    return [...new Set(this.#places.map(({ host }) => host))]
  }

  /** The address below `prefix` that a real address stands for, at the same origin; undefined for a host that is not known. */
  locate(url: string, prefix: string): string | undefined {
    const { host, origin, pathname, search } = new URL(url.replace(/^ws/, 'http'))
    const places = this.#places.filter(({ isHost }) => isHost(host))
    if (places.length === 0) return undefined
    if (places.some(({ provider }) => this.#isOwn(pathname, provider))) return url
    return `${origin}${prefix}${pathAt(places, pathname)}${search}`
  }

  #isOwn(pathname: string, provider: string): boolean {
    if (!pathname.startsWith(`${this.#basePath}/`)) return false
    const path = pathname.slice(this.#basePath.length).replace(/^\/t\/[\w-]+(?=\/)/, '')
    return path.startsWith(`/${provider}/`)
  }
}

function pathAt(places: readonly RealHost[], pathname: string): string {
  const fitting = places.flatMap((place) => {
    const rest = place.below(pathname)
    return rest === null ? [] : [{ ...place, rest }]
  })
  // A path beside the server's own is refused as the provider refuses it.
  const [first] = fitting
  if (!first) return places[0]!.mount + pathname
  const same = fitting.filter(({ rest }) => rest === first.rest)
  const found =
    same.find(({ operations, rest }) => operations.some(({ path }) => pathTemplate(path).test(rest || '/'))) ??
    same.find(({ operations }) => operations.length === 0) ??
    first
  return found.mount + found.rest
}

function placesOf({ name, parts: { spec } }: Definition, own: Readonly<Record<string, string>> = {}): RealHost[] {
  const { servers } = spec.profile
  for (const server of Object.keys(own)) checkName(`server of ${name}`, server, Object.keys(servers))
  return Object.entries({ ...servers, ...own }).flatMap(([server, url]) => {
    const [, host, path = ''] = address.exec(url) ?? []
    // A host that is a variable alone could be any.
    if (host === undefined || /^\{[^{}]+\}$/.test(host)) return []
    const isHost = new RegExp(`^${sourceOf(host, '[^.:]+')}$`, 'i')
    const start = new RegExp(`^${sourceOf(path, '[^/]+')}(?=/|$)`)
    const operations = Object.values(spec.operations).filter((one) => one.server === server)
    return [
      {
        provider: name,
        mount: `/${name}/${server}`,
        host,
        path,
        isHost: (given) => isHost.test(given),
        below: (pathname) => (start.test(pathname) ? pathname.replace(start, '') : null),
        operations,
      },
    ]
  })
}
