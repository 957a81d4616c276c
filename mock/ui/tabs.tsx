import { Mark } from './mark.js'
import type { Brand } from './brand.js'

/** A link of a navigation. */
export interface NavLink {
  readonly label: string
  readonly href: string
  readonly isCurrent?: boolean | undefined
  readonly brand?: Brand | undefined
}

interface LinksProps {
  /** The name of the navigation, for screen readers. */
  readonly label: string
  readonly links: readonly NavLink[]
}

const Links = ({ links }: { links: readonly NavLink[] }) => (
  <>
    {links.map(({ label, href, isCurrent, brand }) => (
      <a href={href} aria-current={isCurrent ? 'page' : undefined}>
        {brand && <Mark brand={brand} />}
        {label}
      </a>
    ))}
  </>
)

/** The navigation in the header of a page. */
export const Nav = ({ label, links }: LinksProps) => (
  <nav class="nav" aria-label={label}>
    <Links links={links} />
  </nav>
)

/** The tabs of a section. */
export const Tabs = ({ label, links }: LinksProps) => (
  <nav class="tabs" aria-label={label}>
    <Links links={links} />
  </nav>
)
