import { DataTable } from '../../ui/table.js'
import { DashboardAction } from './action.js'
import { ClockFace } from './clock-face.js'
import { Moment } from './labels.js'
import type { MockView } from './mock-view.js'
import { roughSpan } from '../span.js'
import { momentText } from './moment.js'
import { grantsOf } from './provider-lists.js'

interface Coming {
  readonly at: number
  readonly what: string
  readonly about: string
}

/** The events to come, in order of time: scheduled events of the clock, and the expiry of access tokens. */
export function comingOf(view: MockView): readonly Coming[] {
  const { mock, instance } = view
  const events = mock.clock.scheduled().map(({ at, kind, data }) => ({ at, what: kind, about: summaryOf(data) }))
  const expiries = instance.names.flatMap((name) =>
    grantsOf(view, name).flatMap(({ expiresAt, account, client }) =>
      expiresAt === null
        ? []
        : [
            {
              at: expiresAt,
              what: `${name}: access token expires`,
              about: `${account ?? 'application'}, ${client}`,
            },
          ],
    ),
  )
  return [...events, ...expiries].sort((one, other) => one.at - other.at)
}

/** The data of an event as a short text. */
const summaryOf = (data: unknown): string =>
  typeof data === 'object' && data !== null
    ? Object.entries(data)
        .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
        .map(([name, value]) => `${name} ${String(value)}`)
        .join(', ')
    : ''

/** The events to come, each with a button that advances the clock to it. */
export const TimelinePage = ({ view }: { view: MockView }) => {
  const coming = comingOf(view)
  const now = view.mock.clock.now()
  return (
    <section class="card" aria-label="Timeline" id="timeline" data-live>
      <ClockFace clock={view.instance.clock} />
      <DataTable
        label="Events to come"
        columns={['Time', 'In', 'Event', 'Details', 'Advance']}
        empty="No event is scheduled. The expiry of tokens, grace periods and recordings appear here."
        rows={coming
          .slice(0, 100)
          .map(({ at: when, what, about }) => [
            <Moment at={when} />,
            roughSpan(Math.max(0, when - now)),
            what,
            about,
            <DashboardAction
              view={view}
              path="timeline/advance"
              fields={{ to: String(when) }}
              about={momentText(when)}
              label="Advance to here"
            />,
          ])}
      />
      {coming.length > 100 && <p class="quiet">{`${coming.length - 100} later events are not shown.`}</p>}
    </section>
  )
}
