import { profile } from '../../generated/kollus-live/operations.js'
import { mountsOf } from '../core/http/mounts.js'
import type { KollusLivePolicy } from './policy.js'

const mounts = mountsOf(profile, 'api')

/** The full path for a path without `service-accounts/`. The seed page has the channel list once in this short form. */
export function longPath(path: string, { shortPath }: KollusLivePolicy): string {
  const mount = shortPath && mounts.find((one) => path.startsWith(`${one}/`))
  if (!mount) return path
  const below = path.slice(mount.length)
  return /^\/(?!service-accounts\/)[^/]+\//.test(below) ? `${mount}/service-accounts${below}` : path
}
