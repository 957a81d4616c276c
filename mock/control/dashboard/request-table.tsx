import type { JournalEntry } from '../../core/journal/entry.js'
import { DataTable } from '../../ui/table.js'
import { HttpStatus, Moment } from './labels.js'
import { at, type MockView } from './mock-view.js'

interface RequestTableProps {
  readonly view: MockView
  readonly entries: readonly JournalEntry[]
  readonly isFiltered?: boolean
}

/** A table of requests. Each links to its own page. */
export const RequestTable = ({ view, entries, isFiltered }: RequestTableProps) => (
  <div class="requests">
    <DataTable
      label="Requests, newest first"
      columns={['Status', 'Request', 'Operation', 'Reason', 'Account', 'Time']}
      empty={
        isFiltered
          ? 'No request matches the filter.'
          : 'No request yet. Point a client at this mock, or open a console or a consent page.'
      }
      rows={entries.map(({ id, status, method, path, operation, fields, reason, grantType, account, at: when }) => [
        <HttpStatus status={status} />,
        <a href={at(view, `journal/${id}`)}>
          <span class="method">{method}</span> <span class="path">{path}</span>
        </a>,
        fields ? (
          <>
            {operation} <span class="quiet">{fields.join(', ')}</span>
          </>
        ) : (
          operation
        ),
        reason ?? grantType,
        account,
        <Moment at={when} />,
      ])}
    />
  </div>
)
