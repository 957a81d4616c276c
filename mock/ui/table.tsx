import type { Child } from 'hono/jsx'

interface TableProps {
  /** Names the table for those who cannot see the heading above it. */
  readonly label: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Child[])[]
  /** Shown instead of a table without rows. */
  readonly empty: string
}

/** A table that scrolls by itself where the page is narrow, by finger and by keyboard. */
export const Table = ({ label, columns, rows, empty }: TableProps) =>
  rows.length === 0 ? (
    <p class="empty">{empty}</p>
  ) : (
    <div class="scroll" role="region" aria-label={label} tabindex={0}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th scope="col">{column}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              {row.map((cell) => (
                <td>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
