import { lastAdvanceOf } from './clock.js'
import { at, below, type Desk } from './desk.js'
import { Field } from './field.js'
import type { Flash } from './flash.js'
import { RequestTable } from './journal-parts.js'
import { lengthText } from './moment.js'
import { Card, Live } from './card.js'
import { Action, FormToken } from './action.js'
import { Moment } from './labels.js'
import { ClockFace } from './clock-face.js'
import { brandClass } from '../../ui/brand.js'
import { Copied } from '../../ui/copied.js'
import { Facts } from '../../ui/facts.js'
import { Mark } from '../../ui/mark.js'
import { Pill } from '../../ui/pill.js'
import { countsOf, grantsOf } from './provider-view.js'

/** What is wrong with a form of the overview, and what was sent. */
export interface OverviewProblem {
  readonly field: 'duration' | 'sandbox' | 'snapshot'
  readonly text: string
  readonly value?: string
}

interface Props {
  readonly desk: Desk
  readonly flash?: Flash | undefined
  readonly problem?: OverviewProblem | undefined
}

/** The first page: what is served, the time, the newest requests, and the state as a whole. */
export const Overview = ({ desk, flash, problem }: Props) => (
  <>
    <section class="board" aria-label="Providers" id="providers" data-live>
      {desk.instance.names.map((name) => (
        <ProviderCard desk={desk} name={name} />
      ))}
    </section>
    <div class="columns">
      <ClockCard desk={desk} flash={flash} problem={problem} />
      <FaultsCard desk={desk} />
    </div>
    <Card id="latest" title="Latest requests" aside={<a href={at(desk, 'journal')}>All requests</a>}>
      <Live id="latest-requests">
        <RequestTable desk={desk} entries={desk.mock.journal.requests().slice(-8).toReversed()} />
      </Live>
    </Card>
    <div class="columns">
      <StateCard desk={desk} flash={flash} problem={problem} />
      {desk.prefix === '' && <SandboxesCard desk={desk} flash={flash} problem={problem} />}
      <AddressesCard desk={desk} />
    </div>
  </>
)

const ProviderCard = ({ desk, name }: { desk: Desk; name: string }) => {
  const { profile, brand } = desk.instance.world(name)
  const { onAir, lists } = countsOf(desk, name)
  return (
    <article class={`card ${brandClass(brand)}`}>
      <h2>
        <a href={at(desk, name)}>
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
        {profile.oauth && <Count of="grants" count={grantsOf(desk, name).length} />}
      </ul>
      <p class="links">
        <a href={below(desk, `${name}/console`)}>Console</a>
        <a href={at(desk, `${name}/reference`)}>Reference</a>
      </p>
    </article>
  )
}

/** How many there are; `of` is a plural. */
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

const ClockCard = ({ desk, flash, problem }: Props) => {
  const { clock } = desk.instance
  const last = lastAdvanceOf(desk.instance)
  const wrong = problem?.field === 'duration' ? problem : undefined
  return (
    <Card id="clock" title="Clock" flash={flash} aside={<a href={at(desk, 'timeline')}>Timeline</a>}>
      <ClockFace clock={clock} />
      <div class="actions">
        {steps.map(([label, duration]) => (
          <Action desk={desk} path="clock/advance" fields={{ duration }} label={label} />
        ))}
        <Action
          desk={desk}
          path={clock.isFrozen ? 'clock/resume' : 'clock/freeze'}
          label={clock.isFrozen ? 'Resume' : 'Freeze'}
        />
      </div>
      <form method="post" action={at(desk, 'clock/advance')} class="inline">
        <FormToken desk={desk} />
        <Field
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
            The last advance was {lengthText(last.to - last.from)} and fired{' '}
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

const FaultsCard = ({ desk }: Props) => {
  const faults = desk.mock.faults.list()
  return (
    <Card id="faults" title="Faults" aside={<a href={at(desk, 'faults')}>Set a fault</a>}>
      <Live id="faults-set">
        {faults.length === 0 ? (
          <p class="empty">No fault is set: every call goes through.</p>
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
              <Action desk={desk} path="faults/clear" fields={{ next: 'overview' }} label="Clear all faults" />
            </div>
          </>
        )}
      </Live>
    </Card>
  )
}

const StateCard = ({ desk, flash, problem }: Props) => (
  <Card id="state" title="State" flash={flash}>
    <p class="quiet">A snapshot has everything: accounts, tokens, streams, faults, time and chance.</p>
    <div class="actions">
      <a class="button small" href={at(desk, 'api/snapshot')} download="onair-snapshot.json">
        Download snapshot
      </a>
      <Action desk={desk} path="reset" look="danger" label="Reset everything" />
    </div>
    <form method="post" action={at(desk, 'restore')} enctype="multipart/form-data" class="inline">
      <FormToken desk={desk} />
      <div class="field">
        <label for="snapshot">Restore a snapshot</label>
        <input
          id="snapshot"
          type="file"
          name="snapshot"
          accept=".json,application/json"
          required
          aria-invalid={problem?.field === 'snapshot' ? 'true' : undefined}
          aria-describedby={problem?.field === 'snapshot' ? 'snapshot-error' : undefined}
        />
        {problem?.field === 'snapshot' && (
          <p class="wrong" id="snapshot-error">
            {problem.text}
          </p>
        )}
      </div>
      <button type="submit">Restore</button>
    </form>
  </Card>
)

const SandboxesCard = ({ desk, flash, problem }: Props) => {
  const wrong = problem?.field === 'sandbox' ? problem : undefined
  return (
    <Card id="sandboxes" title="Sandboxes" flash={flash}>
      <p class="quiet">
        Each is a mock of its own below <code>/t/&#123;name&#125;</code>.
      </p>
      {desk.all.sandboxes().length > 0 && (
        <ul class="list">
          {desk.all.sandboxes().map((name) => (
            <li class="row">
              <a href={`/t/${name}/_mock/`}>{name}</a>
              <Action desk={desk} path="sandboxes/delete" fields={{ name }} about={name} label="Delete" />
            </li>
          ))}
        </ul>
      )}
      <form method="post" action={at(desk, 'sandboxes')} class="inline">
        <FormToken desk={desk} />
        <Field id="sandbox" name="name" label="New sandbox" placeholder="t1" error={wrong?.text} value={wrong?.value} />
        <button type="submit">Make</button>
      </form>
    </Card>
  )
}

const AddressesCard = ({ desk }: Props) => {
  const baseUrl = desk.origin + desk.prefix
  return (
    <Card id="addresses" title="Where to go">
      <p class="quiet">
        Give a client this address as its <code>baseUrl</code>, or follow a provider above to its credentials.
      </p>
      <Facts
        rows={[
          ['Base URL', <Copied value={baseUrl} label="base URL" />],
          ['Control API', <a href={at(desk, 'api/openapi.json')}>OpenAPI document</a>],
          ['Health', <a href={at(desk, 'health')}>{at(desk, 'health')}</a>],
        ]}
      />
    </Card>
  )
}
