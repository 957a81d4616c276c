import { DataTable } from '../../ui/table.js'
import { CallbackResult, Moment } from './labels.js'
import type { MockView } from './mock-view.js'

/** The latest attempts of all callbacks, with what their receivers answered. */
export const CallbackOutcomes = ({ view }: { view: MockView }) => (
  <DataTable
    label="Answers to callbacks"
    columns={['Callback', 'To', 'Time', 'Answer']}
    empty="No callback was sent."
    rows={view.mock.callbacks
      .list()
      .flatMap(({ provider, name, url, attempts }) => attempts.map((attempt) => ({ provider, name, url, attempt })))
      .toSorted((one, other) => other.attempt.at - one.attempt.at)
      .slice(0, 10)
      .map(({ provider, name, url, attempt }) => [
        <code>
          {provider}.{name}
        </code>,
        <span class="path">{url}</span>,
        <Moment at={attempt.at} />,
        <CallbackResult attempt={attempt} />,
      ])}
  />
)
