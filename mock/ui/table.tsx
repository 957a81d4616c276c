import type { Child } from 'hono/jsx'

interface TableProps {
  /** The name of the table, for screen readers. */
  readonly label: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Child[])[]
  /** Shown instead of a table without rows. */
  readonly empty: Child
}

/**
 * A table. On a phone each row is a card with the column's name before each cell. The roles are explicit because another `display` removes
 * them from table elements.
 */
export const DataTable = ({ label, columns, rows, empty }: TableProps) =>
  rows.length === 0 ? (
    <div class="empty">{empty}</div>
  ) : (
    <table role="table" aria-label={label}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th role="columnheader" scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr role="row">
            {row.map((cell, index) => (
              <td role="cell" data-label={columns[index]}>
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
