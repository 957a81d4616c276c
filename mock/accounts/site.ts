import type { AnyWorld } from '../core/definition/world.js'
import type { Site } from '../ui/layout.js'

/** A provider's pages: its console, and what the mock itself shows of it. `current` is the one that a page is a part of. */
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
