import type { Callback } from '../../core/callbacks.js'
import { DataTable } from '../../ui/table.js'
import { DashboardAction } from './action.js'
import { CallbackResult, Moment } from './labels.js'
import { at, type MockView } from './mock-view.js'

const faults = ['drop', 'delay', 'duplicate', 'reorder'] as const

/** The callbacks that the mock sent to applications, with every attempt. */
export const CallbacksPage = ({ view }: { view: MockView }) => (
  <section class="card" aria-label="Callbacks" id="callbacks" data-live>
    <DataTable
      label="Callbacks"
      columns={['Callback', 'To', 'Attempts', 'Next attempt', 'Actions']}
      empty="No callback was sent. Set a callback URL on a channel, and publish to the channel."
      rows={view.mock.callbacks
        .list()
        .slice(-50)
        .toReversed()
        .map((callback) => cellsOf(view, callback))}
    />
  </section>
)

const cellsOf = (view: MockView, { id, provider, name, url, form, json, attempts, nextAttemptAt }: Callback) => [
  <>
    <code>
      {provider}.{name}
    </code>
    <details class="more">
      <summary>{json === undefined ? 'Form' : 'JSON'}</summary>
      <pre tabindex={0} aria-label={`${json === undefined ? 'Form' : 'JSON'} of callback ${id}`}>
        {json ??
          Object.entries(form)
            .map(([field, value]) => `${field} = ${value}`)
            .join('\n')}
      </pre>
    </details>
  </>,
  <span class="path">{url}</span>,
  <ol class="attempts">
    {attempts.map((attempt) => (
      <li>
        <CallbackResult attempt={attempt} /> <Moment at={attempt.at} />
      </li>
    ))}
  </ol>,
  nextAttemptAt === null ? 'none' : <Moment at={nextAttemptAt} />,
  <div class="actions">
    <DashboardAction
      view={view}
      path="callbacks/replay"
      fields={{ id: String(id) }}
      about={`callback ${id}`}
      label="Replay"
    />
    <details class="more">
      <summary>Faults</summary>
      <p class="links">
        {faults.map((action) => (
          <a href={at(view, `faults?${new URLSearchParams({ operation: `${provider}.${name}`, action }).toString()}`)}>
            {action}
          </a>
        ))}
      </p>
    </details>
  </div>,
]
