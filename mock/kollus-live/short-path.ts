import { profile } from '../../generated/kollus-live/operations.js'
import { mountsOf } from '../core/http/mounts.js'
import type { KollusLivePolicy } from './policy.js'

const mounts = mountsOf(profile, 'api')

/** The path of an operation, where `service-accounts/` is left out of it: the seed page prints the channel list once so. */
export function longPath(path: string, { shortPath }: KollusLivePolicy): string {
  const mount = shortPath && mounts.find((one) => path.startsWith(`${one}/`))
  if (!mount) return path
  const below = path.slice(mount.length)
  return /^\/(?!service-accounts\/)[^/]+\//.test(below) ? `${mount}/service-accounts${below}` : path
}
