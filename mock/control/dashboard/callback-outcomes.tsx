import { Pill } from '../../ui/pill.js'
import { DataTable } from '../../ui/table.js'
import { Moment } from './labels.js'
import type { MockView } from './mock-view.js'

/** The latest attempts of all callbacks, with what their receivers answered. */
export const CallbackOutcomes = ({ view }: { view: MockView }) => (
  <DataTable
    label="Answers to callbacks"
    columns={['Callback', 'To', 'Time', 'Answer']}
    empty="No callback was sent."
    rows={view.mock.callbacks
      .list()
      .flatMap(({ provider, name, url, attempts }) => attempts.map((attempt) => ({ provider, name, url, ...attempt })))
      .toSorted((one, other) => other.at - one.at)
      .slice(0, 10)
      .map(({ provider, name, url, at, result, said }) => [
        <code>
          {provider}.{name}
        </code>,
        <span class="path">{url}</span>,
        <Moment at={at} />,
        <>
          {'status' in result ? (
            <Pill tone={result.status < 300 ? 'good' : 'bad'}>{String(result.status)}</Pill>
          ) : (
            <Pill tone="bad">{result.error}</Pill>
          )}{' '}
          {said}
        </>,
      ])}
  />
)
