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

/** What falls due, in order of time: events of the clock, and the ends of access tokens. */
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
              what: `${name}: access token ends`,
              about: `${account ?? 'application'}, ${client}`,
            },
          ],
    ),
  )
  return [...events, ...expiries].sort((one, other) => one.at - other.at)
}

/** The data of an event in a few words. */
const summaryOf = (data: unknown): string =>
  typeof data === 'object' && data !== null
    ? Object.entries(data)
        .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
        .map(([name, value]) => `${name} ${String(value)}`)
        .join(', ')
    : ''

/** What the clock will fire next, each with a way to go there. */
export const TimelinePage = ({ view }: { view: MockView }) => {
  const coming = comingOf(view)
  const now = view.mock.clock.now()
  return (
    <section class="card" aria-label="Timeline" id="timeline" data-live>
      <ClockFace clock={view.instance.clock} />
      <DataTable
        label="What comes next"
        columns={['Time', 'In', 'What', 'Of', 'Go there']}
        empty="Nothing is due. Tokens, grace times and recordings show up here."
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
      {coming.length > 100 && <p class="quiet">{`${coming.length - 100} later ones are not shown.`}</p>}
    </section>
  )
}
