import { brandClass } from '../../ui/brand.js'
import { renderPage, type RenderedPage, type Site } from '../../ui/layout.js'
import { Mark } from '../../ui/mark.js'
import { Pill } from '../../ui/pill.js'
import { copyScript } from '../../ui/script.js'
import { FlashMessage } from './flash-message.js'
import { at, type MockView } from './mock-view.js'
import type { DashboardPage } from './pages.js'
import { playerScript } from './player-script.js'
import { dashboardScript } from './script.js'

/** The pages that belong to no provider, in the order of the navigation. */
const ownPages = [
  ['live', 'Live'],
  ['journal', 'Journal'],
  ['faults', 'Faults'],
  ['callbacks', 'Callbacks'],
  ['timeline', 'Timeline'],
] as const

/** A whole page of the dashboard. A provider's page has the provider's color. */
export function renderDashboard(
  view: MockView,
  { title, current, flash, player, content }: DashboardPage,
): RenderedPage {
  const { instance, prefix } = view
  const brand = instance.names.includes(current) ? instance.world(current).brand : undefined
  const page = {
    title: prefix === '' ? title : `${title} of ${prefix.slice('/t/'.length)}`,
    site: siteOf(view, current),
    width: 'wide' as const,
    now: instance.clock.now(),
    scripts: [copyScript, dashboardScript, ...(player === undefined ? [] : [playerScript])],
    player,
    events: at(view, 'api/journal/events'),
  }
  return renderPage(
    page,
    <div class={`tinted ${brandClass(brand) ?? ''}`}>
      <h1>
        {brand && <Mark brand={brand} />}
        {title}
        {prefix !== '' && <Pill>sandbox {prefix.slice('/t/'.length)}</Pill>}
      </h1>
      {flash && flash.place === undefined && <FlashMessage flash={flash} />}
      {content}
    </div>,
  )
}

function siteOf(view: MockView, current: string): Site {
  const link = (path: string, label: string) => ({ label, href: at(view, path), isCurrent: path === current })
  return {
    name: 'onair',
    home: at(view),
    links: [
      link('', 'Overview'),
      ...view.instance.names.map((name) => {
        const { profile, brand } = view.instance.world(name)
        return { ...link(name, profile.title), brand }
      }),
      ...ownPages.map(([path, label]) => link(path, label)),
    ],
  }
}
