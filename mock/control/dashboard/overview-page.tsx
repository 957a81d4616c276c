import { brandClass } from '../../ui/brand.js'
import { Copied } from '../../ui/copied.js'
import { Facts } from '../../ui/facts.js'
import { described, FormField } from '../../ui/field.js'
import { Mark } from '../../ui/mark.js'
import { Pill } from '../../ui/pill.js'
import { DashboardAction, FormToken } from './action.js'
import { Card, Live } from './card.js'
import { ClockFace } from './clock-face.js'
import { lastAdvanceOf } from './clock.js'
import type { Flash } from './flash.js'
import { InputField } from './input-field.js'
import { Moment } from './labels.js'
import { at, below, type MockView } from './mock-view.js'
import { exactSpan } from '../span.js'
import { countsOf, grantsOf } from './provider-lists.js'
import { RequestTable } from './request-table.js'

/** What is wrong with a form of the overview, and the value that was sent. */
export interface OverviewProblem {
  readonly field: 'duration' | 'sandbox' | 'snapshot'
  readonly text: string
  readonly value?: string
}

interface OverviewProps {
  readonly view: MockView
  readonly flash?: Flash | undefined
  readonly problem?: OverviewProblem | undefined
}

/** The first page: providers, clock, faults, newest requests, state and sandboxes. */
export const OverviewContent = ({ view, flash, problem }: OverviewProps) => (
  <>
    <section class="board" aria-label="Providers" id="providers" data-live>
      {view.instance.names.map((name) => (
        <ProviderCard view={view} name={name} />
      ))}
    </section>
    <div class="columns">
      <ClockCard view={view} flash={flash} problem={problem} />
      <FaultsCard view={view} />
    </div>
    <Card id="latest" title="Latest requests" aside={<a href={at(view, 'journal')}>All requests</a>}>
      <Live id="latest-requests">
        <RequestTable view={view} entries={view.mock.journal.requests().slice(-8).toReversed()} />
      </Live>
    </Card>
    <div class="columns">
      <StateCard view={view} flash={flash} problem={problem} />
      {view.prefix === '' && <SandboxesCard view={view} flash={flash} problem={problem} />}
      <AddressesCard view={view} />
    </div>
  </>
)

const ProviderCard = ({ view, name }: { view: MockView; name: string }) => {
  const { profile, brand } = view.instance.world(name)
  const { onAir, lists } = countsOf(view, name)
  return (
    <article class={`card ${brandClass(brand)}`}>
      <h2>
        <a href={at(view, name)}>
          <Mark brand={brand} />
          {profile.title}
        </a>
      </h2>
      <p>
        <Pill tone={onAir > 0 ? 'live' : undefined}>{onAir > 0 ? `${onAir} on air` : 'off air'}</Pill>
      </p>
      <ul class="counts">
        {lists.map(({ title, count }) => (
          <Count of={title.toLowerCase()} count={count} />
        ))}
        {profile.oauth && <Count of="grants" count={grantsOf(view, name).length} />}
      </ul>
      <p class="links">
        <a href={below(view, `${name}/console`)}>Console</a>
        <a href={at(view, `${name}/reference`)}>Reference</a>
      </p>
    </article>
  )
}

/** A count. `of` is a plural. */
const Count = ({ of, count }: { of: string; count: number }) => (
  <li>
    <strong>{String(count)}</strong> {count === 1 ? of.replace(/s$/, '') : of}
  </li>
)

const steps = [
  ['+1 minute', '1m'],
  ['+1 hour', '1h'],
  ['+31 days', '31d'],
  ['+1 year', '1y'],
] as const

const ClockCard = ({ view, flash, problem }: OverviewProps) => {
  const { clock } = view.instance
  const last = lastAdvanceOf(view.instance)
  const wrong = problem?.field === 'duration' ? problem : undefined
  return (
    <Card id="clock" title="Clock" flash={flash} aside={<a href={at(view, 'timeline')}>Timeline</a>}>
      <ClockFace clock={clock} />
      <div class="actions">
        {steps.map(([label, duration]) => (
          <DashboardAction view={view} path="clock/advance" fields={{ duration }} label={label} />
        ))}
        <DashboardAction
          view={view}
          path={clock.isFrozen ? 'clock/resume' : 'clock/freeze'}
          label={clock.isFrozen ? 'Resume' : 'Freeze'}
        />
      </div>
      <form method="post" action={at(view, 'clock/advance')} class="inline">
        <FormToken view={view} />
        <InputField
          id="duration"
          name="duration"
          label="Any duration"
          placeholder="1h30m"
          error={wrong?.text}
          value={wrong?.value}
        />
        <button type="submit">Advance</button>
      </form>
      {last && (
        <div class="fired">
          <p>
            The last advance was {exactSpan(last.to - last.from)} and fired{' '}
            {last.fired.length === 0 ? 'nothing' : last.fired.length === 1 ? '1 event' : `${last.fired.length} events`}.
          </p>
          {last.fired.length > 0 && (
            <ul>
              {last.fired.slice(0, 8).map((event) => (
                <li>
                  <Moment at={event.at} /> <code>{event.kind}</code>
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </Card>
  )
}

const FaultsCard = ({ view }: OverviewProps) => {
  const faults = view.mock.faults.list()
  return (
    <Card id="faults" title="Faults" aside={<a href={at(view, 'faults')}>Set a fault</a>}>
      <Live id="faults-set">
        {faults.length === 0 ? (
          <p class="empty">No fault is set.</p>
        ) : (
          <>
            <ul class="list">
              {faults.slice(0, 6).map(({ operation, action, applied }) => (
                <li>
                  <Pill tone="warn">{action}</Pill> <code>{operation}</code>{' '}
                  <span class="quiet">acted on {String(applied)}</span>
                </li>
              ))}
            </ul>
            <div class="actions">
              <DashboardAction view={view} path="faults/clear" fields={{ next: 'overview' }} label="Clear all faults" />
            </div>
          </>
        )}
      </Live>
    </Card>
  )
}

const StateCard = ({ view, flash, problem }: OverviewProps) => {
  const error = problem?.field === 'snapshot' ? problem.text : undefined
  const file = { id: 'snapshot', label: 'Restore a snapshot', error }
  return (
    <Card id="state" title="State" flash={flash}>
      <p class="quiet">
        A snapshot holds everything: accounts, tokens, streams, faults, the clock and the random state.
      </p>
      <div class="actions">
        <a class="button small" href={at(view, 'api/snapshot')} download="onair-snapshot.json">
          Download snapshot
        </a>
        <DashboardAction view={view} path="reset" look="danger" label="Reset everything" />
      </div>
      <form method="post" action={at(view, 'restore')} enctype="multipart/form-data" class="inline">
        <FormToken view={view} />
        <FormField {...file}>
          <input {...described(file)} type="file" name="snapshot" accept=".json,application/json" required />
        </FormField>
        <button type="submit">Restore</button>
      </form>
    </Card>
  )
}

const SandboxesCard = ({ view, flash, problem }: OverviewProps) => {
  const wrong = problem?.field === 'sandbox' ? problem : undefined
  return (
    <Card id="sandboxes" title="Sandboxes" flash={flash}>
      <p class="quiet">
        Each sandbox is a separate mock, below <code>/t/&#123;name&#125;</code>.
      </p>
      {view.root.sandboxes().length > 0 && (
        <ul class="list">
          {view.root.sandboxes().map((name) => (
            <li class="row">
              <a href={`/t/${name}/_mock/`}>{name}</a>
              <DashboardAction view={view} path="sandboxes/delete" fields={{ name }} about={name} label="Delete" />
            </li>
          ))}
        </ul>
      )}
      <form method="post" action={at(view, 'sandboxes')} class="inline">
        <FormToken view={view} />
        <InputField
          id="sandbox"
          name="name"
          label="New sandbox"
          placeholder="t1"
          error={wrong?.text}
          value={wrong?.value}
        />
        <button type="submit">Create</button>
      </form>
    </Card>
  )
}

const AddressesCard = ({ view }: OverviewProps) => {
  const baseUrl = view.origin + view.prefix
  return (
    <Card id="addresses" title="Addresses">
      <p class="quiet">
        Set this address as the <code>baseUrl</code> of a client. The page of each provider has its credentials.
      </p>
      <Facts
        rows={[
          ['Base URL', <Copied value={baseUrl} label="base URL" />],
          ['Control API', <a href={at(view, 'api/openapi.json')}>OpenAPI document</a>],
          ['Health', <a href={at(view, 'health')}>{at(view, 'health')}</a>],
        ]}
      />
    </Card>
  )
}
