import { TextInput } from '../../ui/field.js'
import { Pill } from '../../ui/pill.js'
import { DataTable } from '../../ui/table.js'
import { isLive } from '../lifecycle.js'
import type { Stream } from '../state.js'
import { paths, renderTab, type Frame } from './frame.js'
import type { RenderedPage } from '../../ui/layout.js'

interface StreamsView extends Frame {
  readonly streams: readonly Stream[]
  /** The refused name and the reason. */
  readonly refused: { readonly name: string; readonly problem: string } | undefined
}

/** The managed streams, the instant streams, and the form that creates a managed stream. */
export function streamsPage(view: StreamsView): RenderedPage {
  const { streams, refused, session, site } = view
  const action = site.home + paths.streams
  const name = (stream: Stream) => <a href={`${action}/${encodeURIComponent(stream.name)}`}>{stream.name}</a>
  const status = (stream: Stream) => (isLive(stream) ? <Pill tone="live">Live</Pill> : <Pill>Off air</Pill>)
  const of = (kind: Stream['kind']) => streams.filter((stream) => stream.kind === kind)
  return renderTab(
    'streams',
    view,
    'Streams',
    <>
      <section class="card" aria-labelledby="managed">
        <h2 id="managed">Managed Streams</h2>
        <DataTable
          label="Managed Streams"
          columns={['Stream Name', 'Description', 'Status']}
          rows={of('managed').map((stream) => [name(stream), stream.description, status(stream)])}
          empty="There are no managed streams."
        />
      </section>
      <section class="card" aria-labelledby="instant">
        <h2 id="instant">Instant Streams</h2>
        <DataTable
          label="Instant Streams"
          columns={['Stream Name', 'Status']}
          rows={of('instant').map((stream) => [name(stream), status(stream)])}
          empty="There are no instant streams. One appears when an encoder publishes to a name without a managed stream."
        />
      </section>
      <form class="card fields" method="post" action={action} aria-labelledby="create">
        <h2 id="create">New Managed Stream</h2>
        <TextInput
          name="name"
          label="Stream Name"
          value={refused?.name}
          error={refused?.problem}
          about="The name of an instant stream turns it into a managed stream."
        />
        <TextInput name="description" label="Description" required={false} />
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
