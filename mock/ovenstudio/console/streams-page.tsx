import { TextField } from '../../ui/field.js'
import { Table } from '../../ui/table.js'
import { isLive } from '../lifecycle.js'
import type { Stream } from '../state.js'
import { renderTab, type Frame } from './frame.js'

interface StreamsView extends Frame {
  readonly streams: readonly Stream[]
  readonly action: string
  /** The name that was refused, and why. */
  readonly refused: { readonly name: string; readonly problem: string } | undefined
}

/** The managed streams and, while there are any, the instant ones; and the form that makes a managed one. */
export function streamsPage(view: StreamsView): string {
  const { streams, action, refused, session } = view
  const table = (kind: Stream['kind'], label: string, empty: string) => (
    <section class="card" aria-labelledby={kind}>
      <h2 id={kind}>{label}</h2>
      <Table
        label={label}
        columns={['Stream Name', 'Description', 'Status']}
        rows={streams
          .filter((stream) => stream.kind === kind)
          .map((stream) => [
            <a href={`${action}/${encodeURIComponent(stream.name)}`}>{stream.name}</a>,
            stream.description,
            isLive(stream) ? 'Live' : 'Off air',
          ])}
        empty={empty}
      />
    </section>
  )
  return renderTab(
    'streams',
    view,
    'Streams',
    <>
      {table('managed', 'Managed Streams', 'There are no managed streams.')}
      {table(
        'instant',
        'Instant Streams',
        'None: they appear when someone publishes under a name that is not managed.',
      )}
      <form class="card fields" method="post" action={action} aria-labelledby="create">
        <h2 id="create">New Managed Stream</h2>
        <TextField
          name="name"
          label="Stream Name"
          value={refused?.name}
          error={refused?.problem}
          about="The name of an instant stream turns that one into a managed stream."
        />
        <TextField name="description" label="Description" required={false} />
        <input type="hidden" name="form_token" value={session.formToken} />
        <div class="actions">
          <button class="primary" type="submit">
            Create
          </button>
        </div>
      </form>
    </>,
  )
}
