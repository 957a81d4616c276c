import type { MockOperation } from '../../../specs/profile.js'
import { checkName } from '../validate.js'
import type { Definition } from '../definition/define-provider.js'
import { pathTemplate, sourceOf } from './path-template.js'

/** A server of a provider at its real address. */
interface RealHost {
  readonly provider: string
  /** Its path in the mock: `/<provider>/<server>`. */
  readonly mount: string
  /** Host and path of its address. Both may have variables. */
  readonly host: string
  readonly path: string
  readonly isHost: (host: string) => boolean
  /** The rest of a path below the server's path. Null for a path that is not below it. */
  readonly below: (path: string) => string | null
  readonly operations: readonly MockOperation[]
}

/** Addresses by provider and by server. */
type ServerAddresses = Readonly<Record<string, Readonly<Record<string, string>> | undefined>>

/** Matches host and path of a server's address, without the default port. */
const address = /^\w+:\/\/([^/?#]+?)(?::(?:80|443))?(\/[^?#]*?)?\/*(?:[?#].*)?$/

/**
 * Maps the providers' real hosts to addresses in the mock.
 * - If several servers share a host, the one with the longest matching path wins. If their paths are equal, the one with a matching
 *   operation wins; for a page, the one without operations.
 * - A variable in a server's address matches one label of a host or one segment of a path.
 * - Links between the mock's pages begin with `/<provider>/`. These paths are also valid at the provider's real hosts, so that a browser can
 *   log in and give consent there.
 */
export class RealHosts {
  readonly #places: readonly RealHost[]
  readonly #basePath: string

  /** `servers` override the addresses in the specs. Throws a `RangeError` for a server that a provider does not have. */
  constructor(definitions: readonly Definition[], servers: ServerAddresses, basePath: string) {
    this.#basePath = basePath
    this.#places = definitions
      .flatMap((definition) => placesOf(definition, servers[definition.name]))
      .sort((one, other) => other.path.length - one.path.length)
  }

  /** The names of the hosts, without duplicates. */
  get names(): readonly string[] {
    return [...new Set(this.#places.map(({ host }) => host))]
  }

  /** The address in the mock for a real address, below `prefix` at the same origin. Undefined for an unknown host. */
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
  // No server has this path: the provider's own refusal answers it.
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
    // A host that is only a variable would match every host.
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
        isHost: (other) => isHost.test(other),
        below: (pathname) => (start.test(pathname) ? pathname.replace(start, '') : null),
        operations,
      },
    ]
  })
}
