import type { MockOperation, Profile } from '../../../specs/profile.js'

/**
 * Where a server of a provider is mounted, longest path first: `/<provider>/<server>`, and below it the path of the server's own URL,
 * because a client that only replaces the provider's host keeps that path. A path with variables in it is not known here.
 */
export function mountsOf(
  { provider, servers }: Pick<Profile, 'provider' | 'servers'>,
  server: string,
): readonly string[] {
  const mount = `/${provider}/${server}`
  const [, path = ''] = /^[^/]*\/\/[^/]*([^?#]*?)\/*$/.exec(servers[server] ?? '') ?? []
  return path === '' || path.includes('{') ? [mount] : [`${mount}${path}`, mount]
}

/** The paths of an operation that has no path parameters, longest first. */
export const pathsOf = (profile: Profile, { server, path }: MockOperation): readonly string[] =>
  mountsOf(profile, server).map((mount) => `${mount}${path}`)
