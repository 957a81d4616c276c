import type { Child } from 'hono/jsx'

/** A list of labels and values. */
export const Facts = ({ rows }: { rows: readonly (readonly [label: Child, value: Child])[] }) => (
  <dl class="facts">
    {rows.map(([label, value]) => (
      <>
        <dt>{label}</dt>
        <dd>{value}</dd>
      </>
    ))}
  </dl>
)
