import { InputField } from './input-field.js'
import { at, type MockView } from './mock-view.js'
import { RequestTable } from './request-table.js'

/** Entries on one page. */
const pageSize = 50

/** The filters in the address of the page. An empty text means no filter. */
export interface JournalQuery {
  readonly provider: string
  readonly operation: string
  readonly status: string
  readonly path: string
  /** Only entries before this id. */
  readonly before: string
}

/** The entries of one page, newest first. */
function entriesOf({ mock }: MockView, query: JournalQuery) {
  const { provider, operation, status, path, before } = query
  const found = mock.journal
    .requests({
      provider: provider || undefined,
      operation: operation || undefined,
      status: /^\d+$/.test(status) ? Number(status) : undefined,
    })
    .filter((entry) => path === '' || entry.path.includes(path))
  const older = /^\d+$/.test(before) ? found.filter(({ id }) => id < Number(before)) : found
  return { total: found.length, entries: older.slice(-pageSize).toReversed(), hasOlder: older.length > pageSize }
}

/** The requests in the journal, with filters. */
export const JournalPage = ({
  view,
  query,
  operations,
}: {
  view: MockView
  query: JournalQuery
  operations: readonly string[]
}) => {
  const { total, entries, hasOlder } = entriesOf(view, query)
  const link = (more: Partial<JournalQuery>) => {
    const wanted = Object.entries({ ...query, ...more }).filter(([, value]) => value !== '')
    return at(view, `journal?${new URLSearchParams(wanted).toString()}`)
  }
  return (
    <section class="card" aria-label="Requests">
      <form method="get" action={at(view, 'journal')} class="filters" role="search">
        <InputField
          id="provider"
          name="provider"
          label="Provider"
          value={query.provider}
          choices={view.instance.names}
          noChoice="all"
        />
        <InputField
          id="operation"
          name="operation"
          label="Operation"
          value={query.operation}
          suggestions={operations}
        />
        <InputField id="status" name="status" label="Status" kind="number" value={query.status} />
        <InputField id="path" name="path" label="Path contains" value={query.path} />
        <div class="actions">
          <button type="submit">Filter</button>
          <a class="button" href={at(view, 'journal')}>
            Clear
          </a>
        </div>
      </form>
      <div class="heading">
        <p class="quiet" id="count" data-live>
          {total.toLocaleString('en')} {total === 1 ? 'request' : 'requests'}, newest first
        </p>
        <button type="button" class="small needs-script" data-pause aria-pressed="false">
          Pause
        </button>
        <a href={at(view, 'api/journal/har')} download="onair.har">
          Download as HAR
        </a>
      </div>
      <div id="requests" class="part" data-live={query.before === '' ? '' : undefined}>
        <RequestTable view={view} entries={entries} isFiltered={Object.values(query).some((value) => value !== '')} />
        {(query.before !== '' || hasOlder) && (
          <nav class="pager" aria-label="Pages">
            {query.before !== '' && <a href={link({ before: '' })}>Newest</a>}
            {hasOlder && <a href={link({ before: String(entries.at(-1)!.id) })}>Older</a>}
          </nav>
        )}
      </div>
    </section>
  )
}
