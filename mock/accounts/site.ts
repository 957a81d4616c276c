import type { AnyWorld } from '../core/definition/world.js'
import type { Site } from '../ui/layout.js'

/** The site of a provider, with links to its console, its dashboard and its reference. `current` is the link of the present page. */
export function siteOf(
  { profile: { provider, title }, prefix, consolePath, brand }: AnyWorld,
  current?: 'Console' | 'Dashboard' | 'Reference',
): Site {
  const links = [
    { label: 'Console', href: consolePath },
    { label: 'Dashboard', href: `${prefix}/_mock/${provider}` },
    { label: 'Reference', href: `${prefix}/_mock/${provider}/reference` },
  ]
  const nav = links.map((link) => ({ ...link, isCurrent: link.label === current }))
  return { name: title, home: consolePath, brand, links: nav }
}
