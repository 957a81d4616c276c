import type { Child } from 'hono/jsx'

/** Labels with what stands at them, one pair a line. */
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
