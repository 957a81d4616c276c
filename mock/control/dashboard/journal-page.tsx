import type { JournalEntry } from '../../core/journal/entry.js'
import { at, type Desk } from './desk.js'
import { Field } from './field.js'
import { RequestTable } from './journal-parts.js'

/** Entries on one page. */
const pageSize = 50

/** What the address of the page asks for. Empty texts ask for everything. */
export interface JournalQuery {
  readonly provider: string
  readonly operation: string
  readonly status: string
  readonly path: string
  /** Only entries before the one with this id. */
  readonly before: string
}

/** The page's part of the journal, newest first. */
export function entriesOf({ mock }: Desk, query: JournalQuery) {
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

/** The requests that the mock has seen, with filters. */
export const JournalPage = ({
  desk,
  query,
  operations,
}: {
  desk: Desk
  query: JournalQuery
  operations: readonly string[]
}) => {
  const { total, entries, hasOlder } = entriesOf(desk, query)
  const link = (more: Partial<JournalQuery>) => {
    const wanted = Object.entries({ ...query, ...more }).filter(([, value]) => value !== '')
    return at(desk, `journal?${new URLSearchParams(wanted).toString()}`)
  }
  return (
    <section class="card" aria-label="Requests">
      <form method="get" action={at(desk, 'journal')} class="filters" role="search">
        <Field
          id="provider"
          name="provider"
          label="Provider"
          value={query.provider}
          choices={desk.instance.names}
          noChoice="all"
        />
        <Field id="operation" name="operation" label="Operation" value={query.operation} suggestions={operations} />
        <Field id="status" name="status" label="Status" kind="number" value={query.status} />
        <Field id="path" name="path" label="Path contains" value={query.path} />
        <div class="actions">
          <button type="submit">Filter</button>
          <a class="button" href={at(desk, 'journal')}>
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
        <a href={at(desk, 'api/journal/har')} download="onair.har">
          Download as HAR
        </a>
      </div>
      <div id="requests" class="part" data-live={query.before === '' ? '' : undefined}>
        <RequestTable desk={desk} entries={entries} isFiltered={Object.values(query).some((value) => value !== '')} />
        <nav class="pager" aria-label="Pages">
          {query.before !== '' && <a href={link({ before: '' })}>Newest</a>}
          {hasOlder && <a href={link({ before: String(entries.at(-1)!.id) })}>Older</a>}
        </nav>
      </div>
    </section>
  )
}

/** What a link to the fault form is filled in with, to make this request fail again. */
export function faultQueryOf({ operation, status }: JournalEntry): string {
  const fields = { operation: operation!, action: 'status', status: status >= 400 ? String(status) : '503' }
  return new URLSearchParams(fields).toString()
}
