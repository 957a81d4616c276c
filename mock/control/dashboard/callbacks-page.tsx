import type { Callback } from '../../core/callbacks.js'
import { at, type Desk } from './desk.js'
import { Action } from './action.js'
import { Moment } from './labels.js'
import { Table } from '../../ui/table.js'
import { Pill } from '../../ui/pill.js'

const faults = ['drop', 'delay', 'duplicate', 'reorder'] as const

/** What the mock sent to applications, with every attempt. */
export const CallbacksPage = ({ desk }: { desk: Desk }) => (
  <section class="card" aria-label="Callbacks" id="callbacks" data-live>
    <Table
      label="Callbacks"
      columns={['Callback', 'To', 'Attempts', 'Next attempt', 'Actions']}
      empty="No callback was sent. Give a channel an address for its callbacks, and publish to it."
      rows={desk.mock.callbacks
        .list()
        .slice(-50)
        .toReversed()
        .map((callback) => cellsOf(desk, callback))}
    />
  </section>
)

const cellsOf = (desk: Desk, { id, provider, name, url, form, attempts, nextAttemptAt }: Callback) => [
  <>
    <code>
      {provider}.{name}
    </code>
    <details class="more">
      <summary>Form</summary>
      <pre tabindex={0} aria-label={`Form of callback ${id}`}>
        {Object.entries(form)
          .map(([field, value]) => `${field} = ${value}`)
          .join('\n')}
      </pre>
    </details>
  </>,
  <span class="path">{url}</span>,
  <ol class="attempts">
    {attempts.map(({ at: when, result }) => (
      <li>
        {'status' in result ? (
          <Pill tone={result.status < 300 ? 'good' : 'bad'}>{String(result.status)}</Pill>
        ) : (
          <Pill tone="bad">{result.error}</Pill>
        )}{' '}
        <Moment at={when} />
      </li>
    ))}
  </ol>,
  nextAttemptAt === null ? 'none' : <Moment at={nextAttemptAt} />,
  <div class="actions">
    <Action desk={desk} path="callbacks/replay" fields={{ id: String(id) }} about={`callback ${id}`} label="Replay" />
    <details class="more">
      <summary>Faults</summary>
      <p class="links">
        {faults.map((action) => (
          <a href={at(desk, `faults?${new URLSearchParams({ operation: `${provider}.${name}`, action }).toString()}`)}>
            {action}
          </a>
        ))}
      </p>
    </details>
  </div>,
]
