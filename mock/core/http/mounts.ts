import type { MockOperation, Profile } from '../../../specs/profile.js'

/**
 * The mount points of a provider's server, longest first: `/<provider>/<server>`, also with the path of the server's real URL, because a
 * client that only replaces the host keeps that path. A path with variables is left out.
 */
export function mountsOf(
  { provider, servers }: Pick<Profile, 'provider' | 'servers'>,
  server: string,
): readonly string[] {
  const mount = `/${provider}/${server}`
  const [, path = ''] = /^(?:[^/]*\/\/[^/]*)?([^?#]*?)\/*$/.exec(servers[server] ?? '') ?? []
  return path === '' || path.includes('{') ? [mount] : [`${mount}${path}`, mount]
}

/** The paths of an operation that has no path parameters, longest first. */
export const pathsOf = (profile: Profile, { server, path }: MockOperation): readonly string[] =>
  mountsOf(profile, server).map((mount) => `${mount}${path}`)
